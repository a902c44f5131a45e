import { describe, expect, test } from 'vitest';
import {
  digamma,
  exp,
  expm1,
  expm1mx,
  hypot,
  jsDiv,
  klDiv,
  lgamma,
  log,
  log1p,
  log1pmx,
  logCosh,
  logOfSum,
  pow,
  tanh,
  unitDeviance,
} from '../../src/math/index.ts';

type Row = readonly [(x: number) => number, number, number];

const MAX_EXP = 709.782712893384;

const rows: readonly Row[] = [
  [log, 0, -Infinity],
  [log, -0, -Infinity],
  [log, 1, 0],
  [log, -1, NaN],
  [log, -Infinity, NaN],
  [log, Infinity, Infinity],
  [log, NaN, NaN],
  [log1p, 0, 0],
  [log1p, -0, -0],
  [log1p, -1, -Infinity],
  [log1p, -1.0000000000000002, NaN],
  [log1p, -Infinity, NaN],
  [log1p, Infinity, Infinity],
  [log1p, NaN, NaN],
  [exp, 0, 1],
  [exp, -0, 1],
  [exp, 1e-300, 1],
  [exp, -745.1332191019411, Number.MIN_VALUE],
  [exp, -745.1332191019412, 0],
  [exp, -1e308, 0],
  [exp, -Infinity, 0],
  [exp, MAX_EXP, 1.7976931348622732e308],
  [exp, 709.7827128933841, Infinity],
  [exp, 1e308, Infinity],
  [exp, Infinity, Infinity],
  [exp, NaN, NaN],
  [expm1, 0, 0],
  [expm1, -0, -0],
  [expm1, Number.MIN_VALUE, Number.MIN_VALUE],
  [expm1, -Number.MIN_VALUE, -Number.MIN_VALUE],
  [expm1, -100, -1],
  [expm1, -Infinity, -1],
  [expm1, MAX_EXP, 1.7976931348622732e308],
  [expm1, Infinity, Infinity],
  [expm1, NaN, NaN],
  [tanh, 0, 0],
  [tanh, -0, -0],
  [tanh, Infinity, 1],
  [tanh, -Infinity, -1],
  [tanh, NaN, NaN],
  [logCosh, -0, 0],
  [logCosh, 1e-200, 0],
  [logCosh, -1000, 1000 - Math.LN2],
  [logCosh, -Infinity, Infinity],
  [logCosh, NaN, NaN],
  [log1pmx, 0, 0],
  [log1pmx, -1, -Infinity],
  [log1pmx, -2, NaN],
  [log1pmx, Infinity, -Infinity],
  [log1pmx, NaN, NaN],
  [expm1mx, 0, 0],
  [expm1mx, -Infinity, Infinity],
  [expm1mx, Infinity, Infinity],
  [expm1mx, NaN, NaN],
  [lgamma, 1, 0],
  [lgamma, 2, 0],
  [lgamma, 0, Infinity],
  [lgamma, Infinity, Infinity],
  [lgamma, -0.5, NaN],
  [lgamma, NaN, NaN],
  [digamma, 0, -Infinity],
  [digamma, Infinity, Infinity],
  [digamma, -0.5, NaN],
  [digamma, NaN, NaN],
];

type PairRow = readonly [(x: number, y: number) => number, number, number, number];

const deviance = (power: number) =>
  function unitDevianceOf(y: number, mu: number): number {
    return unitDeviance(y, mu, power);
  };

const pairRows: readonly PairRow[] = [
  [pow, 0, 0, 1],
  [pow, NaN, 0, 1],
  [pow, 0, 2.5, 0],
  [pow, 0, -0.5, Infinity],
  [pow, 1, 1e300, 1],
  [pow, 1, NaN, NaN],
  [pow, NaN, 2.5, NaN],
  [pow, 2.5, NaN, NaN],
  [pow, 0.5, Infinity, 0],
  [pow, 0.5, -Infinity, Infinity],
  [pow, 2.5, Infinity, Infinity],
  [pow, Infinity, 0.5, Infinity],
  [pow, Infinity, -0.5, 0],
  [pow, 2, 1024, Infinity],
  [pow, 2, -1074, Number.MIN_VALUE],
  [pow, 2, -1076, 0],
  [pow, Number.MIN_VALUE, 0.5, 2 ** -537],
  [pow, -2, 3, -8],
  [pow, -2, -4, 1 / 16],
  [pow, -2, 0.5, NaN],
  [pow, 1 + 2 ** -52, 1e308, Infinity],
  [hypot, 0, 0, 0],
  [hypot, 3e300, -4e300, 5e300],
  [hypot, -Infinity, 1, Infinity],
  [hypot, 1, NaN, NaN],
  [klDiv, 0, 0, 0],
  [klDiv, 0, 3, 3],
  [klDiv, 3, 0, Infinity],
  [klDiv, 3, 3, 0],
  [klDiv, -1, 3, NaN],
  [klDiv, 1, NaN, NaN],
  [klDiv, Number.MIN_VALUE, 2, 2],
  [jsDiv, 0, 0, 0],
  [jsDiv, 3, 3, 0],
  [jsDiv, 0, 2, Math.LN2],
  [jsDiv, 2, 0, Math.LN2],
  [jsDiv, -1, 3, NaN],
  [jsDiv, 1, NaN, NaN],
  [deviance(0), 1, 3, 4],
  [deviance(1), 0, 3, 6],
  [deviance(2), 0, 3, Infinity],
  [deviance(1.5), 0, 4, 8],
  [deviance(1.5), -1, 4, NaN],
  [deviance(3), 0, 4, Infinity],
  // 2·(μ³/3 − y·μ²/2)
  [deviance(-1), -1, 2, 2 * (8 / 3 + 2)],
  [deviance(1.5), 4, 4, 0],
];

describe('special values as IEEE 754 has them', () => {
  test.each(rows.map(([f, x, expected]) => ({ f, name: f.name, x, expected })))(
    '$name($x) is $expected',
    ({ f, x, expected }) => {
      expect(f(x)).toBe(expected);
    },
  );

  test.each(pairRows.map(([f, x, y, expected]) => ({ f, name: f.name, x, y, expected })))(
    '$name($x, $y) is $expected',
    ({ f, x, y, expected }) => {
      expect(f(x, y)).toBe(expected);
    },
  );

  test('logOfSum outside of the normal numbers is log of the rounded sum', () => {
    expect(logOfSum(0, 0)).toBe(-Infinity);
    expect(logOfSum(Number.MIN_VALUE, 0)).toBe(log(Number.MIN_VALUE));
    expect(logOfSum(-1, 0)).toBe(NaN);
    expect(logOfSum(Infinity, 0)).toBe(Infinity);
    expect(logOfSum(NaN, 0)).toBe(NaN);
    expect(logOfSum(1, 0)).toBe(0);
  });
});

describe('relations', () => {
  test('logOfSum with nothing added is log, to the bit', () => {
    for (let x = 0.01; x < 100; x *= 1.001) expect(logOfSum(x, 0)).toBe(log(x));
  });

  test('exp and log never decrease between neighbours on a grid', () => {
    for (let i = -7000; i < 7000; i++) expect(exp((i + 1) / 10)).toBeGreaterThanOrEqual(exp(i / 10));
    for (let i = 1; i < 10_000; i++) expect(log((i + 1) / 2000)).toBeGreaterThan(log(i / 2000));
  });
});
