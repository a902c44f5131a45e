import { add, less, mul, select, sub, weigh } from '../expression/arithmetic.ts';
import { clampedLog } from '../expression/exponential.ts';
import type { Expression } from '../expression/expression.ts';
import { lgamma } from '../expression/special.ts';
import { choice } from '../loss/parameter.ts';

/** The term of a Poisson likelihood that predictions do not enter. */
export const factorialTerm = choice({
  default: 'none',
  words: ['none', 'exact', 'stirling'],
  summary: "ln y! is left out, added, or added by Stirling's formula for y > 1",
});

/** ln y!, or PyTorch's approximation: y·ln y − y + ½·ln(2πy) for y > 1, else 0. */
export function logFactorial(
  count: Expression<'row'>,
  term: 'none' | 'exact' | 'stirling',
): Expression<'row'> | number {
  if (term === 'none') return 0;
  if (term === 'exact') return lgamma(add(count, 1));
  const stirling = sub(weigh(count, clampedLog(count, 0)), count);
  return select(less(1, count), add(stirling, mul(0.5, clampedLog(mul(2 * Math.PI, count), 0))), 0);
}
