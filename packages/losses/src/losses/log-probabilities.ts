import { sub } from '../expression/arithmetic.ts';
import { rowSum } from '../expression/class-matrix.ts';
import { clampedLog } from '../expression/exponential.ts';
import type { Expression } from '../expression/expression.ts';

/** ln pⱼ, or ln pⱼ − ln Σp where rows are to be normalised; as a difference it stays accurate near p = 1. */
export function logProbabilities(
  probabilities: Expression<'matrix'>,
  floor: Expression<'scalar'>,
  normalize: boolean,
): Expression<'matrix'> {
  const logs = clampedLog(probabilities, floor);
  return normalize ? sub(logs, clampedLog(rowSum(probabilities), floor)) : logs;
}
