import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BlockEvaluator, metrics, plainBackend } from '@offmark/losses';
import type { LossValue, Metric } from '@offmark/losses';
import { arbitraryRows, sliceRows } from './arbitrary-rows.ts';
import type { Rows } from './arbitrary-rows.ts';
import { toTable } from '../src/loss/table.ts';

const variants: readonly (readonly [string, Metric])[] = metrics.flatMap((metric) => {
  const other: Record<string, unknown> = {};
  if ('average' in metric.parameters) other['average'] = 'weighted';
  if ('threshold' in metric.parameters) other['threshold'] = 0.3;
  if ('bins' in metric.parameters) other['bins'] = 7;
  if ('quantile' in metric.parameters) other['quantile'] = 0.25;
  return Object.keys(other).length === 0
    ? [[metric.name, metric] as const]
    : [
        [metric.name, metric] as const,
        [`${metric.name} ${JSON.stringify(other)}`, metric.with(other)] as const,
      ];
});

function tame(values: Rows['target']): Rows['target'] {
  return JSON.parse(JSON.stringify(values), (_, x: unknown) =>
    typeof x === 'number' && Math.abs(x) < 1e-100 ? 0 : x,
  );
}

/** Rows without numbers so small that squares or weighted values underflow: then the state says so, and not always. */
function tameRows(metric: Metric, least: number, most: number): fc.Arbitrary<Rows> {
  return arbitraryRows(metric, least, most).map(({ target, prediction, others, weights, classes }) => ({
    target: tame(target),
    prediction: tame(prediction),
    others,
    weights,
    classes,
  }));
}

/** How far two values are apart, to their size if that is above 1; 0 if neither is one, for the same reason. */
function distance(a: LossValue, b: LossValue): number {
  if (a.state !== b.state || a.reason !== b.reason) return Infinity;
  const [x, y] = [a.value ?? 0, b.value ?? 0];
  return Math.abs(x - y) / Math.max(1, Math.abs(x));
}

describe.each(variants)('%s', (_name, metric) => {
  it('keeps its bits however the rows are split over calls, and as JSON', () => {
    fc.assert(
      fc.property(arbitraryRows(metric, 0, 40), fc.array(fc.nat(40), { maxLength: 5 }), (rows, cuts) => {
        const { target, prediction, weights } = rows;
        const whole = metric.accumulator().add(target, prediction, { weights });
        const pieces = metric.accumulator();
        const inside = cuts.map((cut) => Math.min(cut, weights.length)).toSorted((a, b) => a - b);
        const edges = [0, ...inside, weights.length];
        for (const [i, from] of edges.slice(0, -1).entries()) {
          const to = edges[i + 1] ?? from;
          pieces.add(sliceRows(target, from, to), sliceRows(prediction, from, to), {
            weights: weights.slice(from, to),
          });
        }
        expect(pieces.result).toEqual(whole.result);
        expect(JSON.stringify(pieces)).toBe(JSON.stringify(whole));
        const again = metric.accumulator(JSON.parse(JSON.stringify(whole)));
        expect(JSON.stringify(again)).toBe(JSON.stringify(whole));
        expect(again.result).toEqual(whole.result);
      }),
      { numRuns: 25 },
    );
  });

  it('is the same, but for rounding, merged of parts in any shape', () => {
    fc.assert(
      fc.property(tameRows(metric, 3, 40), fc.nat(40), fc.nat(40), (rows, a, b) => {
        const { target, prediction, weights } = rows;
        const part = (from: number, to: number) =>
          metric.accumulator().add(sliceRows(target, from, to), sliceRows(prediction, from, to), {
            weights: weights.slice(from, to),
          });
        const [x = 0, y = 0] = [a % weights.length, b % weights.length].toSorted((p, q) => p - q);
        const end = weights.length;
        const left = part(0, x).merge(part(x, y)).merge(part(y, end)).result;
        const right = part(0, x).merge(part(x, y).merge(part(y, end))).result;
        const whole = metric.evaluate(target, prediction, { weights });
        expect(distance(left, whole)).toBeLessThanOrEqual(1e-9);
        expect(distance(right, whole)).toBeLessThanOrEqual(1e-9);
      }),
      { numRuns: 25 },
    );
  });

  it('takes a row of weight 2 for the row twice, and one of weight 0 for none', () => {
    fc.assert(
      fc.property(tameRows(metric, 1, 20), fc.infiniteStream(fc.nat(2)), (rows, times) => {
        const { target, prediction } = rows;
        const weights = rows.weights.map(() => times.next().value);
        const each = metric.accumulator();
        for (const [i, count] of weights.entries())
          for (let n = 0; n < count; n++)
            each.add(sliceRows(target, i, i + 1), sliceRows(prediction, i, i + 1));
        expect(distance(metric.evaluate(target, prediction, { weights }), each.result)).toBeLessThanOrEqual(
          1e-9,
        );
      }),
      { numRuns: 25 },
    );
  });

  it('is that of the used rows alone where others are left out', () => {
    fc.assert(
      fc.property(tameRows(metric, 1, 20), fc.infiniteStream(fc.boolean()), (rows, coins) => {
        const { columns, rows: count } = toTable(metric.columns, rows.target, rows.prediction);
        const kept = rows.weights.map(() => coins.next().value);
        const validity = new Uint8Array(Math.ceil(count / 8));
        for (const [i, keep] of kept.entries()) {
          if (keep) validity[i >> 3] = (validity[i >> 3] ?? 0) | (1 << (i & 7));
        }
        const holes = Object.fromEntries(
          Object.entries(columns).map(([role, column]) => [role, { ...column, validity }]),
        );
        const skipping = new BlockEvaluator([metric], holes, { nulls: 'skip', nans: 'skip' }, plainBackend);
        skipping.add(holes, 0, count);
        const dense = metric.accumulator();
        for (const [i, keep] of kept.entries())
          if (keep) dense.add(sliceRows(rows.target, i, i + 1), sliceRows(rows.prediction, i, i + 1));
        // Sums over lanes know where a row stood; what is gathered row after row does not.
        for (const state of skipping.take())
          expect(distance(metric.finish(state), dense.result)).toBeLessThanOrEqual(1e-9);
      }),
      { numRuns: 25 },
    );
  });

  it('has no value over no rows, and says why', () => {
    expect(metric.evaluate([], [])).toEqual({ value: null, state: 'empty' });
    expect(metric.accumulator().value).toBe(NaN);
  });

  it('has details that JSON keeps', () => {
    fc.assert(
      fc.property(arbitraryRows(metric, 1, 20), ({ target, prediction }) => {
        const { details = null } = metric.evaluate(target, prediction);
        expect(JSON.parse(JSON.stringify(details))).toEqual(details);
      }),
      { numRuns: 10 },
    );
  });

  it('refuses a state whose reduced part was changed', () => {
    const state = metric.accumulator().toJSON();
    const lists = metric.columns.prediction.shape === 'matrix' ? [[[0.5, 0.5]], [0]] : [[0.5], [0.25]];
    const [prediction = [], target = []] = lists;
    const json: unknown = JSON.parse(JSON.stringify(metric.accumulator(state).add(target, prediction)));
    if (metric.reducers.length === 0) return;
    const text = JSON.stringify(json);
    const broken = JSON.parse(text.replace(/"kind":"\w+"/, '"kind":"other"'));
    expect(() => metric.accumulator(broken)).toThrow(/E_STATE_MISMATCH .*reduced\[0\]\.kind/);
    const missing = JSON.parse(text, (key, value: unknown) => (key === 'reduced' ? undefined : value));
    expect(() => metric.accumulator(missing)).toThrow(/E_STATE_MISMATCH .*reduced/);
  });
});
