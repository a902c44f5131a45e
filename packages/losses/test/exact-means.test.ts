import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { catalogue, mse } from '@offmark/losses';
import type { AccumulatorState, ClassMatrix, Numbers } from '@offmark/losses';
import { roundedQuotient, unitsOf } from '../src/sums/exact-units.ts';
import { arbitraryRows, sliceOthers, sliceRows } from './arbitrary-rows.ts';

const exactly = { sum: 'exact' } as const;

/** The rows in another order. */
function reordered(values: Numbers | ClassMatrix, order: readonly number[]): Numbers | ClassMatrix {
  if ('classes' in values) throw new TypeError('the rows here are arrays');
  const rows: unknown[] = [...values];
  return order.map((i) => rows[i]) as number[];
}

describe.each(catalogue.map((loss) => [loss.name, loss] as const))('%s', (_name, loss) => {
  const rowsAndOrder = arbitraryRows(loss, 1, 40).chain((rows) =>
    fc.record({
      rows: fc.constant(rows),
      order: fc.shuffledSubarray(
        rows.weights.map((_, i) => i),
        { minLength: rows.weights.length, maxLength: rows.weights.length },
      ),
      cut: fc.nat(rows.weights.length),
    }),
  );

  it('is the quotient of exact sums, rounded once', () => {
    fc.assert(
      fc.property(arbitraryRows(loss, 1, 40), ({ target, prediction, others, weights }) => {
        const values = [...loss.values(target, prediction, others)];
        const sum = values.reduce((total, value) => total + unitsOf(value), 0n);
        const mean = roundedQuotient(sum, BigInt(values.length) << 1074n);
        expect(loss.mean(target, prediction, { ...others, ...exactly })).toBe(mean);
        const total = values.reduce((all, value, i) => all + unitsOf(value * (weights[i] ?? NaN)), 0n);
        const weight = weights.reduce((all, w) => all + unitsOf(w), 0n);
        const weighted = loss.mean(target, prediction, { ...others, weights, ...exactly });
        expect(weighted).toBe(roundedQuotient(total, weight));
      }),
      { numRuns: 40 },
    );
  });

  it('has the same state in any order, split and merged anyhow, and through JSON', () => {
    fc.assert(
      fc.property(rowsAndOrder, ({ rows: { target, prediction, others, weights }, order, cut }) => {
        const whole = loss.accumulator(undefined, exactly).add(target, prediction, { ...others, weights });
        const [y, p] = [reordered(target, order), reordered(prediction, order)];
        const w = order.map((i) => weights[i] ?? NaN);
        const o = Object.fromEntries(
          Object.entries(others).map(([role, values]) => [role, order.map((i) => values[i] ?? NaN)]),
        );
        const part = (from: number, to: number) =>
          loss.accumulator(undefined, exactly).add(sliceRows(y, from, to), sliceRows(p, from, to), {
            ...sliceOthers(o, from, to),
            weights: w.slice(from, to),
          });
        const [first, second] = [part(0, cut), part(cut, order.length)];
        const text = JSON.stringify(second);
        const state: AccumulatorState = JSON.parse(text);
        const merged = loss.accumulator(state).merge(first);
        expect(merged.state).toEqual(whole.state);
        expect(merged.value).toBe(whole.value);
      }),
      { numRuns: 40 },
    );
  });
});

test('sums by different methods are not merged', () => {
  const exact = mse.accumulator(undefined, exactly).add([1], [2]);
  const kahan = mse.accumulator().add([1], [2]);
  expect(() => exact.merge(kahan)).toThrowErrorMatchingInlineSnapshot(
    `[LossError: E_STATE_MISMATCH expected a state of mse{}, version 1, summed exactly, got one of mse{}, version 1.]`,
  );
  expect(() => mse.accumulator(exact.toJSON(), { sum: 'kahan' })).toThrowErrorMatchingInlineSnapshot(
    `[LossError: E_STATE_MISMATCH expected a state of mse{}, version 1, got one of mse{}, version 1, summed exactly.]`,
  );
});

test.each([{ exact: '30p-2' }, { exact: 5 }, { high: 1, low: 0 }, { exact: '-1p-4000' }])(
  'a state with the sum %j is refused',
  (total) => {
    const state = mse.accumulator(undefined, exactly).add([1], [3]).toJSON();
    const [node] = state.nodes;
    const changed = { ...state, nodes: [{ ...node, value: { ...node?.value, total } }] };
    expect(() => mse.accumulator(changed as AccumulatorState)).toThrow(/E_STATE_MISMATCH .*total/);
  },
);

test('a total beyond the range of doubles overflows at the end and not in the middle', () => {
  const large = 1.2e154;
  const running = mse.accumulator(undefined, exactly).add([0, 0], [large, large]);
  expect(running.value).toBe(large * large);
  expect(mse.accumulator(undefined, exactly).add([0], [1e200]).result).toEqual({ value: null, state: 'inf' });
});
