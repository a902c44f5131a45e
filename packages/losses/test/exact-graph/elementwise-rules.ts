// What each elementwise operation computes and its derivatives, from textbooks rather than from src/expression.
import { type Real, big, minus, over, plus, signOf, squareRoot, times } from '../math/big-float.ts';
import type { Binary } from '../math/exact.ts';
import { exactExpOf, exactExpm1Of, exactLogOf } from '../math/oracle.ts';
import {
  exactDigamma,
  exactHypot,
  exactJsDiv,
  exactKlDiv,
  exactLgamma,
  exactLog1pmx,
  exactLogCosh,
  exactPow,
  exactTanh,
  exactUnitDeviance,
} from '../math/special-oracle.ts';
import { dual, isLess, isPositive, isZero, number } from './dual.ts';
import type { Dual } from './dual.ts';

type Unary = (x: Dual) => Dual;
type OfTwo = (a: Dual, b: Dual) => Dual;

/** Stands for −∞, which no finite row looks at: a weight of 0 or a condition keeps it out. */
const farBelow: Binary = { mantissa: -1n, exponent: 2000 };

const negative = (x: Real): Binary => times(-1, x);
const log = (x: Real): Binary => (signOf(x) > 0 ? exactLogOf(big(x)) : farBelow);
const power = (x: Real, exponent: Real): Binary => {
  if (signOf(exponent) === 0) return big(1);
  return signOf(x) === 0 ? big(0) : exactPow(x, exponent);
};
const logistic = (x: Real): Binary => over(1, plus(1, exactExpOf(negative(x))));
const reach = (x: Real): Binary => exactExpOf(big(x));

const halfLnTwo = times(0.5, exactLogOf(big(2)));
const flat = (value: number): Dual => dual(value);
const product: OfTwo = (a, b) => dual(times(a.value, b.value), [() => b.value, a], [() => a.value, b]);
const ratio: OfTwo = (a, b) => {
  if (isZero(a) && isZero(b)) return flat(0);
  const value = over(a.value, b.value);
  return dual(value, [() => over(1, b.value), a], [() => negative(over(value, b.value)), b]);
};
/** The logarithm of x where it is above the floor; its slope is that of the larger of the two, on either side. */
const floored = (x: Binary, floor: Dual, input: Dual): Dual => {
  const above = signOf(minus(x, floor.value)) > 0 ? x : floor.value;
  return dual(log(above), [() => over(1, above), input]);
};

const unary = {
  abs: (x) => dual(times(signOf(x.value), x.value), [() => signOf(x.value), x]),
  neg: (x) => dual(negative(x.value), [() => -1, x]),
  sign: (x) => flat(signOf(x.value)),
  square: (x) => {
    const squared = dual(times(x.value, x.value), [() => times(2, x.value), x, 2 * x.error]);
    // Of a difference that is less than its error, the error's square.
    return { ...squared, error: squared.error + x.error * x.error * 2 ** -53 };
  },
  sqrt: (x) => {
    const root = squareRoot(x.value);
    return dual(root, [() => over(0.5, root), x]);
  },
  // The tie passes.
  relu: (x) => dual(isPositive(x) ? x.value : 0, [() => (signOf(x.value) < 0 ? 0 : 1), x]),
  exp: (x) => dual(reach(x.value), [() => reach(x.value), x]),
  expm1: (x) => dual(exactExpm1Of(x.value), [() => reach(x.value), x]),
  log1p: (x) => dual(log(plus(1, x.value)), [() => over(1, plus(1, x.value)), x]),
  log1pmx: (x) => dual(exactLog1pmx(x.value), [() => minus(over(1, plus(1, x.value)), 1), x]),
  sigmoid: (x) => dual(logistic(x.value), [() => times(logistic(x.value), logistic(negative(x.value))), x]),
  softplus: (x) => dual(log(plus(1, reach(x.value))), [() => logistic(x.value), x]),
  tanh: (x) => dual(exactTanh(x.value), [() => minus(1, times(exactTanh(x.value), exactTanh(x.value))), x]),
  logCosh: (x) => dual(exactLogCosh(x.value), [() => exactTanh(x.value), x]),
  lgamma: (x) => dual(exactLgamma(x.value), [() => exactDigamma(x.value), x]),
} as const satisfies Readonly<Record<string, Unary>>;

const binary = {
  add: (a, b) => dual(plus(a.value, b.value), [() => 1, a], [() => 1, b]),
  sub: (a, b) => dual(minus(a.value, b.value), [() => 1, a], [() => -1, b]),
  mul: product,
  weigh: (weight, x) => (isZero(weight) ? dual(0, [() => x.value, weight]) : product(weight, x)),
  div: ratio,
  quotient: ratio,
  // Of equals the first moves the result.
  min: (a, b) => (isLess(b, a) ? dual(b.value, [() => 1, b]) : dual(a.value, [() => 1, a])),
  max: (a, b) => (isLess(a, b) ? dual(b.value, [() => 1, b]) : dual(a.value, [() => 1, a])),
  less: (a, b) => flat(isLess(a, b) ? 1 : 0),
  lessOrEqual: (a, b) => flat(isLess(b, a) ? 0 : 1),
  clampedLog: (p, floor) => floored(p.value, floor, p),
  clampedLog1p: (x, floor) => floored(plus(1, x.value), floor, x),
  floorAt: (x, floor) => dual(isLess(x, floor) ? floor.value : x.value, [() => 1, x]),
  log1pDifference: (x, y) =>
    dual(
      minus(log(plus(1, x.value)), log(plus(1, y.value))),
      [() => over(1, plus(1, x.value)), x],
      [() => over(-1, plus(1, y.value)), y],
    ),
  pow: (x, exponent) =>
    dual(
      power(x.value, exponent.value),
      [() => times(exponent.value, power(x.value, minus(exponent.value, 1))), x],
      [() => times(power(x.value, exponent.value), log(x.value)), exponent],
    ),
  hypot: (a, b) => {
    const length = exactHypot(a.value, b.value);
    return dual(length, [() => over(a.value, length), a], [() => over(b.value, length), b]);
  },
  klDiv: (x, y) =>
    dual(
      isZero(x) ? y.value : exactKlDiv(x.value, y.value),
      // The logarithm of a rounded ratio.
      [() => minus(log(x.value), log(y.value)), x, 1],
      [() => minus(1, over(x.value, y.value)), y],
    ),
  jsDiv: (x, y) => {
    const middle = times(0.5, plus(x.value, y.value));
    const share = (z: Dual) => (): Binary => times(0.5, minus(log(z.value), log(middle)));
    const value = isZero(x)
      ? times(halfLnTwo, y.value)
      : isZero(y)
        ? times(halfLnTwo, x.value)
        : exactJsDiv(x.value, y.value);
    // As the difference of two logarithms of at most ln 2.
    return dual(value, [share(x), x, 1], [share(y), y, 1]);
  },
} as const satisfies Readonly<Record<string, OfTwo>>;

const ternary = {
  select: (condition: Dual, a: Dual, b: Dual): Dual => {
    const taken = isZero(condition) ? b : a;
    return dual(taken.value, [() => 1, taken]);
  },
  unitDeviance: (y: Dual, mu: Dual, power: Dual): Dual => {
    const p = number(power);
    const to = (x: Dual, exponent: number): Binary => (p === 0 ? x.value : exactPow(x.value, big(exponent)));
    const ofY = (): Binary => {
      if (p === 1) return times(2, minus(log(y.value), log(mu.value)));
      return over(times(2, minus(to(y, 1 - p), to(mu, 1 - p))), 1 - p);
    };
    // Of −2y·μ^(1−p)/(1−p) and 2·μ^(2−p)/(2−p).
    const ofMu = (): Binary => times(2, p === 0 ? 1 : to(mu, -p), minus(mu.value, y.value));
    return dual(exactUnitDeviance(y.value, mu.value, p), [ofY, y], [ofMu, mu]);
  },
} as const;

/** A rule for the numbers of one row, or of one class of it. */
export type ElementwiseRule = (...inputs: Dual[]) => Dual;

export const elementwiseRules: Readonly<Record<string, ElementwiseRule>> = {
  ...unary,
  ...binary,
  ...ternary,
};
