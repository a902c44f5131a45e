import { describe, expect, it } from 'vitest';
import { sparseCceLogits } from '@offmark/losses';
import { shifted, sumOf, ulpError } from './math/exact.ts';
import type { Binary } from './math/exact.ts';
import { exactExp, exactLogOf } from './math/oracle.ts';
import { Random } from './math/random.ts';

const ratioBits = 1200;

/** ln(1 + Σ e^xⱼ over the other classes / e^xₖ) in big integers. */
function exactLoss(k: number, x: readonly number[]): Binary {
  const powers = x.map((logit) => exactExp(logit));
  const least = Math.min(...powers.map(({ exponent }) => exponent));
  const sum = powers.reduce(sumOf);
  const own = shifted(powers[k] ?? sum, least);
  return exactLogOf({
    mantissa: (shifted(sum, least) << BigInt(ratioBits)) / own,
    exponent: -ratioBits,
  });
}

/** The worst error of single rows, in ulps, by a logarithm per row and by a product of one factor. */
function worst(rows: number, draw: (random: Random) => number[]): { values: number; mean: number } {
  const random = new Random(rows);
  const found = { values: 0, mean: 0 };
  for (let i = 0; i < rows; i++) {
    const x = draw(random);
    const k = random.whole(x.length);
    const exact = exactLoss(k, x);
    found.values = Math.max(found.values, ulpError(sparseCceLogits.values([k], [x])[0] ?? NaN, exact));
    found.mean = Math.max(found.mean, ulpError(sparseCceLogits.mean([k], [x]), exact));
  }
  return found;
}

const logits =
  (classes: number, spread: number, single = false) =>
  (random: Random): number[] =>
    Array.from({ length: classes }, () => {
      const x = random.between(-spread, spread);
      return single ? Math.fround(x) : x;
    });

describe('cross-entropy from logits is within 4 ulp of exact for these rows', () => {
  it.each([
    ['two classes', logits(2, 8)],
    ['ten classes', logits(10, 8)],
    ['ten float32 classes', logits(10, 8, true)],
    ['sure and wrong', logits(3, 100)],
    ['float32 on both sides of what powers can hold', logits(3, 330, true)],
    ['a hundred classes', logits(100, 5)],
  ])('%s', (_, draw) => {
    const { values, mean } = worst(1500, draw);
    expect(values).toBeLessThan(4);
    expect(mean).toBeLessThan(4);
  });

  it('and is right where odds are beyond powers', () => {
    expect(sparseCceLogits.mean([1], [[0, 1000]])).toBe(0);
    expect(sparseCceLogits.mean([0], [[0, 1000]])).toBe(1000);
    expect(sparseCceLogits.mean([0], [[-1000, -1001]])).toBe(Math.log1p(Math.exp(-1)));
    expect(sparseCceLogits.mean([0], [[3, -Infinity]])).toBe(0);
    expect(sparseCceLogits.mean([0], [[3, -Infinity, 3]])).toBe(Math.LN2);
    expect(sparseCceLogits.mean([0], [[0, -650]])).toBe(Math.exp(-650));
  });
});
