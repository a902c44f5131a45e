import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, statfsSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { typesOfKind } from './dump-columns.ts';
import { dataFolder, dumpPath, ensureDump } from './dumps.ts';
import type { DumpOptions } from './dumps.ts';
import { machineLine } from './machine.ts';
import { mostRows, oneOf, wholeNumber } from './options.ts';
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

const command = path.join(path.dirname(fileURLToPath(import.meta.resolve('offmark'))), 'cli', 'main.js');

/** The most memory that a process has had so far, all threads together, or null if it has ended. Linux only. */
function peakMemoryOf(pid: number): number | null {
  try {
    const kibibytes = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return kibibytes === undefined ? null : Number(kibibytes) * 1024;
  } catch {
    return null;
  }
}

/** Runs the command as a user would. @throws if it fails */
async function runCommand(file: string): Promise<Run> {
  const started = performance.now();
  const flags = ['--loss', values.loss, '--workers', String(workers), '--format', 'json'];
  const child = spawn(process.execPath, [command, 'eval', file, ...flags], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let peakMemory = 0;
  // The kernel keeps the peak, so that all that can be missed is what a process takes in its last 10 ms.
  const watch = setInterval(() => {
    peakMemory = Math.max(peakMemory, peakMemoryOf(child.pid ?? 0) ?? 0);
  }, 10);
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  const code = await new Promise((resolve, reject) => {
    child.once('error', reject).once('close', resolve);
  });
  clearInterval(watch);
  const seconds = (performance.now() - started) / 1000;
  if (code !== 0) throw new Error(`offmark eval ${file} ended with ${String(code)}`);
  if (peakMemory === 0) throw new Error('no memory was seen in /proc: this needs Linux');
  const { result } = JSON.parse(output) as { readonly result: unknown };
  return { seconds, peakMemory, result: JSON.stringify(result) };
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
