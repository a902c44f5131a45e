import { div } from '../expression/arithmetic.ts';
import { rowSum } from '../expression/class-matrix.ts';
import { clampedLog } from '../expression/exponential.ts';
import type { Expression } from '../expression/expression.ts';

/** ln pⱼ, or ln (pⱼ/Σp) where rows are to be normalised; the floor holds for what the logarithm is taken of. */
export function logProbabilities(
  probabilities: Expression<'matrix'>,
  floor: Expression<'scalar'>,
  normalize: boolean,
): Expression<'matrix'> {
  return clampedLog(normalize ? div(probabilities, rowSum(probabilities)) : probabilities, floor);
}
