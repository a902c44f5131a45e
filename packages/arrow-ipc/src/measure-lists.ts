import { type BatchTable, codecAt, columnRegionsAt } from './batch-table.ts';
import { bufferReader } from './buffer-reader.ts';
import type { ColumnLayout } from './column.ts';
import { placed } from './compression/frame-error.ts';
import { Decompressor } from './compression/decompressor.ts';
import { ArrowError, type Place } from './errors.ts';
import { type ByteReader, type OpenFile, openFileReader } from './reader.ts';
import type { RowPiece } from './row-plan.ts';
import type { Storage } from './storage.ts';
import { OffsetReader } from './values/offsets.ts';
import { ValidityReader } from './values/read-buffers.ts';
import { type BatchColumn, Scratch, ValueError } from './values/value-reader.ts';

/** Rows that are looked at together. */
const rowsPerRead = 65_536;

/** The column with so many values per row, if it is one of lists whose length was not known; else as it is. */
export function withClasses(column: ColumnLayout, classes: number): ColumnLayout {
  return column.classes === 0 ? { ...column, classes } : column;
}

/**
 * Says how long the lists of columns are whose schema doesn't: as long as their first list that is not null.
 * @returns the columns; their classes are still 0 if there is no such list
 * @throws  E_INPUT_OPEN, E_INPUT_READ, E_TRUNCATED, E_COMPRESSION, E_OFFSETS; E_RAGGED if that list is empty
 */
export function measureLists(
  path: string,
  columns: readonly ColumnLayout[],
  table: BatchTable,
  open: OpenFile = openFileReader,
): readonly ColumnLayout[] {
  if (columns.every(({ classes }) => classes !== 0)) return columns;
  const reader = open(path);
  const decompressor = new Decompressor();
  try {
    return columns.map((column, index) => {
      for (let batch = 0; column.classes === 0 && batch < table.batchCount; batch += 1) {
        const rows = (table.firstRows[batch + 1] ?? 0) - (table.firstRows[batch] ?? 0);
        const regions = columnRegionsAt(table, batch, index);
        const buffers = bufferReader(reader, codecAt(table, batch), decompressor, batch);
        const length = firstLength(column, { batch, regions, buffers, reader }, rows, { path });
        if (length > 0) return withClasses(column, length);
      }
      return column;
    });
  } finally {
    decompressor.close();
    reader.close();
  }
}

/** `measureLists` of one batch in memory. */
export function measureBatch(
  columns: readonly ColumnLayout[],
  batch: RowPiece,
  reader: ByteReader,
  path: string,
): readonly ColumnLayout[] {
  const decompressor = new Decompressor();
  const buffers = bufferReader(reader, batch.codec, decompressor, batch.batch);
  try {
    return columns.map((column, index) => {
      if (column.classes !== 0) return column;
      const part = { batch: batch.batch, regions: batch.columns[index] ?? [], buffers, reader };
      return withClasses(column, firstLength(column, part, batch.rows, { path }));
    });
  } finally {
    decompressor.close();
  }
}

/**
 * The columns with as many values per row as their list in a single row has; still 0 if it is empty, or null.
 * @param row  a piece of one row
 * @throws     E_TRUNCATED, E_INPUT_READ, E_COMPRESSION, E_OFFSETS
 */
export function measureRow(
  columns: readonly ColumnLayout[],
  { batch, row, codec, columns: regions }: RowPiece,
  reader: ByteReader,
  path: string,
  decompressor: Decompressor,
): readonly ColumnLayout[] {
  const buffers = bufferReader(reader, codec, decompressor, batch);
  return columns.map((column, index) => {
    if (column.classes !== 0) return column;
    const part = { batch, regions: regions[index] ?? [], buffers, reader };
    const list = placedIn({ path, batch, column: column.name }, () =>
      firstList(column.storage, part, row, 1),
    );
    return withClasses(column, list?.length ?? 0);
  });
}

function placedIn<T>(place: Place, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof ValueError)) throw placed(error, place);
    throw new ArrowError(error.code, { ...place, row: error.index }, error.details);
  }
}

/** @returns 0 if all lists of the batch are null */
function firstLength(column: ColumnLayout, batch: BatchColumn, rows: number, { path }: Place): number {
  for (let first = 0; first < rows; first += rowsPerRead) {
    const count = Math.min(rowsPerRead, rows - first);
    const length = placedIn({ path, batch: batch.batch, column: column.name }, () => {
      const found = firstList(column.storage, batch, first, count);
      if (found?.length !== 0) return found?.length;
      const details = { expected: 'lists of a value or more', got: 'an empty one' };
      throw new ValueError('E_RAGGED', first + found.index, details);
    });
    if (length !== undefined) return length;
  }
  return 0;
}

function firstList(
  storage: Storage,
  batch: BatchColumn,
  first: number,
  count: number,
): { readonly index: number; readonly length: number } | null {
  const validity = new ValidityReader();
  const scratch = new Scratch();
  const valid = new Uint8Array(count).fill(1);
  for (let inner = storage; inner.kind === 'struct' || inner.kind === 'list'; inner = inner.field) {
    const own = scratch.take(count);
    validity.read(batch, inner.slot, first, count, own);
    for (let index = 0; index < count; index += 1) valid[index] = (valid[index] ?? 0) & (own[index] ?? 0);
    if (inner.kind === 'struct') continue;
    const values = batch.regions[inner.slot + 2]?.values ?? 0;
    const offsets = new OffsetReader(inner.offsetType, inner.slot + 1).read(batch, first, count, values);
    const index = valid.indexOf(1);
    return index < 0 ? null : { index, length: (offsets[index + 1] ?? 0) - (offsets[index] ?? 0) };
  }
  return null;
}
