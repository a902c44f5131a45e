import { existsSync, mkdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { columnsOf } from './dump-columns.ts';
import type { DumpKind, NumberTypeName } from './dump-columns.ts';
import { writeDump } from './dump-writer.ts';
import type { DumpLayout } from './dump-writer.ts';

/** All that a dump depends on: its bytes are the same for the same options. */
export interface DumpOptions extends DumpLayout {
  readonly kind: DumpKind;
  readonly type: NumberTypeName;
  readonly seed: number;
}

/** Where dumps are kept between runs; in no commit. */
export const dataFolder: string = fileURLToPath(new URL('../data/', import.meta.url));

/** A path in the data folder that tells the options apart. */
export function dumpPath({ kind, type, rows, batchRows, seed, format }: DumpOptions): string {
  const batches = batchRows === 0 ? 'one-batch' : `by-${batchRows}`;
  const extension = format === 'file' ? 'arrow' : 'arrows';
  return path.join(dataFolder, `${kind}-${type}-${rows}-${batches}-seed-${seed}.${extension}`);
}

/** @returns its size in bytes */
export function generateDump(file: string, options: DumpOptions): number {
  mkdirSync(path.dirname(file), { recursive: true });
  return writeDump(file, columnsOf(options.kind, options.type, options.seed), options);
}

/** The dump's path and size in bytes; it is generated unless it is there. */
export function ensureDump(options: DumpOptions): { readonly file: string; readonly size: number } {
  const file = dumpPath(options);
  if (existsSync(file)) return { file, size: statSync(file).size };
  process.stderr.write(`generating ${path.basename(file)} …\n`);
  return { file, size: generateDump(file, options) };
}
