import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arbitraryRows, sliceOthers, sliceRows } from './arbitrary-rows.ts';
import { lossVariants } from './loss-variants.ts';

/** Losses that are no distances: a perfect prediction may cost less than nothing. */
const mayBeNegative: ReadonlySet<string> = new Set([
  'cosine-similarity',
  'gaussian-nll',
  'poisson-nll',
  'poisson-nll-log',
]);

function bump(values: unknown, at: number, by: number): number[] | number[][] {
  const rows = values as number[] | number[][];
  const width = Array.isArray(rows[0]) ? rows[0].length : 1;
  return rows.map((row, i) =>
    Array.isArray(row) ? row.map((x, j) => (i * width + j === at ? x + by : x)) : i === at ? row + by : row,
  ) as number[] | number[][];
}

/** How far apart two numbers are, in relation to the larger of 1 and the second. */
function relativeError(actual: number, expected: number): number {
  return Math.abs(actual - expected) / Math.max(1, Math.abs(expected));
}

describe.each(lossVariants)('%s', (_name, loss) => {
  it('has the gradient that differences of its values show', () => {
    fc.assert(
      fc.property(arbitraryRows(loss, 1, 1), ({ target, prediction, others, classes }) => {
        const gradient = loss.gradient(target, prediction, others);
        expect(gradient.length).toBe(loss.columns.prediction.shape === 'matrix' ? classes : 1);
        for (const [at, slope] of gradient.entries()) {
          const step = 1e-6;
          const above = loss.values(target, bump(prediction, at, step), others)[0] ?? NaN;
          const below = loss.values(target, bump(prediction, at, -step), others)[0] ?? NaN;
          const here = loss.values(target, prediction, others)[0] ?? NaN;
          const [left, right] = [(here - below) / step, (above - here) / step];
          // At a kink within the step the gradient lies between the one-sided slopes.
          const slack = 1e-3 * Math.max(1, Math.abs(slope)) + Math.abs(here) * 1e-8;
          expect(slope).toBeGreaterThanOrEqual(Math.min(left, right) - slack);
          expect(slope).toBeLessThanOrEqual(Math.max(left, right) + slack);
        }
      }),
      { numRuns: 60 },
    );
  });

  it.skipIf(mayBeNegative.has(loss.name))('is never below zero for honest rows', () => {
    fc.assert(
      fc.property(arbitraryRows(loss, 1, 20), ({ target, prediction, others }) => {
        for (const value of loss.values(target, prediction, others))
          expect(value).toBeGreaterThanOrEqual(-1e-12);
      }),
      { numRuns: 30 },
    );
  });

  it('has the mean of its values, weighted or not', () => {
    fc.assert(
      fc.property(arbitraryRows(loss, 1, 40), ({ target, prediction, others, weights }) => {
        const values = [...loss.values(target, prediction, others)];
        const mean = values.reduce((a, b) => a + b, 0) / values.length;
        expect(relativeError(loss.mean(target, prediction, others), mean)).toBeLessThanOrEqual(1e-9);
        const total = values.reduce((sum, value, i) => sum + value * (weights[i] ?? 0), 0);
        const weight = weights.reduce((a, b) => a + b, 0);
        const weighted = loss.mean(target, prediction, { ...others, weights });
        expect(relativeError(weighted, total / weight)).toBeLessThanOrEqual(1e-9);
      }),
      { numRuns: 30 },
    );
  });

  it('has the same mean, but for an ulp or two, with a logarithm per row as with one for many', () => {
    fc.assert(
      fc.property(arbitraryRows(loss, 1, 40), ({ target, prediction, others, weights }) => {
        const [mean, alone] = [
          loss.mean(target, prediction, others),
          loss.mean(target, prediction, { ...others, weights: weights.map(() => 1) }),
        ];
        expect(Math.abs(mean - alone)).toBeLessThanOrEqual(4 * 2 ** -53 * Math.abs(mean));
      }),
      { numRuns: 60 },
    );
  });

  it('keeps its bits however the rows are split over calls', () => {
    fc.assert(
      fc.property(arbitraryRows(loss, 0, 40), fc.array(fc.nat(40), { maxLength: 5 }), (rows, cuts) => {
        const { target, prediction, others, weights } = rows;
        const whole = loss.accumulator().add(target, prediction, { ...others, weights });
        const pieces = loss.accumulator();
        const edges = [
          0,
          ...cuts.map((cut) => Math.min(cut, weights.length)).toSorted((a, b) => a - b),
          weights.length,
        ];
        for (const [i, from] of edges.slice(0, -1).entries()) {
          const to = edges[i + 1] ?? from;
          pieces.add(sliceRows(target, from, to), sliceRows(prediction, from, to), {
            ...sliceOthers(others, from, to),
            weights: weights.slice(from, to),
          });
        }
        expect(pieces.value).toBe(whole.value);
        expect(JSON.stringify(pieces)).toBe(JSON.stringify(whole));
        expect(loss.accumulator(JSON.parse(JSON.stringify(whole))).value).toBe(whole.value);
      }),
      { numRuns: 30 },
    );
  });

  it('counts a row of weight k as k rows', () => {
    fc.assert(
      fc.property(arbitraryRows(loss, 1, 1), fc.integer({ min: 2, max: 20 }), (row, times) => {
        const { target, prediction, others } = row;
        const once = loss.mean(target, prediction, { ...others, weights: [times] });
        const running = loss.accumulator();
        for (let i = 0; i < times; i++) running.add(target, prediction, others);
        expect(Math.abs(running.value - once)).toBeLessThanOrEqual(4 * 2 ** -53 * Math.abs(once));
      }),
      { numRuns: 20 },
    );
  });

  it('is NaN over no rows, and the result says why', () => {
    const none = Object.fromEntries(Object.keys(loss.columns).map((role) => [role, []]));
    const { target: _target, prediction: _prediction, ...others } = none;
    expect(loss.mean([], [], others)).toBe(NaN);
    expect(loss.accumulator().result).toEqual({ value: null, state: 'empty' });
  });
});
