import { less, mul, relu, sub } from '../expression/arithmetic.ts';
import type { Expression } from '../expression/expression.ts';

/** How far a decision value stays below 1 on the side of its label: max(0, 1 − s·f), s being 1 for yes, −1 for no. */
export function lackOfMargin(label: Expression<'row'>, decision: Expression<'row'>): Expression<'row'> {
  const side = sub(mul(2, less(0, label)), 1);
  return relu(sub(1, mul(side, decision)));
}
