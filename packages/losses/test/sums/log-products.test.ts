import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addToLanes } from '../../src/sums/lanes.ts';
import { LaneSums } from '../../src/sums/lane-sums.ts';
import { LogProducts, multiplyIntoLanes } from '../../src/sums/log-products.ts';
import { mergeSums, sumValue } from '../../src/sums/sum-pair.ts';
import { type Binary, absolute, shifted, sumOf, ulpError } from '../math/exact.ts';
import { exactLogOfSum } from '../math/oracle.ts';
import { Random } from '../math/random.ts';

const plain = { addToLanes, multiplyIntoLanes, allocate: (byteLength: number) => new Uint8Array(byteLength) };

interface Factors {
  readonly factors: Float64Array;
  readonly tails: Float64Array;
}

/** The factors of right and wrong predictions: p itself, or 1 − p with what rounding took from it. */
function factorsOf(probabilities: readonly number[], labels: readonly boolean[]): Factors {
  const factors = Float64Array.from(probabilities, (p, i) => (labels[i] ? p : 1 - p));
  const tails = Float64Array.from(probabilities, (p, i) => (labels[i] ? 0 : 1 - (1 - p) - p));
  return { factors, tails };
}

function sumOfFactors({ factors, tails }: Factors): number {
  const products = new LogProducts(plain);
  products.add(factors, factors.length);
  // ln(f + t) = ln f + t/f up to (t/f)²/2, which is below 2⁻¹⁰⁷.
  const rest = new LaneSums();
  rest.add(
    tails.map((tail, i) => 0 - tail / (factors[i] ?? 1)),
    tails.length,
  );
  return sumValue(mergeSums(products.take(), rest.take()));
}

const zero: Binary = { mantissa: 0n, exponent: 0 };
const negative = ({ mantissa, exponent }: Binary): Binary => ({ mantissa: -mantissa, exponent });

const logOf = (x: number): Binary => ({ mantissa: shifted(exactLogOfSum(x, 0), -400), exponent: -400 });

function exactSum({ factors, tails }: Factors): Binary {
  let sum = zero;
  // A common exponent keeps the integers short.
  for (const [i, factor] of factors.entries()) {
    if (factor === 1 && tails[i] === 0) continue;
    if (factor === 0.5 ** Math.round(-Math.log2(factor))) {
      // The oracle wants no powers of two; ln 2⁻ᵏ = −k·ln 2, by way of ln 3 − ln 1.5.
      const ln2 = sumOf(logOf(3), negative(logOf(1.5)));
      sum = sumOf(sum, {
        mantissa: ln2.mantissa * BigInt(Math.round(Math.log2(factor))),
        exponent: ln2.exponent,
      });
      continue;
    }
    sum = sumOf(sum, { mantissa: shifted(exactLogOfSum(factor, tails[i] ?? 0), -400), exponent: -400 });
  }
  return negative(sum);
}

const regimes: readonly (readonly [name: string, draw: (random: Random) => number])[] = [
  ['of a fair model', (random) => random.unit()],
  ['of a sure model', (random) => 1 - random.unit() * 1e-6],
  ['next to 0', (random) => random.unit() * 10 ** -(20 * random.unit())],
  ['of 1e-20', () => 1e-20],
  ['of powers of two', (random) => 2 ** -(1 + random.whole(60))],
  [
    'that are hardly more than 0.6875, where the mantissa turns',
    (random) => 0.6875 * (1 + random.unit() * 1e-9),
  ],
];

describe('−Σ ln of products is as exact as a logarithm per row', () => {
  it.each(regimes)('probabilities %s', (_name, draw) => {
    const random = new Random(11);
    for (const right of [0, 0.5, 1]) {
      const probabilities = Array.from({ length: 6000 }, () => draw(random));
      const factors = factorsOf(
        probabilities,
        probabilities.map(() => random.unit() < right),
      );
      const exact = exactSum(factors);
      if (absolute(exact.mantissa) === 0n) continue;
      // All summands have one sign, so that relative to the sum the bound is 0.51 + 1 ulp.
      expect(ulpError(sumOfFactors(factors), exact)).toBeLessThan(1.51);
    }
  });

  it('the bits do not depend on how the rows are split over calls', () => {
    fc.assert(
      fc.property(fc.nat(4500), fc.array(fc.nat(4500), { maxLength: 4 }), fc.nat(), (rows, cuts, seed) => {
        const random = new Random(seed);
        const probabilities = Array.from({ length: rows }, () => random.unit());
        const { factors } = factorsOf(
          probabilities,
          probabilities.map((p) => p < 0.3),
        );
        const whole = new LogProducts(plain);
        whole.add(factors, rows);
        const pieces = new LogProducts(plain);
        const edges = [0, ...cuts.map((cut) => Math.min(cut, rows)).toSorted((a, b) => a - b), rows];
        for (const [i, from] of edges.slice(0, -1).entries()) {
          const to = edges[i + 1] ?? from;
          pieces.add(factors.subarray(from, to), to - from);
          expect(pieces.peek()).toEqual(pieces.peek());
        }
        expect(pieces.take()).toEqual(whole.take());
        expect(pieces.take()).toEqual({ high: 0, low: 0 });
      }),
      { numRuns: 30 },
    );
  });

  it('factors of 1 are worth nothing', () => {
    const products = new LogProducts(plain);
    products.add(new Float64Array(5000).fill(1), 5000);
    expect(products.take()).toEqual({ high: 0, low: 0 });
  });
});
