import { mkdirSync, rmSync, statfsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { typesOfKind } from './dump-columns.ts';
import { dataFolder, dumpPath, ensureDump } from './dumps.ts';
import type { DumpOptions } from './dumps.ts';
import { machineLine } from './machine.ts';
import { mostRows, oneOf, wholeNumber } from './options.ts';
import { command, runNode } from './process-timing.ts';
import { tableLines } from './table.ts';

/** What one run of the command took. */
interface Run {
  readonly seconds: number;
  /** In bytes. */
  readonly peakMemory: number;
  /** The report's `result`, which has to be the same for the same rows. */
  readonly result: string;
}

const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: '1e9' },
    type: { type: 'string', default: 'f32' },
    loss: { type: 'string', default: 'mse' },
    workers: { type: 'string', default: '2' },
    limit: { type: 'string', default: '300' },
    keep: { type: 'boolean', default: false },
  },
});
const rows = wholeNumber('rows', values.rows, 1, mostRows);
const workers = wholeNumber('workers', values.workers, 1, 1024);
const limit = wholeNumber('limit', values.limit, 1, 1e6) * 1e6;
const type = oneOf('type', values.type, typesOfKind.regression);
const dumpBytes = rows * (type === 'f32' ? 8 : 16);
const spareBytes = 1e9;

/** Runs the command as a user would. @throws if it fails */
async function runCommand(file: string): Promise<Run> {
  const flags = ['--loss', values.loss, '--workers', String(workers), '--format', 'json'];
  const { output, milliseconds, peakMemory } = await runNode([command, 'eval', file, ...flags], {
    watchMemory: true,
  });
  if (peakMemory === null) throw new Error('no memory was seen in /proc: this needs Linux');
  const { result } = JSON.parse(output) as { readonly result: unknown };
  return { seconds: milliseconds / 1000, peakMemory, result: JSON.stringify(result) };
}

/** Generates a dump, runs the command over it, and deletes it, unless it is to be kept. @throws if there is no room */
async function measureDump(options: DumpOptions): Promise<Run & { readonly size: number }> {
  mkdirSync(dataFolder, { recursive: true });
  const { bavail, bsize } = statfsSync(dataFolder);
  if (bavail * bsize < dumpBytes + spareBytes) {
    throw new Error(`expected ${dumpBytes + spareBytes} bytes free for a dump, got ${bavail * bsize}`);
  }
  try {
    const { file, size } = ensureDump(options);
    return { ...(await runCommand(file)), size };
  } finally {
    if (!values.keep) rmSync(dumpPath(options), { force: true });
  }
}

const dump = { kind: 'regression', type, rows, seed: 1, format: 'file' } as const;
console.log(machineLine());
const batched = await measureDump({ ...dump, batchRows: 65_536 });
const single = await measureDump({ ...dump, batchRows: 0 });
const lines = [['batches of 65536 rows', batched] as const, ['one batch', single] as const].map(
  ([name, { seconds, peakMemory, size }]) => [
    name,
    (size / 1e9).toFixed(2),
    (peakMemory / 1e6).toFixed(0),
    seconds.toFixed(1),
    (size / seconds / 1e9).toFixed(2),
  ],
);
console.log(`offmark eval --loss ${values.loss} --workers ${workers}, regression ${type}, ${rows} rows`);
console.log(tableLines([['', 'GB', 'peak RSS in MB', 's', 'GB/s'], ...lines]).join('\n'));
console.log(batched.result);
if (batched.result !== single.result) {
  throw new Error(`batches changed the result: ${batched.result} and ${single.result}`);
}
if (Math.max(batched.peakMemory, single.peakMemory) > limit) {
  throw new Error(`expected at most ${limit / 1e6} MB of memory`);
}
