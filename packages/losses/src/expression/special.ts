import { LossError } from '../errors.ts';
import { add, div, elementwise, mul, neg, quotient, sub, weigh } from './arithmetic.ts';
import type { Joined } from './arithmetic.ts';
import { clampedLog, exp, log1p, sigmoid } from './exponential.ts';
import { constant, constantValue, toExpression } from './expression.ts';
import type { Expression, Operand, Shape } from './expression.ts';
import { apply, binary, unary } from './operation.ts';
import type { Operation } from './operation.ts';
import type { Printed, Printer } from './printer.ts';

// Functions that a graph of elementary operations would compute with fewer digits, or slower.

function ofOne(operation: Operation) {
  return <S extends Shape>(x: Expression<S>): Expression<S> => apply(operation, x.shape, x);
}

/** eˣ − 1, accurate for small x. */
export const expm1: <S extends Shape>(x: Expression<S>) => Expression<S> = ofOne(
  unary(
    'expm1',
    (gradient, x) => weigh(gradient, exp(x)),
    (print, x) => print.minus(print.call('exp', x), print.number(1)),
  ),
);

/** ln(1 + x) − x, accurate for small x. */
export const log1pmx: <S extends Shape>(x: Expression<S>) => Expression<S> = ofOne(
  unary(
    'log1pmx',
    (gradient, x) => neg(weigh(gradient, div(x, add(1, x)))),
    (print, x) => print.minus(print.call('ln', print.plus(print.number(1), x)), x),
  ),
);

export const tanh: <S extends Shape>(x: Expression<S>) => Expression<S> = ofOne(
  unary(
    'tanh',
    // 1 − tanh² x, without the cancellation far out.
    (gradient, x) => weigh(gradient, mul(4, mul(sigmoid(mul(2, x)), sigmoid(mul(-2, x))))),
    (print, x) => print.call('tanh', x),
  ),
);

/** ln cosh x, which neither overflows nor cancels. */
export const lnCosh: <S extends Shape>(x: Expression<S>) => Expression<S> = ofOne(
  unary(
    'logCosh',
    (gradient, x) => weigh(gradient, tanh(x)),
    (print, x) => print.call('ln', print.call('cosh', x)),
  ),
);

const digamma: <S extends Shape>(x: Expression<S>) => Expression<S> = ofOne(
  unary(
    'digamma',
    () => {
      throw new LossError({ code: 'E_DEFINITION', expected: 'one derivative of lgamma', got: 'its second' });
    },
    (print, x) => print.call('ψ', x),
  ),
);

/** ln Γ(x) for x > 0. */
export const lgamma: <S extends Shape>(x: Expression<S>) => Expression<S> = ofOne(
  unary(
    'lgamma',
    (gradient, x) => weigh(gradient, digamma(x)),
    (print, x) => print.call('lnΓ', x),
  ),
);

const powOperation = binary(
  'pow',
  (gradient, x, exponent, result) => [
    weigh(gradient, weigh(exponent, pow(x, sub(exponent, 1)))),
    weigh(gradient, weigh(result, clampedLog(x, 0))),
  ],
  (print, x, exponent) => print.power(x, exponent),
);
/** x to an exponent; 1 wherever the exponent is 0. NaN for x < 0 unless the exponent is an integer. */
export const pow: <A extends Operand, B extends Operand>(x: A, exponent: B) => Joined<A, B> = elementwise(
  powOperation,
  (x, exponent) => {
    if (constantValue(exponent) === 0) return constant(1);
    return constantValue(exponent) === 1 ? x : undefined;
  },
);

/** ln(1 + x) − ln(1 + y), accurate where x and y are all but equal. */
export const log1pDifference: <A extends Operand, B extends Operand>(x: A, y: B) => Joined<A, B> =
  elementwise(
    binary(
      'log1pDifference',
      (gradient, x, y) => [quotient(gradient, add(1, x)), neg(quotient(gradient, add(1, y)))],
      (print, x, y) => {
        const term = (z: Printed): Printed => print.call('ln', print.plus(print.number(1), z));
        return print.minus(term(x), term(y));
      },
    ),
  );

/** √(a² + b²), also where the squares are out of range. */
export const hypot: <A extends Operand, B extends Operand>(a: A, b: B) => Joined<A, B> = elementwise(
  binary(
    'hypot',
    (gradient, a, b, result) => [weigh(gradient, quotient(a, result)), weigh(gradient, quotient(b, result))],
    (print, a, b) => print.root(print.plus(print.squared(a), print.squared(b))),
  ),
);

/** ln(x/y), −∞ where x is 0. */
function logRatio(x: Expression, y: Expression): Expression {
  return clampedLog(quotient(x, y), 0);
}

function printedLog(print: Printer, x: Printed, y: Printed): Printed {
  return print.call('ln', print.over(x, y));
}

/** x·ln(x/y) − x + y for x, y ≥ 0, accurate where they are all but equal; y where x is 0. */
export const klDiv: <A extends Operand, B extends Operand>(x: A, y: B) => Joined<A, B> = elementwise(
  binary(
    'klDiv',
    (gradient, x, y) => [weigh(gradient, logRatio(x, y)), weigh(gradient, quotient(sub(y, x), y))],
    (print, x, y) => print.plus(print.minus(print.times(x, printedLog(print, x, y)), x), y),
  ),
);

/** ½·ln(2x/(x + y)) = ½·(ln 2 − ln(1 + y/x)), also where both are 0. */
function halfLogShare(x: Expression, y: Expression): Expression {
  return mul(0.5, sub(Math.LN2, log1p(quotient(y, x))));
}

/**
 * ½·(x·ln(x/m) + y·ln(y/m)) with m = (x + y)/2, for x, y ≥ 0, accurate where they are all but
 * equal; its derivatives are there to an absolute error of 2⁻⁵³.
 */
export const jsDiv: <A extends Operand, B extends Operand>(x: A, y: B) => Joined<A, B> = elementwise(
  binary(
    'jsDiv',
    (gradient, x, y) => [weigh(gradient, halfLogShare(x, y)), weigh(gradient, halfLogShare(y, x))],
    (print, x, y) => {
      const [half, two, sum] = [print.number(0.5), print.number(2), print.plus(x, y)];
      const term = (z: Printed): Printed => print.times(z, printedLog(print, print.times(two, z), sum));
      return print.times(half, print.plus(term(x), term(y)));
    },
  ),
);

/** The number that a node is for all rows. */
function numberOf(node: Expression): number {
  if (node.kind === 'parameter' && typeof node.value === 'number') return node.value;
  const value = constantValue(node);
  if (value !== undefined) return value;
  throw new LossError({ code: 'E_DEFINITION', expected: 'a power that is a number', got: `a ${node.kind}` });
}

/** ∂/∂y: 2·(y^(1−p) − μ^(1−p))/(1 − p), or 2·ln(y/μ). */
function derivativeOfObservation(y: Expression, mu: Expression, power: Expression): Expression {
  if (numberOf(power) === 1) return mul(2, logRatio(y, mu));
  const exponent = sub(1, power);
  return mul(2, div(sub(pow(y, exponent), pow(mu, exponent)), exponent));
}

function printedDeviance(print: Printer, y: Printed, mu: Printed, power: Printed): Printed {
  const [one, two] = [print.number(1), print.number(2)];
  if (power.text === '0') return print.squared(print.minus(mu, y));
  if (power.text === '1') {
    return print.times(two, print.plus(print.minus(print.times(y, printedLog(print, y, mu)), y), mu));
  }
  if (power.text === '2') {
    return print.times(two, print.minus(print.plus(printedLog(print, mu, y), print.over(y, mu)), one));
  }
  const [a, b] = [print.minus(two, power), print.minus(one, power)];
  const ofY = print.over(print.power(print.call('max', y, print.number(0)), a), print.times(b, a));
  const mixed = print.over(print.times(y, print.power(mu, b)), b);
  return print.times(two, print.plus(print.minus(ofY, mixed), print.over(print.power(mu, a), a)));
}

const unitDevianceOperation: Operation = {
  name: 'unitDeviance',
  adjoint: (gradient, [y, mu, power]) =>
    y === undefined || mu === undefined || power === undefined
      ? []
      : [
          weigh(gradient, derivativeOfObservation(y, mu, power)),
          weigh(gradient, div(mul(2, sub(mu, y)), pow(mu, power))),
          null,
        ],
  notation: (print, [y, mu, power]) =>
    y && mu && power ? printedDeviance(print, y, mu, power) : print.symbol('?'),
};
/** The unit deviance of the Tweedie family: 1 is Poisson's, 2 that of gamma. The power is not between 0 and 1. */
export function unitDeviance(
  y: Expression<'row'>,
  mu: Expression<'row'>,
  power: Operand<'scalar'>,
): Expression<'row'> {
  return apply(unitDevianceOperation, 'row', y, mu, toExpression(power));
}

const floorAtOperation = binary(
  'floorAt',
  (gradient) => [gradient, null],
  (print, x, floor) => (floor.text === '0' ? x : print.call('max', x, floor)),
);
/**
 * max(x, floor), of which the rows below the floor are counted as clipped. Its derivative is 1, below the floor too, as
 * that of `clampedLog`: the confidently wrong keep a gradient.
 */
export function floorAt<S extends Shape>(x: Expression<S>, floor: Operand<'scalar'>): Expression<S> {
  return apply(floorAtOperation, x.shape, x, toExpression(floor));
}
