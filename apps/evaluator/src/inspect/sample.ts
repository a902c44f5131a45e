import {
  ChunkBuffers,
  SharedValues,
  measureLists,
  openFileReader,
  planRows,
  readBatches,
  readDictionaries,
  tableSource,
  withClasses,
} from '@offmark/arrow-ipc';
import type { BatchTable, ColumnLayout, DictionaryTable, Dump } from '@offmark/arrow-ipc';
import { plainBackend } from '@offmark/losses';
import { namesInFile } from '../inputs/class-names.ts';
import { OffmarkError } from '../errors.ts';

/** A column's first rows, as numbers. */
export interface Sample {
  readonly rows: number;
  /** Numbers per row; null for one. */
  readonly classes: number | null;
  /** Row after row; of texts, their places in `texts`. */
  readonly values: Float64Array;
  /** Whether a row has a value. */
  readonly isValid: (row: number) => boolean;
  /** The different texts, as they come; null for numbers. */
  readonly texts: readonly string[] | null;
  /** What the column's dictionary calls the classes 0, 1, …; null if it has none, or none that names classes. */
  readonly classNames: readonly string[] | null;
}

const mostRows = 65_536;
/** Of all columns' samples, in memory. */
const mostBytes = 256 * 1024 * 1024;
/** More are no classes, and may be as long as books. */
const mostTexts = 1000;
const textRowsAtOnce = 256;

/** The first batches that hold so many rows: the others are of no concern, and there may be millions. */
function firstBatches(dump: Dump, batchRows: readonly number[], rows: number): Dump {
  let [batches, before] = [0, 0];
  while (before < rows && batches < batchRows.length) {
    before += batchRows[batches] ?? 0;
    batches += 1;
  }
  return { ...dump, batches: dump.batches.head(batches) };
}

/** Rows that are looked at, of those that there are. */
function sampleRows(dump: Dump, rowCount: number, { classes }: ColumnLayout): number {
  const rowBytes = 8 * Math.max(1, classes ?? 1);
  const fitting = Math.floor(mostBytes / dump.schema.fields.length / rowBytes);
  return Math.min(rowCount, mostRows, Math.max(1, fitting));
}

/**
 * Reads a column's first rows; of texts no more than show that they are no classes.
 * @param batchRows  the rows of each batch
 * @param column     as it was found; how long its lists are is learnt from the sample
 * @throws           what `readBatches` and `ChunkBuffers` throw
 */
export function readSample(dump: Dump, batchRows: readonly number[], column: ColumnLayout): Sample {
  const rowCount = batchRows.reduce((sum, count) => sum + count, 0);
  const firstRows = sampleRows(dump, rowCount, column);
  const table = readBatches(firstBatches(dump, batchRows, firstRows), [column]);
  const layout = measured(dump, column, table);
  const dictionaries = readDictionaries(dump, [layout]);
  const rows = sampleRows(dump, rowCount, layout);
  const classNames = layout.isText ? dictionaryNames(dump, layout, dictionaries) : null;
  const empty = { rows: 0, values: new Float64Array(0), isValid: () => false, texts: null };
  const read = rows === 0 ? empty : readRows(dump, layout, dictionaries, table, rows);
  return { ...read, texts: layout.isText ? (read.texts ?? []) : null, classes: layout.classes, classNames };
}

/** Where all lists are null, any length will do. */
function measured(dump: Dump, column: ColumnLayout, table: BatchTable): ColumnLayout {
  const [layout = column] = measureLists(dump.path, [column], table);
  return withClasses(layout, 1);
}

/** Dictionaries that name no classes (a null, a name twice, others than before) are no mistake here. */
function dictionaryNames(
  dump: Dump,
  layout: ColumnLayout,
  tables: readonly DictionaryTable[],
): readonly string[] | null {
  try {
    return namesInFile(dump.path, layout, tables, openFileReader)?.names ?? null;
  } catch (error) {
    if (error instanceof OffmarkError && error.code === 'E_CLASS_NAMES') return null;
    throw error;
  }
}

function readRows(
  dump: Dump,
  layout: ColumnLayout,
  dictionaries: readonly DictionaryTable[],
  table: BatchTable,
  rows: number,
): Pick<Sample, 'rows' | 'values' | 'isValid' | 'texts'> {
  const step = layout.isText ? Math.min(rows, textRowsAtOnce) : rows;
  const shared = new SharedValues([layout], dictionaries.map(tableSource));
  const buffers = new ChunkBuffers([layout], step, undefined, dump.path, shared);
  const width = layout.classes ?? 1;
  const values = new Float64Array(rows * width);
  const valid = new Uint8Array(rows);
  const texts = layout.isText ? shared.texts(layout) : null;
  const reader = openFileReader(dump.path);
  const hasEnough = (): boolean => texts !== null && texts.size > mostTexts;
  let done = 0;
  try {
    while (done < rows && !hasEnough()) {
      buffers.load(planRows(table, done, Math.min(step, rows - done)), reader);
      const [chunk] = buffers.columns;
      if (chunk === undefined) throw new RangeError('a sample without its column');
      const { data, type, validity } = chunk;
      plainBackend.casts[type](values.subarray(done * width), data, 0, buffers.rows * width);
      for (let row = 0; row < buffers.rows; row++)
        valid[done + row] = validity === null ? 1 : ((validity[row >> 3] ?? 0) >> (row & 7)) & 1;
      done += buffers.rows;
    }
  } finally {
    buffers.close();
    reader.close();
  }
  const isValid = (row: number): boolean => valid[row] === 1;
  const used = texts === null ? null : usedTexts(values.subarray(0, done), isValid, (n) => texts.text(n));
  return { rows: done, values: values.subarray(0, done * width), isValid, texts: used };
}

/** A dictionary may hold texts that no row has. */
function usedTexts(
  numbers: Float64Array,
  isValid: (row: number) => boolean,
  textOf: (number: number) => string,
): readonly string[] {
  return [...new Set(numbers.filter((_, row) => isValid(row)))].map(textOf);
}
