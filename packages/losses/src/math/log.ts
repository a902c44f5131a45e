import { DOUBLE, HIGH_WORD, WORDS } from './double-bits.ts';
import { LOG_REDUCTIONS, ROW_LENGTH, logTail } from './log-reduction.ts';
import { FIRST_MANTISSA_WORD, LN2_HIGH, LN2_LOW } from './log-table.ts';
import { powerOfTwo } from './power-of-two.ts';

const SMALLEST_NORMAL = 2.2250738585072014e-308;
const TWO_54 = 18_014_398_509_481_984;

/**
 * Natural logarithm.
 * @returns the logarithm to 0.505 ulp, over all doubles; −∞ for ±0, NaN below 0
 * The same bits everywhere: IEEE + − × and table look-ups in a fixed order.
 * Source: Tang 1990, doi:10.1145/98267.98294, with inverses so short that the reduction is exact.
 */
export function log(x: number): number {
  if (x >= SMALLEST_NORMAL && x < Infinity) return logOfNormal(x, 0);
  if (x > 0 && x < SMALLEST_NORMAL) return logOfNormal(x * TWO_54, 54);
  return logOfLimit(x);
}

/** ln(x · 2^−shift). */
function logOfNormal(x: number, shift: number): number {
  DOUBLE[0] = x;
  const word = WORDS[HIGH_WORD]! - FIRST_MANTISSA_WORD;
  const exponent = word >> 20;
  const row = ((word >> 12) & 255) * ROW_LENGTH;
  const mantissa = x * powerOfTwo(-exponent);
  const r = (mantissa - LOG_REDUCTIONS[row]!) * LOG_REDUCTIONS[row + 1]! + LOG_REDUCTIONS[row + 2]!;
  const twos = exponent - shift;
  const base = twos * LN2_HIGH + LOG_REDUCTIONS[row + 3]!;
  const baseTail = twos * LN2_LOW + LOG_REDUCTIONS[row + 4]!;
  const high = base + r;
  return high + (logTail(r) + (r - (high - base) + baseTail));
}

function logOfLimit(x: number): number {
  if (x === 0) return -Infinity;
  return x === Infinity ? x : NaN;
}

/**
 * Natural logarithm of the unevaluated sum high + low.
 * @param low  at most half an ulp of `high`, so that fl(high + low) = high
 * @returns    ln(high + low) to 0.505 ulp, also where it is all but zero; as `log(high + low)` unless high is a
 *             normal number
 */
export function logOfSum(high: number, low: number): number {
  if (!(high >= SMALLEST_NORMAL && high < Infinity)) return log(high + low);
  DOUBLE[0] = high;
  const word = WORDS[HIGH_WORD]! - FIRST_MANTISSA_WORD;
  const twos = word >> 20;
  const row = ((word >> 12) & 255) * ROW_LENGTH;
  const scale = powerOfTwo(-twos);
  const inverse = LOG_REDUCTIONS[row + 1]!;
  const exact = (high * scale - LOG_REDUCTIONS[row]!) * inverse + LOG_REDUCTIONS[row + 2]!;
  const rest = low * scale * inverse;
  const r = exact + rest;
  const rTail = exact - r + rest;
  const base = twos * LN2_HIGH + LOG_REDUCTIONS[row + 3]!;
  const baseTail = twos * LN2_LOW + LOG_REDUCTIONS[row + 4]! + rTail;
  const sum = base + r;
  return sum + (logTail(r) + (r - (sum - base) + baseTail));
}

/**
 * ln(1 + x), exact to the last bits also for tiny x.
 * @returns the logarithm to 0.505 ulp; ±0 for ±0, −∞ for −1, NaN below −1
 */
export function log1p(x: number): number {
  if (x === 0 || x === Infinity) return x;
  const sum = 1 + x;
  const rounded = sum - 1;
  return logOfSum(sum, 1 - (sum - rounded) + (x - rounded));
}
