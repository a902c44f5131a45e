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
import type { BatchTable, ColumnChunk, ColumnLayout, Dump } from '@offmark/arrow-ipc';
import { plainBackend } from '@offmark/losses';

/** A column's first rows, as numbers. */
export interface Sample {
  readonly rows: number;
  /** Numbers per row; null for one. */
  readonly classes: number | null;
  /** Row after row. */
  readonly values: Float64Array;
  /** Whether a row has a value. */
  readonly isValid: (row: number) => boolean;
}

const mostRows = 65_536;
/** Of all columns' samples, in memory. */
const mostBytes = 256 * 1024 * 1024;

/** The first batches that hold so many rows: the others are of no concern, and there may be millions. */
function firstBatches(dump: Dump, batchRows: readonly number[], rows: number): Dump {
  let [batches, before] = [0, 0];
  while (before < rows && batches < batchRows.length) {
    before += batchRows[batches] ?? 0;
    batches += 1;
  }
  return { ...dump, batches: dump.batches.slice(0, batches) };
}

/** Rows that are looked at, of those that there are. */
function sampleRows(dump: Dump, rowCount: number, { classes }: ColumnLayout): number {
  const rowBytes = 8 * Math.max(1, classes ?? 1);
  const fitting = Math.floor(mostBytes / dump.schema.fields.length / rowBytes);
  return Math.min(rowCount, mostRows, Math.max(1, fitting));
}

/**
 * Reads a column's first rows.
 * @param batchRows  the rows of each batch
 * @param column     as it was found; how long its lists are is learnt from the sample
 * @throws           what `readBatches` and `ChunkBuffers` throw
 */
export function readSample(dump: Dump, batchRows: readonly number[], column: ColumnLayout): Sample {
  const rowCount = batchRows.reduce((sum, count) => sum + count, 0);
  const firstRows = sampleRows(dump, rowCount, column);
  const table = readBatches(firstBatches(dump, batchRows, firstRows), [column]);
  const layout = measured(dump, column, table);
  const { classes } = layout;
  const rows = sampleRows(dump, rowCount, layout);
  if (rows === 0) return { rows, classes, values: new Float64Array(0), isValid: () => false };
  const { data, type, validity } = readRows(dump, layout, table, rows);
  const values = new Float64Array(rows * (classes ?? 1));
  plainBackend.casts[type](values, data, 0, values.length);
  const isValid = (row: number): boolean =>
    validity === null || (((validity[row >> 3] ?? 0) >> (row & 7)) & 1) === 1;
  return { rows, classes, values, isValid };
}

/** Where all lists are null, any length will do. */
function measured(dump: Dump, column: ColumnLayout, table: BatchTable): ColumnLayout {
  const [layout = column] = measureLists(dump.path, [column], table);
  return withClasses(layout, 1);
}

function readRows(dump: Dump, layout: ColumnLayout, table: BatchTable, rows: number): ColumnChunk {
  const shared = new SharedValues([layout], readDictionaries(dump, [layout]).map(tableSource));
  const buffers = new ChunkBuffers([layout], rows, undefined, dump.path, shared);
  const reader = openFileReader(dump.path);
  try {
    buffers.load(planRows(table, 0, rows), reader);
  } finally {
    reader.close();
  }
  const [chunk] = buffers.columns;
  if (chunk === undefined) throw new RangeError('a sample without its column');
  return chunk;
}
