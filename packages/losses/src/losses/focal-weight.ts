import { add, mul, sub } from '../expression/arithmetic.ts';
import type { Expression } from '../expression/expression.ts';
import { pow } from '../expression/special.ts';
import { nonNegative, optionalFraction } from '../loss/parameter.ts';

export const gamma = nonNegative({
  default: 2,
  symbol: 'γ',
  neutral: 0,
  summary: 'how much less rows count that are predicted well; 0 is the plain cross-entropy',
});

export const alpha = optionalFraction({
  symbol: 'α',
  summary: 'how much the label 1 counts, 1 − alpha being that of 0; each counts 1 if not given',
});

/** What a row's cross-entropy counts: (1 − p of the label)^γ, times α or 1 − α. */
export function focalWeight(
  labels: { readonly yes: Expression<'row'>; readonly no: Expression<'row'> },
  probabilities: { readonly yes: Expression<'row'>; readonly no: Expression<'row'> },
  exponent: Expression<'scalar'>,
  balance: Expression<'scalar'> | null,
): Expression<'row'> | Expression<'scalar'> {
  const wrong = add(mul(labels.yes, probabilities.no), mul(labels.no, probabilities.yes));
  const easy = pow(wrong, exponent);
  if (balance === null) return easy;
  return mul(add(mul(balance, labels.yes), mul(sub(1, balance), labels.no)), easy);
}
