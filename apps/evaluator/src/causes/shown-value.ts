import type { ColumnChunk } from '@offmark/arrow-ipc/rows';
import { plainBackend } from '@offmark/losses';
import type { SliceValue } from '../result/report-sections.ts';

/** The text behind a number; null where rows are numbers. */
export type TextOf = ((number: number) => SliceValue) | null;

function isNull({ validity }: ColumnChunk, row: number): boolean {
  return validity !== null && ((validity[row >> 3]! >> (row & 7)) & 1) === 0;
}

/** Integers that no double holds are their digits; what JSON has no number for is its name. */
function numberAt({ type, data }: ColumnChunk, at: number): number | string | boolean {
  if (type === 'int64' || type === 'uint64') {
    const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
    const value = type === 'int64' ? view.getBigInt64(8 * at, true) : view.getBigUint64(8 * at, true);
    return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  }
  const out = new Float64Array(1);
  plainBackend.casts[type](out, data, at, 1);
  const [value = NaN] = out;
  if (type === 'bool') return value === 1;
  return Number.isFinite(value) ? value : String(value);
}

/** Values of a list that are shown; of a longer one it is said how many there are. */
const mostValues = 16;

/** A column's value in one row as reports show it; a list as one text, like `[0.5, 1, … 20 values]`. */
export function shownValue(column: ColumnChunk, row: number, textOf: TextOf): SliceValue {
  if (isNull(column, row)) return null;
  const valueAt = (at: number): SliceValue => {
    const value = numberAt(column, at);
    return textOf === null || typeof value !== 'number' ? value : textOf(value);
  };
  const { classes } = column;
  if (classes === null) return valueAt(row);
  const count = Math.min(classes, mostValues);
  const values = Array.from({ length: count }, (_, i) => String(valueAt(row * classes + i)));
  const rest = count < classes ? [`… ${classes} values`] : [];
  return `[${[...values, ...rest].join(', ')}]`;
}
