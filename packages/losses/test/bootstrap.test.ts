import { describe, expect, it } from 'vitest';
import {
  PoissonWeights,
  Resampler,
  mergeResampled,
  mse,
  plainBackend,
  resampledInterval,
  RowValues,
  strictPolicies,
} from '@offmark/losses';
import type { ResampledSums } from '@offmark/losses';
import { toTable } from '../src/loss/table.ts';

/** The weights of rows in all resamples, row after row. */
function weightsOf(seed: number, chunk: number, rows: number, resamples: number): readonly Float64Array[] {
  const drawn = new PoissonWeights({ seed, resamples });
  return Array.from({ length: rows }, (_, row) => {
    drawn.draw(chunk, row);
    return drawn.weights.slice();
  });
}

const shifted = (values: readonly number[], shift: number): readonly number[] => [
  ...values.slice(shift),
  ...values.slice(0, shift),
];

const correlation = (a: readonly number[], b: readonly number[]): number => {
  const products = a.map((x, i) => (x - 1) * ((b[i] ?? NaN) - 1));
  return products.reduce((sum, product) => sum + product, 0) / a.length;
};

describe('Poisson weights', () => {
  const [rows, resamples] = [2000, 100];
  const weights = weightsOf(1, 0, rows, resamples);
  const all = weights.flatMap((row) => Array.from(row));

  it("have Poisson's frequencies", () => {
    let probability = Math.exp(-1);
    let chiSquare = 0;
    for (let k = 0; k <= 5; k++) {
      const expected = probability * all.length;
      const found = all.filter((weight) => weight === k).length;
      chiSquare += (found - expected) ** 2 / expected;
      probability /= k + 1;
    }
    // Of 6 cells; χ² of 6 degrees is beyond 27.9 once in 10,000.
    expect(chiSquare).toBeLessThan(27.9);
    expect(all.reduce((most, weight) => Math.max(most, weight))).toBeGreaterThan(6);
  });

  it('know nothing of other rows, resamples, chunks and seeds', () => {
    const others = [
      shifted(all, 1),
      shifted(all, resamples),
      weightsOf(1, 1, rows, resamples).flatMap((row) => Array.from(row)),
      weightsOf(2, 0, rows, resamples).flatMap((row) => Array.from(row)),
      weightsOf(1 + 2 ** 32, 0, rows, resamples).flatMap((row) => Array.from(row)),
    ];
    // Five standard deviations of a mean of products of independent numbers of variance 1.
    for (const other of others)
      expect(Math.abs(correlation(all, other))).toBeLessThan(5 / Math.sqrt(all.length));
  });

  it('are the same on every engine', () => {
    const some = weightsOf(7, 3, 2, 24).map((row) => [...row].join(''));
    expect(some).toMatchInlineSnapshot(`
      [
        "222000111010101015010001",
        "202102001220112013012010",
      ]
    `);
  });
});

describe('means of resamples', () => {
  const target = Float64Array.from({ length: 3000 }, (_, i) => Math.sin(i));
  const prediction = Float64Array.from(target, (y, i) => y + Math.cos(3 * i) ** 3);
  const weights = Float64Array.from(target, (_, i) => (i % 7 === 0 ? 0 : 1 + (i % 3)));

  function sumsOf(from: number, to: number, block: number): ResampledSums {
    const { columns } = toTable(mse.columns, target, prediction, { weights });
    const values = new RowValues([mse], columns, strictPolicies, plainBackend);
    const resampler = new Resampler({ resamples: 2000, seed: 3 }, 1);
    for (let start = from; start < to; start += block) {
      const count = Math.min(block, to - start);
      resampler.add(0, (row) => start + row, count, values.run(columns, start, count));
    }
    const [sums] = resampler.take();
    if (sums === undefined) throw new Error('no sums');
    return sums;
  }

  it('do not depend on blocks, and merge', () => {
    const whole = sumsOf(0, 3000, 3000);
    expect(sumsOf(0, 3000, 17)).toEqual(whole);
    const merged = mergeResampled(sumsOf(0, 1024, 500), sumsOf(1024, 3000, 500));
    for (const [i, total] of merged.totals.entries()) {
      expect(Math.abs(total / (whole.totals[i] ?? NaN) - 1)).toBeLessThan(1e-13);
      expect(merged.weights[i]).toBe(whole.weights[i]);
    }
  });

  it('spread as the linearised standard error says', () => {
    const { standardError, low, high } = resampledInterval(sumsOf(0, 3000, 512), 2571, 0.95);
    const losses = [...mse.values(target, prediction)];
    const sum = (of: (loss: number, weight: number) => number): number =>
      losses.reduce((total, loss, i) => total + of(loss, weights[i] ?? NaN), 0);
    const whole = sum((_, w) => w);
    const mean = sum((loss, w) => w * loss) / whole;
    const expected = Math.sqrt(sum((loss, w) => (w * (loss - mean)) ** 2)) / whole;
    // Five standard deviations of a standard deviation of 2,000 numbers.
    expect(Math.abs((standardError ?? NaN) / expected - 1)).toBeLessThan(5 / Math.sqrt(2 * 2000));
    expect(Math.abs((low ?? NaN) - (mean - 1.96 * expected))).toBeLessThan(0.3 * expected);
    expect(Math.abs((high ?? NaN) - (mean + 1.96 * expected))).toBeLessThan(0.3 * expected);
  });

  it('say nothing of one row, or of resamples that hold none', () => {
    const unknown = { standardError: null, low: null, high: null };
    expect(resampledInterval(sumsOf(1, 2, 1), 1, 0.95)).toEqual(unknown);
    const none = { totals: new Float64Array(5), weights: new Float64Array(5) };
    expect(resampledInterval(none, 2, 0.95)).toEqual(unknown);
  });

  it("have quantiles between them as numpy's", () => {
    const totals = Float64Array.of(4, 1, 3, 2, 10);
    const sums = { totals, weights: new Float64Array(5).fill(1) };
    // numpy.quantile([1, 2, 3, 4, 10], [0.1, 0.9])
    const { low, high } = resampledInterval(sums, 5, 0.8);
    expect(low).toBeCloseTo(1.4, 14);
    expect(high).toBeCloseTo(7.6, 14);
  });
});
