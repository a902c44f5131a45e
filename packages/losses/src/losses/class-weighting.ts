import { mul } from '../expression/arithmetic.ts';
import { pick, rowSum } from '../expression/class-matrix.ts';
import type { Expression } from '../expression/expression.ts';

/** A distribution with each class's share weighted. */
export function weightedByClass(
  distribution: Expression<'matrix'>,
  weights: Expression<'class'> | null,
): Expression<'matrix'> {
  return weights === null ? distribution : mul(weights, distribution);
}

/** What a row with that distribution counts: Σ wⱼ·yⱼ, so that one-hot and index labels agree. */
export function weightOfDistribution(
  distribution: Expression<'matrix'>,
  weights: Expression<'class'> | null,
): Expression<'row'> | number {
  return weights === null ? 1 : rowSum(mul(weights, distribution));
}

/** What a row with that label counts: the weight of its class. */
export function weightOfLabel(
  label: Expression<'row'>,
  weights: Expression<'class'> | null,
): Expression<'row'> | number {
  return weights === null ? 1 : pick(weights, label);
}
