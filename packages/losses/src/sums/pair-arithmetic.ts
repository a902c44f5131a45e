import { divideSums } from './divide-sums.ts';
import { productError } from './exact-product.ts';
import { type SumPair, exactSum, mergeSums, negatedSum } from './sum-pair.ts';

// Arithmetic of pairs for finishing formulas: sums of up to 106 bits that differences must not spoil.

/** The pair that is a plain number. */
export function pairFrom(x: number): SumPair {
  return { high: 0 + x, low: 0 };
}

/** a − b. Error bound: 2u²(|a| + |b|), u = 2⁻⁵³. */
export function subtractPairs(a: SumPair, b: SumPair): SumPair {
  return mergeSums(a, negatedSum(b));
}

/**
 * a · b, for pairs without wraps whose product neither over- nor underflows.
 * Error bound: 5u²|ab|. Source: Dekker 1971, doi:10.1007/BF01397083
 */
export function multiplyPairs(a: SumPair, b: SumPair): SumPair {
  const product = a.high * b.high;
  return exactSum(product, productError(a.high, b.high, product) + (a.high * b.low + a.low * b.high));
}

/**
 * a / b, for pairs without wraps; b is not 0.
 * Error bound: 15u²|a/b|, by two steps of long division. Source: Dekker 1971
 */
export function dividePairs(a: SumPair, b: SumPair): SumPair {
  const first = a.high / b.high;
  const rest = subtractPairs(a, multiplyPairs(pairFrom(first), b));
  const second = rest.high / b.high;
  const last = subtractPairs(rest, multiplyPairs(pairFrom(second), b));
  return mergeSums(exactSum(first, second), pairFrom(last.high / b.high));
}

/** The square root of the ratio of two sums that are not negative. Error bound: 1.1 ulp. */
export function rootOfRatio(numerator: SumPair, denominator: SumPair): number {
  return Math.sqrt(divideSums(numerator, denominator));
}
