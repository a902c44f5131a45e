import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type SumPair, ZERO_SUM, divideSums, exactSum, mergeSums, sumValue } from '../../src/sums/index.ts';
import { type Binary, absolute, binaryOf, shifted, sumOf, ulpError } from '../math/exact.ts';

const finite = fc.double({ noNaN: true, noDefaultInfinity: true });

/** As sums come out of the lanes, some after an overflow. */
const pairs: fc.Arbitrary<SumPair> = fc
  .tuple(finite, finite, finite, finite)
  .map(([a, b, c, d]) => mergeSums(mergeSums(exactSum(a, b), exactSum(c, d)), ZERO_SUM));

function exact({ high, low, wraps = 0 }: SumPair): Binary {
  return sumOf(sumOf(binaryOf(high), binaryOf(low)), { mantissa: BigInt(wraps), exponent: 1024 });
}

function size(pair: SumPair): bigint {
  return absolute(shifted(exact(pair), -1074));
}

/** The quotient with 130 bits and more. */
function exactQuotient(numerator: Binary, denominator: Binary): Binary {
  const bits = 4600n;
  const [n, d] = [shifted(numerator, -1074), shifted(denominator, -1074)];
  return { mantissa: (n << bits) / d, exponent: -Number(bits) };
}

describe('exactSum', () => {
  test('is exact for any two doubles', () => {
    fc.assert(
      fc.property(finite, finite, (a, b) => {
        const expected = shifted(sumOf(binaryOf(a), binaryOf(b)), -1074);
        expect(shifted(exact(exactSum(a, b)), -1074)).toBe(expected);
      }),
      { seed: 3, numRuns: 2000 },
    );
  });
});

describe('mergeSums', () => {
  test('is commutative to the bit', () => {
    fc.assert(
      fc.property(pairs, pairs, (a, b) => {
        expect(mergeSums(a, b)).toEqual(mergeSums(b, a));
      }),
      { seed: 4, numRuns: 2000 },
    );
  });

  test('loses at most 2⁻¹⁰⁴ of the larger sum', () => {
    fc.assert(
      fc.property(pairs, pairs, (a, b) => {
        const total = shifted(sumOf(exact(a), exact(b)), -1074);
        const error = absolute(shifted(exact(mergeSums(a, b)), -1074) - total);
        expect(error << 104n).toBeLessThanOrEqual(size(a) > size(b) ? size(a) : size(b));
      }),
      { seed: 12, numRuns: 2000 },
    );
  });

  test('nothing added changes nothing', () => {
    fc.assert(
      fc.property(pairs, (a) => {
        expect(mergeSums(a, ZERO_SUM)).toEqual(a);
      }),
      { seed: 5 },
    );
  });

  test('is renormalised, survives JSON, and has no −0', () => {
    fc.assert(
      fc.property(pairs, pairs, (a, b) => {
        const sum = mergeSums(a, b);
        expect(sum.high + sum.low).toBe(sum.high);
        expect(JSON.parse(JSON.stringify(sum))).toEqual(sum);
        expect(Object.values(sum).some((x) => Object.is(x, -0))).toBe(false);
      }),
      { seed: 6, numRuns: 1000 },
    );
  });
});

describe('sumValue', () => {
  test('is the nearest double to the pair', () => {
    fc.assert(
      fc.property(pairs, (a) => {
        expect(ulpError(sumValue(a), exact(a))).toBeLessThanOrEqual(0.5);
      }),
      { seed: 7, numRuns: 2000 },
    );
  });
});

describe('sumValue after an overflow', () => {
  const MAX = Number.MAX_VALUE;

  test.each([
    { pair: { high: -MAX, low: 2 ** 969, wraps: 1 }, expected: 2 ** 971 + 2 ** 969 },
    { pair: { high: MAX, low: -(2 ** 969), wraps: -1 }, expected: -(2 ** 971) - 2 ** 969 },
    { pair: { high: -(2 ** 1023), low: -1, wraps: 1 }, expected: 2 ** 1023 },
    { pair: { high: -(2 ** 1000), low: 1, wraps: 1 }, expected: MAX - 2 ** 1000 + 2 ** 971 },
    { pair: { high: -1, low: 0, wraps: 1 }, expected: Infinity },
    { pair: { high: 0, low: 0, wraps: 1 }, expected: Infinity },
    { pair: { high: 0, low: 0, wraps: -2 }, expected: -Infinity },
  ])('$pair is $expected', ({ pair, expected }) => {
    expect(sumValue(pair)).toBe(expected);
  });
});

describe('divideSums', () => {
  test('is the rounded quotient to 0.5001 ulp', () => {
    let divided = 0;
    fc.assert(
      fc.property(pairs, pairs, (a, b) => {
        if (a.high === 0 || b.high === 0) return;
        divided += 1;
        expect(ulpError(divideSums(a, b), exactQuotient(exact(a), exact(b)))).toBeLessThan(0.5001);
      }),
      { seed: 8, numRuns: 3000 },
    );
    expect(divided).toBeGreaterThan(2000);
  });

  test.each([
    { n: { high: 1, low: 0 }, d: { high: 3, low: 0 }, expected: 1 / 3 },
    { n: { high: -1, low: 0 }, d: { high: 3, low: 0 }, expected: -1 / 3 },
    { n: { high: 0, low: 0, wraps: 1 }, d: { high: 2, low: 0 }, expected: 2 ** 1023 },
    { n: { high: 0, low: 0, wraps: 3 }, d: { high: 0, low: 0, wraps: 4 }, expected: 0.75 },
    { n: { high: 1, low: 0 }, d: { high: 0, low: 0, wraps: 1 }, expected: 2 ** -1024 },
    { n: { high: -Number.MAX_VALUE, low: 0, wraps: 1 }, d: { high: 2 ** 971, low: 0 }, expected: 1 },
    { n: { high: 2 ** 1000, low: 0 }, d: { high: 2 ** -100, low: 0 }, expected: Infinity },
    { n: { high: 2 ** -1000, low: 0 }, d: { high: 2 ** 100, low: 0 }, expected: 0 },
    { n: { high: 0, low: 0 }, d: { high: 5, low: 0 }, expected: 0 },
    { n: { high: 0, low: 0 }, d: { high: 0, low: 0 }, expected: NaN },
    { n: { high: 1, low: 0 }, d: { high: 0, low: 0 }, expected: Infinity },
  ])('$n / $d is $expected', ({ n, d, expected }) => {
    expect(divideSums(n, d)).toBe(expected);
  });
});
