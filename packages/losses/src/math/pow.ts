import { DOUBLE, HIGH_WORD, WORDS } from './double-bits.ts';
import { expOfSum } from './exp.ts';
import { LOG_REDUCTIONS, ROW_LENGTH } from './log-reduction.ts';
import { FIRST_MANTISSA_WORD, LN2_HIGH, LN2_LOW } from './log-table.ts';
import { powerOfTwo } from './power-of-two.ts';
import { productError } from './product-error.ts';

const SMALLEST_NORMAL = 2.2250738585072014e-308;
const TWO_54 = 18_014_398_509_481_984;
/** Beyond this in magnitude, e^x is 0 or ∞. */
const BEYOND = 800;

/**
 * x^y.
 * @returns the power to 0.7 ulp, where it is subnormal too; 1 for y = 0, whatever x; NaN for x < 0 unless y is an
 *          integer; 0 and ∞ where the power is out of range
 * The same bits everywhere: IEEE + − × and table look-ups in a fixed order.
 * Source: Tang 1990, doi:10.1145/98267.98294, with the logarithm as a sum of two doubles.
 */
export function pow(x: number, y: number): number {
  if (y === 0) return 1;
  if (y === 1) return x;
  if (y === 2) return x * x;
  if (x < 0) return powOfNegative(x, y);
  if (x === 1) return Number.isNaN(y) ? y : 1;
  if (x >= SMALLEST_NORMAL && x < Infinity) return powOfNormal(x, 0, y);
  if (x > 0 && x < SMALLEST_NORMAL) return powOfNormal(x * TWO_54, 54, y);
  if (Number.isNaN(x) || Number.isNaN(y)) return NaN;
  return (x === 0) === y > 0 ? 0 : Infinity;
}

function powOfNegative(x: number, y: number): number {
  if (!Number.isInteger(y)) return NaN;
  return y % 2 === 0 ? pow(-x, y) : -pow(-x, y);
}

/** (x · 2^−shift)^y, from ln x = high + low to 2⁻⁶⁶ of itself. */
function powOfNormal(x: number, shift: number, y: number): number {
  DOUBLE[0] = x;
  const word = WORDS[HIGH_WORD]! - FIRST_MANTISSA_WORD;
  const exponent = word >> 20;
  const row = ((word >> 12) & 255) * ROW_LENGTH;
  const mantissa = x * powerOfTwo(-exponent);
  const r = (mantissa - LOG_REDUCTIONS[row]!) * LOG_REDUCTIONS[row + 1]! + LOG_REDUCTIONS[row + 2]!;
  const twos = exponent - shift;
  // ln x = base + r − r²/2 + …, of which the first three are added without loss.
  const base = twos * LN2_HIGH + LOG_REDUCTIONS[row + 3]!;
  const sum = base + r;
  const square = r * r;
  const most = sum - 0.5 * square;
  const lost = r - (sum - base) + (sum - most - 0.5 * square);
  const lostOfSquare = -0.5 * productError(r, r, square);
  const baseTail = twos * LN2_LOW + LOG_REDUCTIONS[row + 4]!;
  const rest = lost + (lostOfSquare + baseTail + cubicTail(r));
  const high = most + rest;
  return expOfProduct(y, high, most - high + rest);
}

/** ln(1 + r) − r + r²/2 for |r| < 2⁻⁷, in a fixed order of operations. */
function cubicTail(r: number): number {
  const square = r * r;
  const first = 1 / 3 - r * (1 / 4);
  const second = 1 / 5 - r * (1 / 6);
  const third = 1 / 7 - r * (1 / 8);
  const fourth = 1 / 9 - r * (1 / 10);
  return r * square * (first + square * (second + square * (third + square * fourth)));
}

/** e^(y·(high + low)). */
function expOfProduct(y: number, high: number, low: number): number {
  const product = y * high;
  if (!(Math.abs(product) < BEYOND)) return product > 0 ? Infinity : product < 0 ? 0 : NaN;
  const lost = productError(y, high, product) + y * low;
  return expOfSum(product, lost);
}
