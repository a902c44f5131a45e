import { LossError } from '../errors.ts';
import { divideExactSums, exactCount, exactSumValue, mergeExactSums, unitsIn } from './exact-sums.ts';
import type { ExactSum } from './exact-sums.ts';
import { UNIT_EXPONENT, exactPair } from './exact-units.ts';
import { divideSums } from './divide-sums.ts';
import { mergeSums, sumValue } from './sum-pair.ts';
import type { SumPair } from './sum-pair.ts';

export const sumMethods = ['kahan', 'exact'] as const;

/**
 * How sums are made. `kahan`: compensated, in lanes and a tree of chunks; the same bits for the same rows in the same
 * order. `exact`: the correctly rounded sum of the rows' values, whatever the order.
 */
export type SumMethod = (typeof sumMethods)[number];

/** How far the sum S of values x, as many as you like, may be from the true one; u = 2⁻⁵³ and ν ≤ 2¹³, whatever their number. */
export const sumErrorBounds: Readonly<Record<SumMethod, string>> = {
  kahan: 'u·|S| + (νu)²·Σ|x|, u = 2⁻⁵³, ν ≤ 2¹³',
  exact: 'u·|S|, u = 2⁻⁵³: the rounding of the true sum',
};

/** A partial sum by either method, in the unit of its summands. Plain data. */
export type Total = SumPair | ExactSum;

/** What adds up finite values. */
export interface Sums {
  /** Adds the first `count` values if all of them are finite; if not, it adds nothing and says so. */
  readonly tryAdd: (values: Float64Array, count: number) => boolean;
  /** Adds the first `count` values, all finite. */
  readonly add: (values: Float64Array, count: number) => void;
  /** Adds `count` values that are all 0. */
  readonly skip: (count: number) => void;
  /** The sum of the values so far. */
  readonly peek: () => Total;
  /** The sum of the values since the last call, and a fresh start. */
  readonly take: () => Total;
}

const isExact = (total: Total): total is ExactSum => 'exact' in total;

/**
 * Calls the function of the method that both totals were made by.
 * @throws E_STATE_MISMATCH if they were made by different ones
 */
function byMethod<T>(
  a: Total,
  b: Total,
  exact: (a: ExactSum, b: ExactSum) => T,
  kahan: (a: SumPair, b: SumPair) => T,
): T {
  if (isExact(a)) {
    if (isExact(b)) return exact(a, b);
  } else if (!isExact(b)) {
    return kahan(a, b);
  }
  throw new LossError({
    code: 'E_STATE_MISMATCH',
    expected: 'sums by one method',
    got: 'an exact one and a compensated one',
  });
}

/** Merges two totals of one method: see `mergeSums` and `mergeExactSums`. */
export function mergeTotals(a: Total, b: Total): Total {
  return byMethod<Total>(a, b, mergeExactSums, mergeSums);
}

/** The total as the nearest double. */
export function totalValue(total: Total): number {
  return isExact(total) ? exactSumValue(total) : sumValue(total);
}

/** An exact total in units of 2⁻¹⁰⁷⁴. @throws RangeError for a compensated one */
export function unitsOfTotal(total: Total): bigint {
  if (isExact(total)) return unitsIn(total);
  throw new RangeError('a compensated sum in place of an exact one');
}

/** The total as a pair, for formulas; an exact one is rounded once to 106 bits. */
export function totalPair(total: Total): SumPair {
  return isExact(total) ? exactPair(unitsIn(total), 1n, UNIT_EXPONENT) : total;
}

/** numerator / denominator; of exact totals rounded once, of others as `divideSums`. */
export function divideTotals(numerator: Total, denominator: Total): number {
  return byMethod(numerator, denominator, divideExactSums, divideSums);
}

/** A count as a total. */
export function countTotal(count: number, method: SumMethod): Total {
  return method === 'exact' ? exactCount(count) : { high: count, low: 0 };
}
