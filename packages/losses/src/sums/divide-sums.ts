import { powerOfTwo } from '../math/power-of-two.ts';
import { roundToSubnormal } from '../math/round-to-subnormal.ts';
import { productError } from './exact-product.ts';
import { type SumPair, exactSum } from './sum-pair.ts';

/** (high + low) · 2^exponent with 2⁻²⁵⁶ ≤ |high| < 2²⁵⁶, or 0: products of two such neither over- nor underflow. */
interface Scaled {
  readonly high: number;
  readonly low: number;
  readonly exponent: number;
}

const LARGE: number = /* @__PURE__ */ powerOfTwo(256);
const SMALL: number = /* @__PURE__ */ powerOfTwo(-256);
const SMALLEST_NORMAL = 2.2250738585072014e-308;

/**
 * The ratio of two sums, for means.
 * @returns numerator / denominator to 0.5001 ulp, subnormal results too; as IEEE for a zero of either
 * Source: long division of pairs, Dekker 1971, doi:10.1007/BF01397083
 */
export function divideSums(numerator: SumPair, denominator: SumPair): number {
  const n = scaled(numerator);
  const d = scaled(denominator);
  if (n.high === 0 || d.high === 0) return n.high / d.high;
  const first = n.high / d.high;
  const product = first * d.high;
  const remainder = n.high - product - productError(first, d.high, product) + n.low - first * d.low;
  const { high, low } = exactSum(first, remainder / d.high);
  return scaledValue(high, low, n.exponent - d.exponent);
}

function scaled(pair: SumPair): Scaled {
  let { high, low, exponent } = gathered(pair);
  if (!Number.isFinite(high)) return { high, low, exponent };
  for (; Math.abs(high) >= LARGE; exponent += 256) [high, low] = [high * SMALL, low * SMALL];
  for (; high !== 0 && Math.abs(high) < SMALL; exponent -= 256) [high, low] = [high * LARGE, low * LARGE];
  return { high, low, exponent };
}

/** The pair with its wraps counted in: in units of 2¹⁰²⁴ where there are any. What underflows lies far below an ulp. */
function gathered({ high, low, wraps = 0 }: SumPair): Scaled {
  if (wraps === 0) return { ...exactSum(high, low), exponent: 0 };
  const sum = exactSum(wraps, timesPower(high, -1024));
  return { ...exactSum(sum.high, sum.low + timesPower(low, -1024)), exponent: 1024 };
}

/** (high + low) · 2^exponent, rounded once. */
function scaledValue(high: number, low: number, exponent: number): number {
  const value = timesPower(high, exponent);
  if (Math.abs(value) > SMALLEST_NORMAL) return value;
  const sign = Math.sign(high);
  const above = exponent + 1022;
  return sign * roundToSubnormal(timesPower(sign * high, above), timesPower(sign * low, above));
}

/** x · 2^exponent in steps that are all up or all down: exact unless the result over- or underflows. */
function timesPower(x: number, exponent: number): number {
  const step = Math.max(-1000, Math.min(1000, exponent));
  const value = x * powerOfTwo(step);
  return step === exponent ? value : timesPower(value, exponent - step);
}
