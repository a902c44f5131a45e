import { powerOfTwo } from '../math/power-of-two.ts';

/**
 * An unevaluated sum: high + low + wraps · 2¹⁰²⁴, in the unit of its summands. Plain numbers, so that it survives
 * JSON; no member is ever −0.
 */
export interface SumPair {
  readonly high: number;
  readonly low: number;
  /** How often 2¹⁰²⁴ was left out where a partial sum outgrew the range of doubles; absent for 0. */
  readonly wraps?: number;
}

/** 2¹⁰²³. Twice it is the first power of two that is no double. */
const HALF_RANGE: number = /* @__PURE__ */ powerOfTwo(1023);

/** The sum of nothing. */
export const ZERO_SUM: SumPair = { high: 0, low: 0 };

function pairOf(high: number, low: number, wraps: number): SumPair {
  return wraps === 0 ? { high, low } : { high, low, wraps };
}

/** What rounding took from `sum` = fl(a + b). Source: Dekker 1971, doi:10.1007/BF01397083. */
function roundingError(a: number, b: number, sum: number): number {
  return Math.abs(a) >= Math.abs(b) ? b - (sum - a) : a - (sum - b);
}

/**
 * a + b, exactly. Commutative, and branches on sizes, so that no intermediate result overflows.
 * @param a, b   finite numbers
 * @param wraps  how often 2¹⁰²⁴ is left out already
 */
export function exactSum(a: number, b: number, wraps: number = 0): SumPair {
  const sum = a + b;
  return Number.isFinite(sum) ? pairOf(sum, roundingError(a, b, sum), wraps) : wrappedSum(a, b, wraps);
}

/** The larger is at least 2¹⁰²², so that it less 2¹⁰²³, twice, is exact; then the signs differ. */
function wrappedSum(a: number, b: number, wraps: number): SumPair {
  const turn = Math.sign(a);
  const [large, small] = Math.abs(a) > Math.abs(b) ? [a, b] : [b, a];
  const rest = large - turn * HALF_RANGE - turn * HALF_RANGE;
  const sum = rest + small;
  return pairOf(sum, roundingError(rest, small, sum), wraps + turn);
}

/**
 * Merges two partial sums. Commutative to the bit; associative only up to rounding.
 * @param a, b  sums in the same unit
 * @returns     a new pair, renormalised: high = fl(high + low)
 * Error bound of chunks summed in lanes of n and merged in a tree: u|S| + (nu)²Σ|x| with u = 2⁻⁵³.
 * Source: Ogita, Rump, Oishi 2005, doi:10.1137/030601818
 */
export function mergeSums(a: SumPair, b: SumPair): SumPair {
  const { high, low, wraps } = exactSum(a.high, b.high, (a.wraps ?? 0) + (b.wraps ?? 0));
  return exactSum(high, a.low + b.low + low, wraps);
}

/** The sum with its sign turned; no member becomes −0. */
export function negatedSum({ high, low, wraps = 0 }: SumPair): SumPair {
  return pairOf(0 - high, 0 - low, 0 - wraps);
}

/**
 * The sum as one double.
 * @returns the nearest double to the pair; ±∞ only where the pair rounds to it
 */
export function sumValue({ high, low, wraps = 0 }: SumPair): number {
  if (wraps === 0) return high + low;
  const sign = Math.sign(wraps);
  return sign * (Math.abs(wraps) === 1 ? wrappedValue(sign * high, sign * low) : Infinity);
}

/**
 * 2¹⁰²⁴ + high + low. Overflow begins at 2¹⁰²⁴ − 2⁹⁷⁰, half way between the last double and the next power of two;
 * that is 2¹⁰²³ + MAX/2.
 */
function wrappedValue(high: number, low: number): number {
  if (high >= 0) return Infinity;
  const once = exactSum(HALF_RANGE, high);
  const rest = exactSum(once.high, once.low + low);
  if (rest.high > Number.MAX_VALUE / 2) return Infinity;
  if (rest.high === Number.MAX_VALUE / 2) return rest.low < 0 ? Number.MAX_VALUE : Infinity;
  const total = exactSum(HALF_RANGE, rest.high);
  return total.high + (total.low + rest.low);
}
