import { exp } from '../math/index.ts';

/** Where a row's first maximum stands. */
export function argmax(x: Float64Array, from: number, classes: number): number {
  let at = from;
  for (let j = from + 1; j < from + classes; j++) if (x[j]! > x[at]!) at = j;
  return at;
}

/** Σ e^(x − maximum) over the classes of one row but the maximum, whose 1 stays out of the sum. */
export function othersSum(x: Float64Array, at: number, from: number, classes: number): number {
  const maximum = x[at]!;
  let others = 0;
  for (let j = from; j < from + classes; j++) if (j !== at) others += exp(x[j]! - maximum);
  return others;
}
