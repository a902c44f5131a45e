import { type Binary, absolute, binaryOf, shifted } from '../math/exact.ts';

/** Everything in units of 2^-1200, so that the bound with its factor u² = 2^-106 keeps some bits. */
const EXPONENT = -1200;

/** The most values that one lane has in one chunk. */
const LANE_ROWS = 8192;

/** Σ|x|, exactly. */
export function exactMagnitude(values: Iterable<number>): Binary {
  let mantissa = 0n;
  for (const x of values) mantissa += absolute(shifted(binaryOf(x), -1074));
  return { mantissa, exponent: -1074 };
}

export function exactTotal(values: Iterable<number>): Binary {
  let mantissa = 0n;
  for (const x of values) mantissa += shifted(binaryOf(x), -1074);
  return { mantissa, exponent: -1074 };
}

/** Whether an infinite r is right: the total is at least half way from the largest double to 2¹⁰²⁴. */
export function overflows(r: number, total: Binary): boolean {
  return shifted(total, 970) * BigInt(Math.sign(r)) >= (1n << 54n) - 1n;
}

/** Whether |r − S| ≤ u|S| + (nu)²Σ|x| with n the rows of a lane and chunk, in integers. */
export function withinBound(r: number, total: Binary, magnitude: Binary, count: number): boolean {
  const n = BigInt(Math.min(count, LANE_ROWS));
  const error = absolute(shifted(binaryOf(r), EXPONENT) - shifted(total, EXPONENT));
  const relative = absolute(shifted(total, EXPONENT)) >> 53n;
  const compensated = (shifted(magnitude, EXPONENT) * n * n) >> 106n;
  return error <= relative + compensated + 1n;
}
