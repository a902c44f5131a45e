import { productError } from '../sums/index.ts';

// Sums as pairs of neighbours in one array, for the loops of reductions: cell i is [2i] + [2i + 1].

/** Adds high + low to a cell. Error bound: 2u² of the sum's size per call. Source: TwoSum, Knuth 1969. */
export function addToCell(cells: Float64Array, cell: number, high: number, low: number): void {
  const at = 2 * cell;
  const before = cells[at]!;
  const sum = before + high;
  const added = sum - before;
  const rest = before - (sum - added) + (high - added) + low + cells[at + 1]!;
  const total = sum + rest;
  cells[at] = total;
  cells[at + 1] = rest - (total - sum);
}

/** Adds (a + aLow)·(b + bLow) to a cell, for a and b below 2⁹⁹⁶ in size. */
export function addProductToCell(
  cells: Float64Array,
  cell: number,
  a: number,
  aLow: number,
  b: number,
  bLow: number,
): void {
  const product = a * b;
  addToCell(cells, cell, product, productError(a, b, product) + (a * bLow + aLow * b));
}

/** a − b − difference, exactly. Source: TwoSum, Knuth 1969. */
export function differenceError(a: number, b: number, difference: number): number {
  const taken = difference - a;
  return a - (difference - taken) - (b + taken);
}
