import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { d2LogLoss, metrics, perplexity, r2, wape } from '@offmark/losses';
import { arbitraryRows, sliceRows } from './arbitrary-rows.ts';
import { Random } from './math/random.ts';

const random = new Random(3);
const rows = 200;
const numbers = (): number[] =>
  Array.from({ length: rows }, () => random.between(-1, 1) * 10 ** random.between(-9, 9));

describe('metrics of exact sums', () => {
  it('have the same bits in any order of the rows', () => {
    const [target, prediction] = [numbers(), numbers()];
    const forwards = wape.evaluate(target, prediction, { sum: 'exact' });
    const backwards = wape.evaluate(target.toReversed(), prediction.toReversed(), { sum: 'exact' });
    expect(forwards).toEqual(backwards);
    expect(forwards.value).toBeCloseTo(wape.evaluate(target, prediction).value ?? NaN, 12);
  });

  it('finish as those of compensated sums do', () => {
    const labels = [0, 1, 1, 0, 1];
    const probabilities = [0.2, 0.7, 0.9, 0.4, 0.3];
    const pairs = probabilities.map((p) => [1 - p, p]);
    const loss = [0.8, 0.7, 0.9, 0.6, 0.3].reduce((total, p) => total - Math.log(p), 0) / 5;
    const prior = -(0.6 * Math.log(0.6) + 0.4 * Math.log(0.4));
    for (const sum of ['kahan', 'exact'] as const) {
      expect(d2LogLoss.evaluate(labels, probabilities, { sum }).value).toBeCloseTo(1 - loss / prior, 14);
      expect(perplexity.evaluate(labels, pairs, { sum }).value).toBeCloseTo(Math.exp(loss), 14);
    }
    const state = wape.accumulator(undefined, { sum: 'exact' }).add([1, 2], [3, 4]);
    expect(wape.accumulator(JSON.parse(JSON.stringify(state))).result).toEqual(state.result);
  });
});

const exactly = { sum: 'exact' } as const;

describe.each(metrics.map((metric) => [metric.name, metric] as const))('%s of exact sums', (_, metric) => {
  const rowsAndOrder = arbitraryRows(metric, 1, 40).chain((given) =>
    fc.record({
      given: fc.constant(given),
      order: fc.shuffledSubarray([...given.weights.keys()], {
        minLength: given.weights.length,
        maxLength: given.weights.length,
      }),
      cut: fc.nat(given.weights.length),
    }),
  );

  it('has the same state in any order, split and merged anyhow, and through JSON', () => {
    fc.assert(
      fc.property(rowsAndOrder, ({ given: { target, prediction, weights }, order, cut }) => {
        const whole = metric.accumulator(undefined, exactly).add(target, prediction, { weights });
        const part = (some: readonly number[]) => {
          const sum = metric.accumulator(undefined, exactly);
          for (const i of some) {
            const own = { weights: weights.slice(i, i + 1) };
            sum.add(sliceRows(target, i, i + 1), sliceRows(prediction, i, i + 1), own);
          }
          return sum;
        };
        const [first, second] = [part(order.slice(0, cut)), part(order.slice(cut))];
        const state = JSON.parse(JSON.stringify(second));
        const read = metric.accumulator(state);
        expect(JSON.stringify(read)).toBe(JSON.stringify(second));
        expect(read.merge(first).result).toEqual(whole.result);
        expect(first.merge(metric.accumulator(state)).result).toEqual(whole.result);
        const near = metric.evaluate(target, prediction, { weights });
        // What compensated sums say of digits that weights or sizes took away, exact ones need not say.
        if (near.value === null || whole.result.value === null) return;
        const distance = Math.abs(whole.result.value - near.value);
        expect(distance).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(near.value)));
      }),
      { numRuns: 40 },
    );
  });

  it('refuses a state of compensated sums, and one that was changed', () => {
    const matrix = metric.columns.prediction.shape === 'matrix';
    const [target, prediction] = matrix
      ? [
          [0, 1],
          [
            [0.5, 0.5],
            [0.3, 0.7],
          ],
        ]
      : [
          [0.25, 0.5],
          [0.5, 0.125],
        ];
    const other = metric.columns.target.label && !matrix ? [0, 1] : target;
    const state: unknown = JSON.parse(
      JSON.stringify(metric.accumulator(undefined, exactly).add(other, prediction)),
    );
    const text = JSON.stringify(state);
    const changed = JSON.parse(text.replace(/"sum":"exact",/, ''));
    expect(() => metric.accumulator(changed)).toThrow(/E_STATE_MISMATCH/);
    const broken = JSON.parse(text, (key, value: unknown) => (key === 'sums' ? ['0', 'x'] : value));
    if (!text.includes('"sums"')) return;
    expect(() => metric.accumulator(broken)).toThrow(/E_STATE_MISMATCH .*sums/);
  });
});

it('moments of numbers far apart are exact', () => {
  const [target, prediction] = [
    [1e200, 1, -1e200, 2, 3],
    [1e200, 1, -1e200, 2, 5],
  ];
  // Σ(y − ȳ)² is 2·10⁴⁰⁰, beyond doubles.
  expect(r2.evaluate(target, prediction, exactly)).toMatchObject({ value: null, state: 'overflow' });
  const [near, shifted] = [[1, 2, 3, 4].map((y) => 1e15 + y), [1, 2, 3, 5].map((y) => 1e15 + y)];
  expect(r2.evaluate(near, shifted, exactly).value).toBe(0.8);
});
