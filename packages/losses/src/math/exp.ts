import { expTail, nearestStep } from './exp-reduction.ts';
import { EXP_ROWS, STEP_HIGH, STEP_LOW } from './exp-table.ts';
import { powerOfTwo } from './power-of-two.ts';
import { roundToSubnormal } from './round-to-subnormal.ts';

/** Between these, e^x and the power of two in it are normal numbers. */
export const SMALLEST_PLAIN = -708;
export const LARGEST_PLAIN = 709;

/**
 * e^x.
 * @returns the power to 0.505 ulp, where it is subnormal too; ∞ beyond the range, 0 below it
 * The same bits everywhere: IEEE + − × and table look-ups in a fixed order.
 * Source: Tang 1989, doi:10.1145/63522.214389
 */
export function exp(x: number): number {
  if (!(x >= SMALLEST_PLAIN && x <= LARGEST_PLAIN)) return expAtLimit(x, 0);
  const step = nearestStep(x);
  const row = (step & 255) * 2;
  const power = EXP_ROWS[row]!;
  const r = x - step * STEP_HIGH - step * STEP_LOW;
  const rest = EXP_ROWS[row + 1]! + power * (r + expTail(r));
  return (power + rest) * powerOfTwo(step >> 8);
}

/**
 * e^(high + low).
 * @param low  so small beside 1 that e^low ≈ 1 + low: at most 2⁻⁴⁰
 * @returns    the power to 0.505 ulp, as `exp`
 */
export function expOfSum(high: number, low: number): number {
  if (!(high >= SMALLEST_PLAIN && high <= LARGEST_PLAIN)) return expAtLimit(high, low);
  const step = nearestStep(high);
  const row = (step & 255) * 2;
  const power = EXP_ROWS[row]!;
  const r = high - step * STEP_HIGH - step * STEP_LOW + low;
  const rest = EXP_ROWS[row + 1]! + power * (r + expTail(r));
  return (power + rest) * powerOfTwo(step >> 8);
}

function expAtLimit(x: number, low: number): number {
  if (x > 710) return Infinity;
  if (x < -746) return 0;
  if (Number.isNaN(x)) return x;
  const step = nearestStep(x);
  const row = (step & 255) * 2;
  const power = EXP_ROWS[row]!;
  const r = x - step * STEP_HIGH - step * STEP_LOW + low;
  const rest = EXP_ROWS[row + 1]! + power * (r + expTail(r));
  if (x > 0) return (power + rest) * powerOfTwo((step >> 8) - 1) * 2;
  const scale = powerOfTwo((step >> 8) + 1022);
  return roundToSubnormal(power * scale, rest * scale);
}
