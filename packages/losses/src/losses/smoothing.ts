import { add, div, mul, sub } from '../expression/arithmetic.ts';
import type { Expression, Operand } from '../expression/expression.ts';

/** Labels (1 − a)·y + a/K: part of the certainty is spread over all K classes. */
export function smoothed<S extends 'row' | 'matrix'>(
  label: Expression<S>,
  amount: Expression<'scalar'>,
  classes: Operand<'scalar'>,
): Expression<S> {
  return add(mul(sub(1, amount), label), div(amount, classes)) as Expression<S>;
}
