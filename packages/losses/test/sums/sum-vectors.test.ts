import { describe, expect, test } from 'vitest';
import { LaneSums, MergeTree, type SumPair, divideSums, mergeSums, sumValue } from '../../src/sums/index.ts';
import { type Binary, absolute, ulpError } from '../math/exact.ts';
import { exactMagnitude, withinBound } from './bound.ts';
import { type SumVector, parameterOf, parseUnits, sumVectors, unhex, valuesOf } from './sum-vectors.ts';

const CHUNK_ROWS = 65_536;

/** More rows than this are one value again and again: one chunk stands for all. */
const MATERIALISED_ROWS = 1_000_000;

function chunkSum(values: Float64Array): SumPair {
  const sums = new LaneSums();
  sums.add(values, values.length);
  return sums.take();
}

function treeSum(vector: SumVector): SumPair {
  const tree = new MergeTree(mergeSums);
  const { n } = vector;
  if (n <= MATERIALISED_ROWS) {
    const values = valuesOf(vector);
    for (let index = 0; index * CHUNK_ROWS < n; index++) {
      const value = chunkSum(values.subarray(index * CHUNK_ROWS, (index + 1) * CHUNK_ROWS));
      tree.insert({ level: 0, index, value });
    }
  } else {
    const full = new Float64Array(CHUNK_ROWS).fill(parameterOf(vector));
    const value = chunkSum(full);
    const chunks = Math.floor(n / CHUNK_ROWS);
    for (let index = 0; index < chunks; index++) tree.insert({ level: 0, index, value });
    tree.insert({ level: 0, index: chunks, value: chunkSum(full.subarray(0, n % CHUNK_ROWS)) });
  }
  return tree.fold() ?? { high: 0, low: 0 };
}

function magnitudeOf(vector: SumVector, total: Binary): Binary {
  if (vector.n > MATERIALISED_ROWS) return { ...total, mantissa: absolute(total.mantissa) };
  return exactMagnitude(valuesOf(vector));
}

const finiteInputs = sumVectors().filter(({ nan, pinf, ninf }) => nan + pinf + ninf === 0);
const finite = finiteInputs.filter(({ sum }) => Number.isFinite(unhex(sum)));
const overflowing = finiteInputs.filter(({ sum }) => !Number.isFinite(unhex(sum)));

describe('sums of the integer oracle, in chunks, lanes and the merge tree', () => {
  test('there are as many cases as there should be', () => {
    expect({ finite: finite.length, overflowing: overflowing.length }).toMatchInlineSnapshot(`
      {
        "finite": 72,
        "overflowing": 7,
      }
    `);
  });

  test.each(finite)('$id is within u|S| + (nu)²Σ|x|', (vector) => {
    const total = parseUnits(vector.units);
    expect(withinBound(sumValue(treeSum(vector)), total, magnitudeOf(vector, total), vector.n)).toBe(true);
  });

  test.each(overflowing)('$id overflows', (vector) => {
    expect(sumValue(treeSum(vector))).toBe(unhex(vector.sum));
  });

  test.each(finiteInputs.filter(({ units, n }) => n > 0 && !units.startsWith('-')))(
    '$id: its mean',
    (vector) => {
      const sum = treeSum(vector);
      const total = parseUnits(vector.units);
      const magnitude = magnitudeOf(vector, total);
      // Where nothing cancels, a sum is good to far more than a double and so is the quotient.
      const cancels = magnitude.mantissa !== total.mantissa << BigInt(total.exponent - magnitude.exponent);
      const mean = divideSums(sum, { high: vector.n, low: 0 });
      expect(cancels || mean === unhex(vector.mean ?? '') || total.mantissa === 0n).toBe(true);
    },
  );
});

test('here all are even the correctly rounded sums', () => {
  const wrong = finite.filter(
    (vector) => ulpError(sumValue(treeSum(vector)), parseUnits(vector.units)) > 0.5,
  );
  expect(wrong.map(({ id }) => id)).toMatchInlineSnapshot(`[]`);
});
