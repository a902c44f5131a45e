import { add, max, mul, neg, quotient, weigh } from './arithmetic.ts';
import { constant, constantValue, toExpression } from './expression.ts';
import type { Expression, Operand, Shape } from './expression.ts';
import { apply, binary, unary } from './operation.ts';
import type { Operation } from './operation.ts';

function elementwise(operation: Operation) {
  return <S extends Shape>(x: Expression<S>): Expression<S> => apply(operation, x.shape, x);
}

/** eˣ */
export const exp: <S extends Shape>(x: Expression<S>) => Expression<S> = elementwise(
  unary(
    'exp',
    (gradient, _x, result) => weigh(gradient, result),
    (print, x) => print.call('exp', x),
  ),
);

/** ln(1 + x), accurate for small x. */
export const log1p: <S extends Shape>(x: Expression<S>) => Expression<S> = elementwise(
  unary(
    'log1p',
    (gradient, x) => quotient(gradient, add(1, x)),
    (print, x) => print.call('ln', print.plus(print.number(1), x)),
  ),
);

/** 1/(1 + e⁻ˣ) */
export const sigmoid: <S extends Shape>(x: Expression<S>) => Expression<S> = elementwise(
  unary(
    'sigmoid',
    (gradient, x, result) => weigh(gradient, mul(result, sigmoid(neg(x)))),
    (print, x) => print.call('σ', x),
  ),
);

/** ln(1 + eˣ) = max(x, 0) + log1p(e^−|x|), which neither overflows nor cancels. */
export const softplus: <S extends Shape>(x: Expression<S>) => Expression<S> = elementwise(
  unary(
    'softplus',
    (gradient, x) => weigh(gradient, sigmoid(x)),
    (print, x) => print.call('ln', print.plus(print.number(1), print.call('exp', x))),
  ),
);

/** max(x, floor), for x that are never below 0. */
function above(x: Expression, floor: Expression): Expression {
  return constantValue(floor) === 0 ? x : max(x, floor);
}

const clampedLogOperation = binary(
  'clampedLog',
  (gradient, p, floor) => [quotient(gradient, above(p, floor)), null],
  (print, p, floor) => print.call('ln', floor.text === '0' ? p : print.call('max', p, floor)),
);
/**
 * ln max(p, floor). Its derivative is 1/max(p, floor), below the floor too: the confidently wrong keep a gradient.
 */
export function clampedLog<S extends Shape>(p: Expression<S>, floor: Operand<'scalar'>): Expression<S> {
  return apply(clampedLogOperation, p.shape, p, toExpression(floor));
}

const clampedLog1pOperation = binary(
  'clampedLog1p',
  (gradient, x, floor) => [quotient(gradient, above(add(constant(1), x), floor)), null],
  (print, x, floor) => {
    const sum = print.plus(print.number(1), x);
    return print.call('ln', floor.text === '0' ? sum : print.call('max', sum, floor));
  },
);
/** ln max(1 + x, floor), with the rounding error of 1 + x taken into account. Derivative 1/max(1 + x, floor). */
export function clampedLog1p<S extends Shape>(x: Expression<S>, floor: Operand<'scalar'>): Expression<S> {
  return apply(clampedLog1pOperation, x.shape, x, toExpression(floor));
}
