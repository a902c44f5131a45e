import { type BatchTable, codecAt, columnRegionsAt } from './batch-table.ts';
import type { Codec, ColumnRegions } from './buffer-region.ts';

/** Consecutive rows of one batch, and where to find them. Plain data, so that it can be sent to a worker. */
export interface RowPiece {
  readonly batch: number;
  /** Of the first row, within the batch. */
  readonly row: number;
  readonly rows: number;
  readonly codec: Codec;
  /** Of the whole batch's buffers, in the order of the columns. */
  readonly columns: readonly ColumnRegions[];
}

/**
 * The pieces of batches that cover a range of rows, in order; batches without rows give none.
 * @param firstRow of the input, counted from 0
 * @throws RangeError if the table has no such rows, which is the caller's mistake
 */
export function planRows(table: BatchTable, firstRow: number, rowCount: number): RowPiece[] {
  const end = firstRow + rowCount;
  if (!(firstRow >= 0 && rowCount >= 0 && end <= table.rowCount)) {
    throw new RangeError(`rows ${firstRow} to ${end} of ${table.rowCount}`);
  }
  const pieces: RowPiece[] = [];
  let row = firstRow;
  for (let batch = batchOfRow(table, firstRow); row < end; batch += 1) {
    const batchStart = firstRowOf(table, batch);
    const rows = Math.min(end, firstRowOf(table, batch + 1)) - row;
    if (rows > 0) pieces.push({ ...batchPiece(table, batch), row: row - batchStart, rows });
    row += rows;
  }
  return pieces;
}

/**
 * Where to end a run of rows: at the last batch's end that is not beyond the wanted one, or the first one after the
 * run's start, so that no compressed buffer is decoded by two.
 * @param firstRow  of the run
 * @param wantedEnd behind the run's last row, beyond `firstRow`
 * @returns         a row behind `firstRow`; where nothing is compressed the wanted end, or that of the table
 */
export function runEnd(table: BatchTable, firstRow: number, wantedEnd: number): number {
  if (wantedEnd >= table.rowCount) return table.rowCount;
  const batch = batchOfRow(table, wantedEnd);
  if (codecAt(table, batch) === 'none') return wantedEnd;
  const start = firstRowOf(table, batch);
  return start > firstRow ? start : firstRowOf(table, batch + 1);
}

function firstRowOf(table: BatchTable, batch: number): number {
  return table.firstRows[batch] ?? table.rowCount;
}

/** The last batch that begins at or before the row: binary search. */
function batchOfRow(table: BatchTable, row: number): number {
  let low = 0;
  let high = table.batchCount;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (firstRowOf(table, middle) <= row) low = middle;
    else high = middle;
  }
  return low;
}

function batchPiece(table: BatchTable, batch: number): Pick<RowPiece, 'batch' | 'codec' | 'columns'> {
  const columns = Array.from({ length: table.columnCount }, (_, column) =>
    columnRegionsAt(table, batch, column),
  );
  return { batch, codec: codecAt(table, batch), columns };
}
