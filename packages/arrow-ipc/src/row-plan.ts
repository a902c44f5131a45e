import { type BatchTable, codecAt, columnRegionsAt } from './batch-table.ts';
import type { Codec, ColumnRegions } from './buffer-region.ts';

/** Consecutive rows of one batch. Plain data. */
export interface BatchRows {
  readonly batch: number;
  /** Of the first row, within the batch. */
  readonly row: number;
  readonly rows: number;
}

/** Rows of one batch, and where to find them. Plain data. */
export interface RowPiece extends BatchRows {
  readonly codec: Codec;
  /** Of the whole batch's buffers, in the order of the columns. */
  readonly columns: readonly ColumnRegions[];
}

/**
 * The pieces of batches that cover a range of rows, in order; batches without rows give none.
 * @param firstRow of the input, counted from 0
 * @throws RangeError if the table has no such rows, which is the caller's mistake
 */
export function planRows(table: BatchTable, firstRow: number, rowCount: number): Generator<RowPiece, void> {
  const end = firstRow + rowCount;
  if (!(firstRow >= 0 && rowCount >= 0 && end <= table.rowCount)) {
    throw new RangeError(`rows ${firstRow} to ${end} of ${table.rowCount}`);
  }
  return piecesOf(table, firstRow, end);
}

function* piecesOf(table: BatchTable, firstRow: number, end: number): Generator<RowPiece, void> {
  let row = firstRow;
  for (let batch = batchOfRow(table, firstRow); row < end; batch += 1) {
    const batchStart = firstRowOf(table, batch);
    const rows = Math.min(end, firstRowOf(table, batch + 1)) - row;
    if (rows > 0) yield pieceOf(table, batch, row - batchStart, rows);
    row += rows;
  }
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

function pieceOf(table: BatchTable, batch: number, row: number, rows: number): RowPiece {
  const columns: ColumnRegions[] = [];
  for (let column = 0; column < table.columnCount; column += 1) {
    columns.push(columnRegionsAt(table, batch, column));
  }
  return { batch, row, rows, codec: codecAt(table, batch), columns };
}
