import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { exactParts } from '../../src/sums/exact-parts.ts';
import {
  ExactSums,
  ZERO_EXACT_SUM,
  divideExactSums,
  exactSumValue,
  mergeExactSums,
} from '../../src/sums/exact-sums.ts';
import { parseUnits, roundedQuotient, roundedUnits, unitsOf, unitsText } from '../../src/sums/exact-units.ts';
import type { ExactSum } from '../../src/sums/exact-sums.ts';
import { parameterOf, sumVectors, unhex, valuesOf } from './sum-vectors.ts';
import type { SumVector } from './sum-vectors.ts';

const finite = sumVectors().filter(({ nan, pinf, ninf }) => nan + pinf + ninf === 0);
const MATERIALISED_ROWS = 1_000_000;

/** n times the sum of one. */
function repeated(sum: ExactSum, n: number): ExactSum {
  if (n === 0) return ZERO_EXACT_SUM;
  const half = repeated(sum, Math.floor(n / 2));
  const even = mergeExactSums(half, half);
  return n % 2 === 0 ? even : mergeExactSums(even, sum);
}

function sumOf(values: Float64Array): ExactSum {
  const sums = new ExactSums();
  sums.add(values, values.length);
  return sums.take();
}

function vectorSum(vector: SumVector): ExactSum {
  if (vector.n <= MATERIALISED_ROWS) return sumOf(valuesOf(vector));
  return repeated(sumOf(Float64Array.of(parameterOf(vector))), vector.n);
}

describe('sums of the integer oracle', () => {
  test.each(finite)('$id: the exact units, the rounded sum and the rounded mean', (vector) => {
    const sum = vectorSum(vector);
    expect(sum.exact).toBe(vector.units);
    expect(exactSumValue(sum)).toBe(unhex(vector.sum));
    if (vector.mean === undefined) return;
    const rows = { exact: unitsText(unitsOf(vector.n)) };
    expect(divideExactSums(sum, rows)).toBe(unhex(vector.mean));
  });
});

const double = fc.double({ noNaN: true, noDefaultInfinity: true });
/** Values that lie close together, as losses do, and values that don't. */
const column = fc.oneof(
  fc.array(double, { maxLength: 300 }),
  fc.array(fc.double({ min: -8, max: 8, noNaN: true }), { maxLength: 300 }),
  fc.array(fc.double({ min: 2 ** 1000, max: Number.MAX_VALUE, noNaN: true }), { maxLength: 40 }),
  fc.array(fc.double({ min: -(2 ** -1000), max: 2 ** -1000, noNaN: true }), { maxLength: 40 }),
);

const unitsSum = (values: readonly number[]): bigint => values.reduce((sum, x) => sum + unitsOf(x), 0n);

test('any split, in any order, has the text of the whole', () => {
  fc.assert(
    fc.property(column, fc.array(fc.nat(50)), fc.boolean(), (values, cuts, turned) => {
      const whole = unitsText(unitsSum(values));
      const pieces: ExactSum[] = [];
      for (let from = 0; from < values.length;) {
        const to = Math.min(values.length, from + 1 + (cuts[pieces.length] ?? 300));
        pieces.push(sumOf(Float64Array.from(values.slice(from, to))));
        from = to;
      }
      const ordered = turned ? pieces.toReversed() : pieces;
      expect(ordered.reduce(mergeExactSums, ZERO_EXACT_SUM).exact).toBe(whole);
    }),
    { numRuns: 500 },
  );
});

test('parts add up to the values wherever they can be told', () => {
  let told = 0;
  fc.assert(
    fc.property(column, (values) => {
      const rows = values.length - (values.length % 4);
      const parts = new Float64Array(3);
      if (!exactParts(parts, Float64Array.from(values), 0, rows)) return;
      told += 1;
      expect(unitsText(unitsSum([...parts]))).toBe(unitsText(unitsSum(values.slice(0, rows))));
    }),
    { numRuns: 1000 },
  );
  expect(told).toBeGreaterThan(300);
});

test.each([2 ** 1010, 2 ** 1011 - 2 ** 958, 1, 2 ** -949, 2 ** -951, 2 ** -1074, 1 / 3, -1e-300])(
  'parts of 2,048 times %d, the largest beside the smallest that are left nothing of',
  (x) => {
    for (const values of [
      new Float64Array(2048).fill(x),
      Float64Array.from({ length: 2048 }, (_, i) => (i % 2 === 0 ? x : -x * (1 - 2 ** -53))),
      Float64Array.from({ length: 2048 }, (_, i) => (i % 5 === 0 ? x : (x * i) / 2 ** 40)),
    ]) {
      const parts = new Float64Array(3);
      expect(exactParts(parts, values, 0, 2048)).toBe(true);
      expect(unitsSum([...parts])).toBe(unitsSum([...values]));
    }
  },
);

test('parts are refused where values are too large or span too much', () => {
  const parts = new Float64Array(3);
  expect(exactParts(parts, Float64Array.of(2 ** 1011, 1, 1, 1), 0, 4)).toBe(false);
  expect(exactParts(parts, Float64Array.of(1, 2 ** -200, 1, 1), 0, 4)).toBe(false);
});

test('a value that is not finite adds nothing at all', () => {
  for (const odd of [NaN, Infinity, -Infinity]) {
    const sums = new ExactSums();
    expect(sums.tryAdd(Float64Array.of(1, 2, 3), 3)).toBe(true);
    const values = new Float64Array(5000).fill(1);
    values[4999] = odd;
    expect(sums.tryAdd(values, 5000)).toBe(false);
    expect(exactSumValue(sums.take())).toBe(6);
  }
});

test('quotients and sums are the nearest doubles, ties to even, subnormal ones too', () => {
  expect(roundedQuotient(1n, 3n)).toBe(1 / 3);
  expect(roundedQuotient(-2n, 3n)).toBe(-2 / 3);
  expect(roundedUnits(3n)).toBe(3 * Number.MIN_VALUE);
  expect(roundedQuotient(3n, 2n, -1074)).toBe(2 * Number.MIN_VALUE);
  expect(roundedQuotient(1n, 2n, -1074)).toBe(0);
  expect(roundedQuotient(2n ** 53n + 1n, 1n)).toBe(2 ** 53);
  expect(roundedQuotient(2n ** 2000n + 1n, 2n ** 1000n, -10)).toBe(2 ** 990);
  expect(divideExactSums({ exact: '1p2' }, ZERO_EXACT_SUM)).toBe(Infinity);
  fc.assert(
    fc.property(double, fc.integer({ min: 1, max: 2 ** 31 }), (x, n) => {
      // Whole doubles divide exactly as IEEE does.
      fc.pre(Math.abs(x) > 2 ** -1000);
      expect(divideExactSums({ exact: unitsText(unitsOf(x)) }, { exact: unitsText(unitsOf(n)) })).toBe(x / n);
    }),
  );
});

test('texts are canonical: what is not is none', () => {
  for (const text of ['0', '3p-2', '-3p-2', '1p-1074', 'cp-2']) {
    const units = parseUnits(text);
    expect(units === undefined ? undefined : unitsText(units)).toBe(text);
  }
  for (const text of [
    '',
    '00',
    '-0',
    '30p-2',
    '3p-3',
    '3P-2',
    '3p-1078',
    '+3p-2',
    '3p',
    'f'.repeat(700) + 'p-2',
  ])
    expect(parseUnits(text)).toBeUndefined();
  fc.assert(
    fc.property(double, (x) => {
      expect(roundedUnits(unitsOf(x))).toBe(x + 0);
    }),
  );
});
