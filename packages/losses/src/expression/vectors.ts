import { add, div, less, mul, neg, quotient, sub, weigh } from './arithmetic.ts';
import { scatter, sumOverClasses } from './class-matrix.ts';
import { clampedLog } from './exponential.ts';
import type { Expression } from './expression.ts';
import { apply, binary, unary } from './operation.ts';

const rowNormOperation = unary(
  'rowNorm',
  (gradient, x) => weigh(gradient, apply(unitVectorOperation, 'matrix', x)),
  (print, x) => print.norm(x),
);
/** The Euclidean length of each row. */
export function rowNorm(matrix: Expression<'matrix'>): Expression<'row'> {
  return apply(rowNormOperation, 'row', matrix);
}

const unitVectorOperation = unary(
  'unitVector',
  (gradient, x, result) => {
    const length = apply(rowNormOperation, 'row', x);
    const across = sub(gradient, mul(result, sumOverClasses(mul(result, gradient))));
    return weigh(less(0, length), div(across, length));
  },
  (print, x) => print.over(x, print.norm(x)),
);
/** Each row divided by its length; zeros stay zeros, with a gradient of 0. */
export function unitVector(matrix: Expression<'matrix'>): Expression<'matrix'> {
  return apply(unitVectorOperation, 'matrix', matrix);
}

const relativeEntropyOperation = binary(
  'relativeEntropy',
  (gradient, y, q) => [
    weigh(gradient, add(clampedLog(quotient(y, q), 0), 1)),
    neg(weigh(gradient, quotient(y, q))),
  ],
  (print, y, q) => print.sum(print.times(y, print.call('ln', print.over(y, q)))),
);
/** Σ y·ln(y/q) over the classes with y > 0, accurate where y and q are all but equal; ∞ where such a q is 0. */
export function relativeEntropy(y: Expression<'matrix'>, q: Expression<'matrix'>): Expression<'row'> {
  return apply(relativeEntropyOperation, 'row', y, q);
}

const argmaxOfOthersOperation = binary(
  'argmaxOfOthers',
  () => [null, null],
  (print, x) => print.call('argmax', x, print.symbol('j ≠ k')),
);

const maxOfOthersOperation = binary(
  'maxOfOthers',
  (gradient, x, label) => [scatter(gradient, apply(argmaxOfOthersOperation, 'row', x, label)), null],
  (print, x) => print.call('max', x, print.symbol('j ≠ k')),
);
/** The largest number of a row but that of its label; NaN if there is no other. Of equals the first has the gradient. */
export function maxOfOthers(matrix: Expression<'matrix'>, label: Expression<'row'>): Expression<'row'> {
  return apply(maxOfOthersOperation, 'row', matrix, label);
}

const rankOfLabelOperation = binary(
  'rankOfLabel',
  () => [null, null],
  (print, x, label) => print.call('rank', print.at(x, label)),
);
/**
 * How many classes come before the label's when a row is sorted from its largest number down; of equal numbers the
 * class of the lower index comes first, as in an argmax. No gradient flows.
 */
export function rankOfLabel(matrix: Expression<'matrix'>, label: Expression<'row'>): Expression<'row'> {
  return apply(rankOfLabelOperation, 'row', matrix, label);
}
