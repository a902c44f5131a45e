import { ChunkBuffers, openFileReader, planRows, readBatches } from '@offmark/arrow-ipc';
import type { ColumnLayout, Dump } from '@offmark/arrow-ipc';
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

/**
 * Reads a column's first rows.
 * @param batchRows  the rows of each batch
 * @throws           what `readBatches` and `ChunkBuffers` throw
 */
export function readSample(dump: Dump, batchRows: readonly number[], layout: ColumnLayout): Sample {
  const { classes } = layout;
  const rowBytes = 8 * (classes ?? 1);
  const rowCount = batchRows.reduce((sum, count) => sum + count, 0);
  const fitting = Math.floor(mostBytes / dump.schema.fields.length / rowBytes);
  const rows = Math.min(rowCount, mostRows, Math.max(1, fitting));
  if (rows === 0) return { rows, classes, values: new Float64Array(0), isValid: () => false };
  const table = readBatches(firstBatches(dump, batchRows, rows), [layout]);
  const buffers = new ChunkBuffers([layout], rows, undefined, dump.path);
  const reader = openFileReader(dump.path);
  try {
    buffers.load(planRows(table, 0, rows), reader);
  } finally {
    reader.close();
  }
  const [column] = buffers.columns;
  if (column === undefined) throw new RangeError('a sample without its column');
  const values = new Float64Array(rows * (classes ?? 1));
  plainBackend.casts[column.type](values, column.data, 0, values.length);
  const { validity } = column;
  const isValid = (row: number): boolean =>
    validity === null || (((validity[row >> 3] ?? 0) >> (row & 7)) & 1) === 1;
  return { rows, classes, values, isValid };
}
