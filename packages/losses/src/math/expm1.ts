import { LARGEST_PLAIN, SMALLEST_PLAIN, exp } from './exp.ts';
import { expTail, nearestStep } from './exp-reduction.ts';
import { EXP_ROWS, STEP_HIGH, STEP_LOW } from './exp-table.ts';
import { powerOfTwo } from './power-of-two.ts';

/**
 * e^x − 1, exact to the last bits also for tiny x.
 * @returns the difference to 0.51 ulp; ±0 for ±0, −1 far below, ∞ beyond the range
 */
export function expm1(x: number): number {
  if (x === 0) return x;
  if (!(x >= SMALLEST_PLAIN && x <= LARGEST_PLAIN)) return x < 0 ? -1 : exp(x);
  const step = nearestStep(x);
  const row = (step & 255) * 2;
  const scale = powerOfTwo(step >> 8);
  const near = x - step * STEP_HIGH;
  const far = step * STEP_LOW;
  const r = near - far;
  const rTail = near - r - far;
  const tail = expTail(r);
  // With 1 + b the power of two that the steps make, (1 + b)·e^r − 1 = b + r + (b·(e^r − 1) + tail). The sum b + r
  // cancels near 0, so the rounding errors of b, of r and of their sum are all kept.
  const power = EXP_ROWS[row]! * scale;
  const base = power - 1;
  const rounded = base - power;
  const baseTail = power - (base - rounded) - (1 + rounded) + EXP_ROWS[row + 1]! * scale;
  const sum = base + r;
  const sumTail = r - (sum - base) + baseTail + rTail * power;
  return sum + (sumTail + (base * (r + tail) + (baseTail * r + tail)));
}
