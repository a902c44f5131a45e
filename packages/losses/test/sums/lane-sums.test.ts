import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LaneSums, type SumPair, addToLane, combineLanes, sumValue } from '../../src/sums/index.ts';
import { Random, repeated } from '../math/random.ts';
import { exactMagnitude, exactTotal, overflows, withinBound } from './bound.ts';

function sumOf(values: Float64Array): SumPair {
  const sums = new LaneSums();
  sums.add(values, values.length);
  return sums.take();
}

/** What the lanes are by definition: value i to lane i mod 8, one by one. */
function sumByDefinition(values: Float64Array): SumPair {
  const lanes = new Float64Array(16);
  let wraps = 0;
  for (const [i, x] of values.entries()) wraps += addToLane(lanes, i % 8, x);
  return combineLanes(lanes, wraps);
}

/** Adds the values in calls that end at the cuts. */
function sumInParts(values: Float64Array, cuts: readonly number[]): SumPair {
  const sums = new LaneSums();
  let from = 0;
  for (const cut of [...cuts.toSorted((a, b) => a - b), values.length]) {
    const to = Math.min(cut, values.length);
    sums.add(values.subarray(from, to), to - from);
    from = to;
  }
  return sums.take();
}

const anyValues = (maxLength: number): fc.Arbitrary<Float64Array> =>
  fc.float64Array({ noNaN: true, noDefaultInfinity: true, maxLength });

function randomValues(seed: number, count: number): Float64Array {
  const random = new Random(seed);
  return Float64Array.from(repeated(count, () => random.sign() * random.scaled(40)));
}

describe('LaneSums', () => {
  test('nothing is +0', () => {
    expect(new LaneSums().take()).toEqual({ high: 0, low: 0 });
    expect(sumOf(Float64Array.of(-0, -0))).toEqual({ high: 0, low: 0 });
  });

  test.each(repeated(20, (n) => n))('a tail of %i values', (n) => {
    const values = Float64Array.from(repeated(n, (i) => (i + 1) * 1.1));
    expect(sumOf(values)).toEqual(sumByDefinition(values));
    expect(withinBound(sumValue(sumOf(values)), exactTotal(values), exactMagnitude(values), n)).toBe(true);
  });

  test.each([2047, 2048, 2049, 4096 + 5, 65_536])('blocks of %i values', (n) => {
    const values = randomValues(n, n);
    expect(sumOf(values)).toEqual(sumByDefinition(values));
  });

  test('only the first count values are added', () => {
    expect(sumInParts(Float64Array.of(1, 2, 3), [])).toEqual({ high: 6, low: 0 });
    const sums = new LaneSums();
    sums.add(Float64Array.of(1, 2, 3), 2);
    expect(sums.take()).toEqual({ high: 3, low: 0 });
  });

  test('take starts afresh, peek does not', () => {
    const sums = new LaneSums();
    sums.add(new Float64Array(17).fill(1e308), 17);
    const first = sums.peek();
    expect(sums.take()).toEqual(first);
    sums.add(Float64Array.of(0.1), 1);
    expect(sums.take()).toEqual({ high: 0.1, low: 0 });
  });

  test('however the values are split, the bits are the same', () => {
    fc.assert(
      fc.property(anyValues(100), fc.array(fc.nat(100), { maxLength: 6 }), (values, cuts) => {
        expect(sumInParts(values, cuts)).toEqual(sumOf(values));
      }),
      { seed: 1, numRuns: 500 },
    );
  });

  test('however long blocks are split, the bits are the same', () => {
    const values = randomValues(7, 10_000);
    for (const step of [1, 7, 8, 63, 2048, 2049, 5000]) {
      const cuts = repeated(Math.floor(values.length / step), (i) => i * step);
      expect(sumInParts(values, cuts)).toEqual(sumOf(values));
    }
  });

  test('any values are within the bound, sums beyond the range of doubles too', () => {
    fc.assert(
      fc.property(anyValues(200), (values) => {
        const total = exactTotal(values);
        const value = sumValue(sumOf(values));
        const right = Number.isFinite(value)
          ? withinBound(value, total, exactMagnitude(values), values.length)
          : overflows(value, total);
        expect(right).toBe(true);
      }),
      // Shrinking hundreds of doubles takes minutes.
      { seed: 2, numRuns: 500, endOnFailure: true },
    );
  });
});

describe('overflow on the way', () => {
  const MAX = Number.MAX_VALUE;
  const large = (seed: number, count: number): Float64Array => {
    const random = new Random(seed);
    return Float64Array.from(repeated(count, () => random.sign() * random.between(0.5, 1) * MAX));
  };

  test('lanes that overflow and come back', () => {
    for (const count of [16, 100, 2048, 5000]) {
      const values = large(count, count);
      const doubled = Float64Array.from([
        ...values,
        ...values,
        0.1,
        ...values.map((x) => -x),
        ...values.map((x) => -x),
      ]);
      const value = sumValue(sumOf(doubled));
      expect(withinBound(value, exactTotal(doubled), exactMagnitude(doubled), doubled.length)).toBe(true);
    }
  });

  test('the same bits however split', () => {
    const values = large(3, 6000);
    const whole = sumOf(values);
    for (const step of [1, 5, 8, 100, 2048]) {
      const cuts = repeated(Math.floor(values.length / step), (i) => i * step);
      expect(sumInParts(values, cuts)).toEqual(whole);
    }
  });

  test.each([
    { values: [MAX, 2 ** 970], expected: Infinity },
    { values: [MAX, 2 ** 970, -Number.MIN_VALUE], expected: MAX },
    { values: [MAX, 2 ** 969, 2 ** 968], expected: MAX },
    { values: [MAX, 2 ** 969, 2 ** 969], expected: Infinity },
    { values: [MAX, MAX, -MAX, -MAX, 3], expected: 3 },
    { values: [-MAX, -MAX, -MAX, MAX, MAX], expected: -MAX },
    { values: [-MAX, -(2 ** 970)], expected: -Infinity },
    { values: [-MAX, -(2 ** 970), Number.MIN_VALUE], expected: -MAX },
    { values: [MAX, MAX, MAX, -MAX], expected: Infinity },
    { values: [2 ** 1023, 2 ** 1023, -(2 ** 971)], expected: MAX },
    { values: [2 ** 1023, 2 ** 1023, -1], expected: Infinity },
  ])('$values', ({ values, expected }) => {
    expect(sumValue(sumOf(Float64Array.from(values)))).toBe(expected);
  });
});
