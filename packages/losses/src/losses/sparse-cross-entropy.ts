import { add, div, mul, neg, sub, weigh } from '../expression/arithmetic.ts';
import { pick, rowSum } from '../expression/class-matrix.ts';
import { classCount, constantValue } from '../expression/expression.ts';
import type { Expression } from '../expression/expression.ts';

/**
 * −Σ ȳⱼ·wⱼ·ln pⱼ for the label k, smoothed: (1 − a) of it stands on class k, a/K on each class. Without smoothing
 * only the class of the label is looked at.
 */
export function sparseCrossEntropy(
  label: Expression<'row'>,
  logs: Expression<'matrix'>,
  smoothing: Expression<'scalar'>,
  weights: Expression<'class'> | null,
): Expression<'row'> {
  const ofLabel = weights === null ? pick(logs, label) : weigh(pick(weights, label), pick(logs, label));
  if (constantValue(smoothing) === 0) return neg(ofLabel);
  const ofAll = rowSum(weights === null ? logs : weigh(weights, logs));
  return neg(add(mul(sub(1, smoothing), ofLabel), mul(div(smoothing, classCount), ofAll)));
}
