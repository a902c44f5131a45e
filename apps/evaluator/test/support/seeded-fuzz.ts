import { readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Readable } from 'node:stream';
import { DataType, tableFromIPC } from 'apache-arrow';
import type { Schema } from 'apache-arrow';
import { ArrowError, openDump, readBatches, resolveColumn, surveyBatches } from '@offmark/arrow-ipc';
import type { Dump } from '@offmark/arrow-ipc';
import { isCompressed } from '@offmark/arrow-ipc/rows';
import { evaluate, OffmarkError } from 'offmark';
import { attemptPipedCells } from '../../../../packages/arrow-ipc/test/support/attempt.ts';
import type { Cell } from '../../../../packages/arrow-ipc/test/support/chunk-values.ts';
import { corpus, filesBelow } from '../../../../packages/arrow-ipc/test/support/corpus.ts';
import { mutated } from '../../../../packages/arrow-ipc/test/support/mutate.ts';
import type { Mutation, Span } from '../../../../packages/arrow-ipc/test/support/mutate.ts';
import { readDump } from '../../../../packages/arrow-ipc/test/support/read-all.ts';
import {
  arrowSchema,
  NoDecoder,
  secondReading,
} from '../../../../packages/arrow-ipc/test/support/second-reader.ts';
import type { SecondReading } from '../../../../packages/arrow-ipc/test/support/second-reader.ts';
import { randomNumbers } from './random.ts';

/** A valid dump to damage. */
interface Original {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly bodies: readonly Span[];
  /** Whether apache-arrow reads it too, uncompressed as it is. */
  readonly isComparable: boolean;
  /** As apache-arrow says it; null where it does not know all types. */
  readonly arrowSchema: Schema | null;
  /** As we say it: while it says the same, the schema is not what was damaged. */
  readonly schemaText: string;
  /** '' if it is uncompressed. */
  readonly codec: string;
}

/** Dumps larger than this say nothing that smaller ones do not, and take longer. */
const largestOriginal = 128 * 1024;

/** The golden dumps of every writer at hand, as far as they can be opened. */
export function originals(): readonly Original[] {
  const golden = filesBelow('arrow-ipc-stream/integration').filter((file) =>
    /(?<!bigendian\/[^/]*)\.(?:arrow_file|stream)$/.test(file),
  );
  const writers = path.join(corpus, '../writers');
  const written = ['apache-arrow', 'duckdb', 'polars'].flatMap((writer) =>
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
    return [
      {
        name,
        bytes,
        bodies,
        isComparable: isSimple && isReadByOther(bytes),
        arrowSchema: arrowSchema(bytes),
        schemaText: schemaText(dump),
        codec: surveyBatches(dump).codecs[0] ?? '',
      },
    ];
  } catch (error) {
    if (error instanceof ArrowError) return [];
    throw error;
  }
}

function schemaText({ schema }: Dump): string {
  return JSON.stringify(schema, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value));
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
  /** Columns that were compared with what the second reader reads, by what they are. */
  readonly comparedTwice: Readonly<Record<string, number>>;
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
  const pipedCells = await attemptPipedCells(bytes);
  const piped = typeof pipedCells === 'string' ? pipedCells : 'read';
  const evaluated = await evaluatedAs(file, bytes, opened, seed);
  if (typeof opened === 'string')
    return { opened, columns: [], piped, evaluated, compared: 0, comparedTwice: {} };
  const names = opened.schema.fields.map(({ name }) => name);
  const readings = names.map((name) => codeOf(() => cellsOf(opened, name)));
  const columns = readings.map((reading) => (typeof reading === 'string' ? reading : 'read'));
  const compared = isInBodies && original.isComparable ? compare(bytes, names, readings) : 0;
  const comparedTwice = compareTwice(original, bytes, opened, readings);
  // Files say twice what they are, in their first message and in their footer; streams say it once.
  if (typeof pipedCells !== 'string' && opened.format === 'stream') {
    for (const [index, name] of names.entries()) {
      if (!pipedCells.has(name)) continue;
      checkAlike(name, readings[index] ?? 'nothing', pipedCells.get(name) ?? [], 'the pipe');
    }
  }
  return { opened: 'read', columns, piped, evaluated, compared, comparedTwice };
}

/** Whole dumps, read by both: how many columns of each kind there are to compare. */
export function compareOriginal(original: Original, file: string): Readonly<Record<string, number>> {
  const { name, bytes } = original;
  writeFileSync(file, bytes);
  const dump = openDump(file);
  const readings = dump.schema.fields.map((field) => codeOf(() => cellsOf(dump, field.name)));
  try {
    return compareTwice(original, bytes, dump, readings);
  } catch (error) {
    throw new Error(name, { cause: error });
  }
}

/** What was read must be what the second reader reads; where we refuse, it may say what it likes. */
function compareTwice(
  original: Original,
  bytes: Uint8Array,
  dump: Dump,
  readings: readonly (readonly Cell[] | string)[],
): Readonly<Record<string, number>> {
  const compared: Record<string, number> = {};
  const isAllRefused = readings.every((reading) => typeof reading === 'string');
  if (isAllRefused || original.arrowSchema === null || schemaText(dump) !== original.schemaText)
    return compared;
  const second = secondReading(bytes, original.arrowSchema);
  for (const [index, reading] of readings.entries()) {
    if (typeof reading === 'string') continue;
    const cells = secondCells(second, index);
    if (cells === null) continue;
    checkAlike(dump.schema.fields[index]?.name ?? '', reading, cells, 'the second reader');
    const kind = kindOf(original, dump, index);
    compared[kind] = (compared[kind] ?? 0) + 1;
  }
  return compared;
}

function secondCells(second: SecondReading, index: number): readonly Cell[] | null {
  try {
    return second.cells(index);
  } catch (error) {
    if (error instanceof NoDecoder) return null;
    throw error;
  }
}

function kindOf({ codec }: Original, dump: Dump, index: number): string {
  const kind = dump.schema.fields[index]?.form.kind ?? 'none';
  return codec === '' ? kind : `${kind} ${codec}`;
}

function checkAlike(
  name: string,
  ours: readonly Cell[] | string,
  theirs: readonly Cell[],
  whose: string,
): void {
  const expected = typeof ours === 'string' ? ours : `${ours.length} rows`;
  if (typeof ours === 'string' || ours.length !== theirs.length)
    throw new Error(`column ${name}: read ${expected}, ${whose} ${theirs.length} rows`);
  for (const [row, cell] of ours.entries()) {
    const other = theirs[row] ?? null;
    if (isSame(cell, other)) continue;
    throw new Error(`column ${name}, row ${row}: read ${String(cell)}, ${whose} ${String(other)}`);
  }
}

function isSame(a: Cell, b: Cell): boolean {
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return Object.is(a, b);
  return a.length === b.length && a.every((value, index) => Object.is(value, b[index]));
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
