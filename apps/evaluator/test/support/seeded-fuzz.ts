import { readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Readable } from 'node:stream';
import { DataType, tableFromIPC } from 'apache-arrow';
import { ArrowError, openDump, readBatches, resolveColumn } from '@offmark/arrow-ipc';
import type { Dump } from '@offmark/arrow-ipc';
import { isCompressed } from '@offmark/arrow-ipc/rows';
import { evaluate, OffmarkError } from 'offmark';
import { attemptPipe } from '../../../../packages/arrow-ipc/test/support/attempt.ts';
import type { Cell } from '../../../../packages/arrow-ipc/test/support/chunk-values.ts';
import { corpus, filesBelow } from '../../../../packages/arrow-ipc/test/support/corpus.ts';
import { mutated } from '../../../../packages/arrow-ipc/test/support/mutate.ts';
import type { Mutation, Span } from '../../../../packages/arrow-ipc/test/support/mutate.ts';
import { readDump } from '../../../../packages/arrow-ipc/test/support/read-all.ts';
import { randomNumbers } from './random.ts';

/** A valid dump to damage. */
interface Original {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly bodies: readonly Span[];
  /** Whether apache-arrow reads it too, uncompressed as it is. */
  readonly isComparable: boolean;
}

/** Dumps larger than this say nothing that smaller ones do not, and take longer. */
const largestOriginal = 128 * 1024;

/** The golden dumps of every writer at hand, as far as they can be opened. */
export function originals(): readonly Original[] {
  const golden = filesBelow('arrow-ipc-stream/integration').filter((file) =>
    /(?<!bigendian\/[^/]*)\.(?:arrow_file|stream)$/.test(file),
  );
  const writers = path.join(corpus, '../writers');
  const written = ['apache-arrow', 'polars'].flatMap((writer) =>
    ['uncompressed', 'lz4', 'zstd'].flatMap((codec) =>
      ['arrow', 'arrows'].map((format) => path.join(writers, `${writer}-${codec}.${format}`)),
    ),
  );
  return [...golden, ...written.filter((file) => statSync(file, { throwIfNoEntry: false }) !== undefined)]
    .filter((file) => statSync(file).size <= largestOriginal)
    .flatMap(originalOf);
}

function originalOf(file: string): readonly Original[] {
  try {
    const dump = openDump(file);
    const blocks = [...dump.batches, ...dump.dictionaries.map(({ block }) => block)];
    const bodies = blocks.map(({ position, metadataLength, bodyLength }) => ({
      start: position + metadataLength,
      end: position + metadataLength + bodyLength,
    }));
    const name = path.relative(path.join(corpus, '..'), file);
    const bytes = readFileSync(file);
    // apache-arrow does not know all types, and reads dictionaries of some batches for those of others.
    const isSimple = dump.dictionaries.length === 0 && !isCompressed(readBatches(dump, []));
    return [{ name, bytes, bodies, isComparable: isSimple && isReadByOther(bytes) }];
  } catch (error) {
    if (error instanceof ArrowError) return [];
    throw error;
  }
}

function isReadByOther(bytes: Uint8Array): boolean {
  try {
    return tableFromIPC(bytes).numRows > 0;
  } catch {
    return false;
  }
}

/** What came of a damaged dump: `read`, or the codes of errors. */
export interface Outcome {
  readonly opened: string;
  /** Of every column by itself. */
  readonly columns: readonly string[];
  readonly piped: string;
  readonly evaluated: string;
  /** Columns that were compared with what apache-arrow reads. */
  readonly compared: number;
}

/** The damage of a seed, and to what. */
export function mutationOf(
  all: readonly Original[],
  seed: number,
): Mutation & { readonly original: Original } {
  const random = randomNumbers(seed);
  const original = all[Math.floor(random() * all.length)];
  if (original === undefined) throw new Error('no dumps to damage');
  return { original, ...mutated(original.bytes, original.bodies, random) };
}

/**
 * Reads a damaged dump in every way that there is.
 * @param file to write it to
 * @throws     where what is read is wrong, or refused by anything but a named error in one line
 */
export async function tryMutation(
  { original, bytes, isInBodies }: ReturnType<typeof mutationOf>,
  seed: number,
  file: string,
): Promise<Outcome> {
  writeFileSync(file, bytes);
  const opened = codeOf(() => openDump(file));
  const piped = await attemptPipe(bytes);
  const evaluated = await evaluatedAs(file, bytes, opened, seed);
  if (typeof opened === 'string') return { opened, columns: [], piped, evaluated, compared: 0 };
  const names = opened.schema.fields.map(({ name }) => name);
  const readings = names.map((name) => codeOf(() => cellsOf(opened, name)));
  const columns = readings.map((reading) => (typeof reading === 'string' ? reading : 'read'));
  const compared = isInBodies && original.isComparable ? compare(bytes, names, readings) : 0;
  return { opened: 'read', columns, piped, evaluated, compared };
}

function cellsOf(dump: Dump, name: string): readonly Cell[] {
  const column = resolveColumn(dump.schema, name, dump.path, 'numbers or texts');
  return readDump(dump, [column], 1000)[0] ?? [];
}

/** apache-arrow reads columns of plain numbers right, whatever their bytes are. */
function compare(
  bytes: Uint8Array,
  names: readonly string[],
  readings: readonly (readonly Cell[] | string)[],
): number {
  const table = tableFromIPC(bytes);
  let compared = 0;
  for (const [index, cells] of readings.entries()) {
    const vector = table.getChildAt(index);
    if (vector === null || typeof cells === 'string') continue;
    const { type } = vector;
    if (!DataType.isInt(type) && !DataType.isFloat(type) && !DataType.isBool(type)) continue;
    compared += 1;
    for (let row = 0; row < vector.length; row += 1) {
      const [ours, theirs]: readonly unknown[] = [cells[row], vector.get(row)];
      if (Object.is(ours, theirs) || ours === theirs) continue;
      throw new Error(
        `column ${names[index]}, row ${row}: read ${String(ours)}, apache-arrow ${String(theirs)}`,
      );
    }
  }
  return compared;
}

const losses = ['mse', 'mae', 'sparse-cce', 'sparse-cce-logits', 'cce', 'bce'];

/** Evaluates a loss of two of the columns, from the file or through a pipe. */
async function evaluatedAs(
  file: string,
  bytes: Uint8Array,
  opened: Dump | string,
  seed: number,
): Promise<string> {
  const random = randomNumbers(seed + 0.5);
  const pick = <T>(items: readonly T[]): T | undefined => items[Math.floor(random() * items.length)];
  const names = typeof opened === 'string' ? [] : opened.schema.fields.map(({ name }) => name);
  const columns = { target: pick(names) ?? 'target', prediction: pick(names) ?? 'prediction' };
  const options = {
    losses: pick(losses) ?? 'mse',
    columns,
    policies: { nulls: 'skip', nans: 'skip' },
  } as const;
  const isPiped = random() < 0.3;
  const input = isPiped ? { inputs: ['-'], stdin: Readable.from([bytes]) } : { inputs: [file] };
  return evaluationCode(() => evaluate({ ...options, ...input, workers: 1 }));
}

/** @returns `read`, or the code of the error; anything but a named error in one line is thrown on */
export async function evaluationCode(evaluation: () => Promise<unknown>): Promise<string> {
  try {
    await evaluation();
    return 'read';
  } catch (error) {
    if (!(error instanceof OffmarkError) && !isNamed(error)) throw error;
    const { code, message } = error;
    if (code === 'E_INTERNAL' || code === 'E_WORKER' || message.includes('\n')) throw error;
    return code;
  }
}

function isNamed(error: unknown): error is Error & { readonly code: string } {
  return error instanceof Error && ['ArrowError', 'LossError'].includes(error.name) && 'code' in error;
}

function codeOf<T>(action: () => T): T | string {
  try {
    return action();
  } catch (error) {
    if (error instanceof ArrowError && !error.message.includes('\n')) return error.code;
    throw error;
  }
}
