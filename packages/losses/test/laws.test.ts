import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { catalogue } from '@offmark/losses';
import type { Loss } from '@offmark/losses';
import { arbitraryRows, sliceRows } from './arbitrary-rows.ts';

const variants: readonly (readonly [string, Loss])[] = catalogue.flatMap((loss) => {
  const other: Record<string, unknown> = {};
  if ('delta' in loss.parameters) other['delta'] = 0.7;
  if ('labelSmoothing' in loss.parameters) other['labelSmoothing'] = 0.15;
  if ('posWeight' in loss.parameters) other['posWeight'] = 2.5;
  if ('normalize' in loss.parameters) other['normalize'] = true;
  return Object.keys(other).length === 0
    ? [[loss.name, loss] as const]
    : [[loss.name, loss] as const, [`${loss.name} ${JSON.stringify(other)}`, loss.with(other)] as const];
});

function bump(values: unknown, at: number, by: number): number[] | number[][] {
  const rows = values as number[] | number[][];
  const width = Array.isArray(rows[0]) ? rows[0].length : 1;
  return rows.map((row, i) =>
    Array.isArray(row) ? row.map((x, j) => (i * width + j === at ? x + by : x)) : i === at ? row + by : row,
  ) as number[] | number[][];
}

describe.each(variants)('%s', (_name, loss) => {
  it('has the gradient that differences of its values show', () => {
    fc.assert(
      fc.property(arbitraryRows(loss, 1, 1), ({ target, prediction, classes }) => {
        const gradient = loss.gradient(target, prediction);
        expect(gradient.length).toBe(loss.columns.prediction.shape === 'matrix' ? classes : 1);
        for (const [at, slope] of gradient.entries()) {
          const step = 1e-6;
          const above = loss.values(target, bump(prediction, at, step))[0] ?? NaN;
          const below = loss.values(target, bump(prediction, at, -step))[0] ?? NaN;
          const here = loss.values(target, prediction)[0] ?? NaN;
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

  it('is never below zero for honest rows', () => {
    fc.assert(
      fc.property(arbitraryRows(loss, 1, 20), ({ target, prediction }) => {
        for (const value of loss.values(target, prediction)) expect(value).toBeGreaterThanOrEqual(-1e-12);
      }),
      { numRuns: 30 },
    );
  });

  it('has the mean of its values, weighted or not', () => {
    fc.assert(
      fc.property(arbitraryRows(loss, 1, 40), ({ target, prediction, weights }) => {
        const values = [...loss.values(target, prediction)];
        const mean = values.reduce((a, b) => a + b, 0) / values.length;
        expect(loss.mean(target, prediction)).toBeCloseTo(mean, 9);
        const total = values.reduce((sum, value, i) => sum + value * (weights[i] ?? 0), 0);
        const weight = weights.reduce((a, b) => a + b, 0);
        expect(loss.mean(target, prediction, { weights })).toBeCloseTo(total / weight, 9);
      }),
      { numRuns: 30 },
    );
  });

  it('has the same mean, but for an ulp or two, with a logarithm per row as with one for many', () => {
    fc.assert(
      fc.property(arbitraryRows(loss, 1, 40), ({ target, prediction, weights }) => {
        const [mean, alone] = [
          loss.mean(target, prediction),
          loss.mean(target, prediction, { weights: weights.map(() => 1) }),
        ];
        expect(Math.abs(mean - alone)).toBeLessThanOrEqual(4 * 2 ** -53 * Math.abs(mean));
      }),
      { numRuns: 60 },
    );
  });

  it('keeps its bits however the rows are split over calls', () => {
    fc.assert(
      fc.property(arbitraryRows(loss, 0, 40), fc.array(fc.nat(40), { maxLength: 5 }), (rows, cuts) => {
        const { target, prediction, weights } = rows;
        const whole = loss.accumulator().add(target, prediction, { weights });
        const pieces = loss.accumulator();
        const edges = [
          0,
          ...cuts.map((cut) => Math.min(cut, weights.length)).toSorted((a, b) => a - b),
          weights.length,
        ];
        for (const [i, from] of edges.slice(0, -1).entries()) {
          const to = edges[i + 1] ?? from;
          pieces.add(sliceRows(target, from, to), sliceRows(prediction, from, to), {
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

  it('is NaN over no rows, and the result says why', () => {
    expect(loss.mean([], [])).toBe(NaN);
    expect(loss.accumulator().result).toEqual({ value: null, state: 'empty' });
  });
});
