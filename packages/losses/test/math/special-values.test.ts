import { describe, expect, test } from 'vitest';
import { exp, expm1, log, log1p, logOfSum } from '../../src/math/index.ts';

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
];

describe('special values as IEEE 754 has them', () => {
  test.each(rows.map(([f, x, expected]) => ({ f, name: f.name, x, expected })))(
    '$name($x) is $expected',
    ({ f, x, expected }) => {
      expect(f(x)).toBe(expected);
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
