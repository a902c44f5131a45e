import process from 'node:process';
import { parseArgs } from 'node:util';
import { typesOfKind } from './dump-columns.ts';
import type { DumpKind, NumberTypeName } from './dump-columns.ts';
import { dumpPath, generateDump } from './dumps.ts';
import type { DumpOptions } from './dumps.ts';
import { mostRows, oneOf, wholeNumber } from './options.ts';

const { values } = parseArgs({
  options: {
    kind: { type: 'string', default: 'regression' },
    type: { type: 'string' },
    rows: { type: 'string', default: '1e7' },
    'batch-rows': { type: 'string', default: '65536' },
    seed: { type: 'string', default: '1' },
    format: { type: 'string', default: 'file' },
    output: { type: 'string' },
  },
});

const kind = oneOf('kind', values.kind, Object.keys(typesOfKind) as DumpKind[]);
const types: readonly NumberTypeName[] = typesOfKind[kind];
const options: DumpOptions = {
  kind,
  type: oneOf('type', values.type ?? typesOfKind[kind][0], types),
  rows: wholeNumber('rows', values.rows, 0, mostRows),
  batchRows: wholeNumber('batch-rows', values['batch-rows'], 0, mostRows),
  seed: wholeNumber('seed', values.seed, 0, 2 ** 32 - 1),
  format: oneOf('format', values.format, ['file', 'stream'] as const),
};
const file = values.output ?? dumpPath(options);
const started = performance.now();
const size = generateDump(file, options);
const seconds = (performance.now() - started) / 1000;
const peak = process.resourceUsage().maxRSS * 1024;
console.log(
  `${file}: ${options.rows} rows, ${size} bytes, ${seconds.toFixed(1)} s, ${(size / seconds / 1e6).toFixed(0)} MB/s, peak RSS ${(peak / 1e6).toFixed(0)} MB`,
);
