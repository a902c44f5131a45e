import { mul, neg, ofShape, sub } from './arithmetic.ts';
import { constantValue } from './expression.ts';
import type { Expression } from './expression.ts';
import { apply, binary, unary } from './operation.ts';
import type { OperationName } from './operation.ts';

const broadcastOperation = unary(
  'broadcast',
  (gradient) => gradient,
  (_print, x) => x,
);
/** A row's number for each of its classes. */
export function broadcast(x: Expression): Expression<'matrix'> {
  return apply(broadcastOperation, 'matrix', x);
}

/**
 * The sum over the classes of a matrix, or of numbers that are the same in every row. Of numbers scattered to one
 * class each, it is the number.
 */
export function sumOverClasses(matrix: Expression): Expression {
  if (matrix.kind === 'application') {
    const [x] = matrix.inputs;
    if (matrix.operation.name === 'scatter' && x !== undefined) return x;
    if (matrix.operation.name === 'neg' && x !== undefined) return neg(sumOverClasses(x));
  }
  return apply(rowSumOperation, 'row', matrix);
}

/** A number per row at the class of its label, 0 at the others. */
export function scatter(x: Expression, index: Expression): Expression {
  const value = constantValue(x);
  if (value !== undefined && value < 0) return neg(scatter(neg(x), index));
  return apply(scatterOperation, 'matrix', x, index);
}

const rowSumOperation = unary(
  'rowSum',
  (gradient) => (gradient.shape === 'row' ? broadcast(gradient) : gradient),
  (print, x) => print.sum(x),
);
/** The sum over a row's classes, in the order of the classes. */
export function rowSum(matrix: Expression<'matrix'>): Expression<'row'> {
  return ofShape('row', apply(rowSumOperation, 'row', matrix));
}

const pickOperation = binary(
  'pick',
  (gradient, _values, index) => [scatter(gradient, index), null],
  (print, matrix, index) => print.at(matrix, index),
);
/** Operations that mix the classes of a row; all others treat each class apart, so that picking can come first. */
const mixing: ReadonlySet<OperationName> = new Set(['logSoftmax', 'scatter', 'softmax', 'unitVector']);

/**
 * The class `index` of each row's classes, or of a class vector. Picked before elementwise operations rather than
 * after: the same bits without the work on classes that nobody looks at.
 */
export function pick(values: Expression<'matrix' | 'class'>, index: Expression<'row'>): Expression<'row'> {
  return pickFrom(values, index, new Map());
}

function pickFrom(
  values: Expression,
  index: Expression<'row'>,
  picked: Map<Expression, Expression<'row'>>,
): Expression<'row'> {
  const known = picked.get(values);
  if (known !== undefined) return known;
  const node = pickFromNode(values, index, picked);
  picked.set(values, node);
  return node;
}

function pickFromNode(
  values: Expression,
  index: Expression<'row'>,
  picked: Map<Expression, Expression<'row'>>,
): Expression<'row'> {
  if (values.kind !== 'application' || mixing.has(values.operation.name)) {
    return apply(pickOperation, 'row', values, index);
  }
  const inputs = values.inputs.map((input) =>
    input.shape === 'matrix' || input.shape === 'class' ? pickFrom(input, index, picked) : input,
  );
  const [only] = inputs;
  if (values.operation.name === 'broadcast' && only !== undefined) return ofShape('row', only);
  return apply(values.operation, 'row', ...inputs);
}

/** One and the same column of every row's numbers. */
export function oneOutput(values: Expression<'matrix'>, output: Expression<'scalar'>): Expression<'row'> {
  return ofShape('row', apply(pickOperation, 'row', values, output));
}

const scatterOperation = binary(
  'scatter',
  (gradient, _x, index) => [
    gradient.shape === 'matrix' ? apply(pickOperation, 'row', gradient, index) : gradient,
    null,
  ],
  (print, x, index) => {
    const atLabel = print.indicator(print.symbol('j'), '=', index);
    return x.text === '1' ? atLabel : print.times(x, atLabel);
  },
);

const softmaxOperation = unary(
  'softmax',
  (gradient, _x, result) => mul(result, sub(gradient, sumOverClasses(mul(result, gradient)))),
  (print, x) => print.component('softmax', x),
);
/** e^xⱼ / Σ e^x */
export function softmax(logits: Expression<'matrix'>): Expression<'matrix'> {
  return apply(softmaxOperation, 'matrix', logits);
}

const logSoftmaxOperation = unary(
  'logSoftmax',
  (gradient, x) => sub(gradient, mul(apply(softmaxOperation, 'matrix', x), sumOverClasses(gradient))),
  (print, x) => print.call('ln', print.component('softmax', x)),
);
/**
 * ln softmax(x)ⱼ = (xⱼ − m) − log1p(Σ e^(xᵢ−m) over all i but the first maximum), m = max x. The maximum's own 1
 * stays out of the sum, so that logits [40, 0] cost 4e-18 and not 0.
 */
export function logSoftmax(logits: Expression<'matrix'>): Expression<'matrix'> {
  return apply(logSoftmaxOperation, 'matrix', logits);
}
