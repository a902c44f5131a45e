import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  GroupEvaluator,
  RowValues,
  groupedJson,
  mergeGroupedStates,
  metrics,
  parseGroupedStates,
  plainBackend,
  renumberGroups,
  stateOfGroup,
  strictPolicies,
} from '@offmark/losses';
import type { GroupedStates, LossState, Metric } from '@offmark/losses';
import { toTable } from '../src/loss/table.ts';
import { arbitraryRows, sliceRows } from './arbitrary-rows.ts';
import type { Rows } from './arbitrary-rows.ts';

const groupCount = 3;
const methods = ['kahan', 'exact'] as const;
type Method = (typeof methods)[number];

/** The states of rows [from, to) by their groups, in blocks of so many rows. */
function statesOf(
  metric: Metric,
  { target, prediction, weights }: Rows,
  groups: readonly number[],
  block: number,
  sum: Method,
  [begin, end]: readonly [number, number] = [0, groups.length],
): GroupedStates {
  const { columns } = toTable(metric.columns, target, prediction, { weights });
  const values = new RowValues([metric], columns, strictPolicies, plainBackend);
  const evaluator = new GroupEvaluator([false], sum);
  for (let from = begin; from < end; from += block) {
    const count = Math.min(block, end - from);
    const numbers = Int32Array.from(groups.slice(from, from + count));
    evaluator.add(numbers, count, groupCount, values.run(columns, from, count));
  }
  return evaluator.take();
}

/** The state of some rows as if there were no others. */
function stateAlone(metric: Metric, rows: Rows, wanted: (row: number) => boolean, sum: Method): LossState {
  const alone = metric.accumulator(undefined, { sum });
  for (const [row, weight] of rows.weights.entries()) {
    if (!wanted(row)) continue;
    const [target, prediction] = [
      sliceRows(rows.target, row, row + 1),
      sliceRows(rows.prediction, row, row + 1),
    ];
    alone.add(target, prediction, { weights: [weight] });
  }
  return alone.state;
}

const rowsAndGroups = (metric: Metric): fc.Arbitrary<readonly [Rows, readonly number[]]> =>
  arbitraryRows(metric, 1, 40).chain((rows) => {
    const { length } = rows.weights;
    const group = fc.nat({ max: groupCount - 1 });
    return fc.tuple(fc.constant(rows), fc.array(group, { minLength: length, maxLength: length }));
  });

/** What is gathered row after row; compensated sums over lanes know where in a chunk a row stood. */
const gathered = (state: LossState, sum: Method): unknown =>
  sum === 'exact' ? state : (state.reduced ?? []).filter(({ kind }) => kind !== 'sum');

describe.each(metrics.map((metric) => [metric.name, metric] as const))('%s by groups', (_, metric) => {
  it.each(methods)('has the bits of each group alone, in any blocks, with %s sums', (sum) => {
    fc.assert(
      fc.property(rowsAndGroups(metric), fc.integer({ min: 1, max: 50 }), ([rows, groups], block) => {
        const states = statesOf(metric, rows, groups, block, sum);
        expect([...states.groups]).toEqual([...new Set(groups)].toSorted((a, b) => a - b));
        for (const [at, group] of states.groups.entries()) {
          const state = stateOfGroup(states, 0, at);
          const alone = stateAlone(metric, rows, (row) => groups[row] === group, sum);
          expect(gathered(state, sum)).toEqual(gathered(alone, sum));
          const [found, expected] = [metric.finish(state), metric.finish(alone)];
          expect(found.state).toBe(expected.state);
          const value = expected.value ?? 0;
          // What is rounded apart: sums of a few numbers, of which one is subtracted from another at most.
          expect(Math.abs((found.value ?? 0) - value)).toBeLessThanOrEqual(
            1e-12 * Math.max(1, Math.abs(value)),
          );
        }
      }),
      { numRuns: 20 },
    );
  });

  it('merges, by whatever numbers the groups go, and survives JSON', () => {
    fc.assert(
      fc.property(rowsAndGroups(metric), fc.nat({ max: 40 }), ([rows, groups], cut) => {
        const at = Math.min(cut, groups.length);
        const whole = statesOf(metric, rows, groups, 64, 'exact');
        const left = statesOf(metric, rows, groups, 64, 'exact', [0, at]);
        const right = statesOf(metric, rows, groups, 64, 'exact', [at, groups.length]);
        const merged = mergeGroupedStates(left, right);
        const numbers = Int32Array.of(7, 2, 5);
        const renumbered = mergeGroupedStates(renumberGroups(left, numbers), renumberGroups(right, numbers));
        expect(groupedJson(renumbered)).toEqual(groupedJson(renumberGroups(merged, numbers)));
        for (const place of whole.groups.keys())
          expect(stateOfGroup(merged, 0, place)).toEqual(stateOfGroup(whole, 0, place));
        for (const sum of methods) {
          const states = statesOf(metric, rows, groups, 64, sum);
          const text = JSON.stringify(groupedJson(states));
          const shape = { losses: [metric], groups: groupCount, sum, moments: false };
          expect(JSON.stringify(groupedJson(parseGroupedStates(JSON.parse(text), 'g', shape)))).toBe(text);
          if (metric.reducers.length === 0) continue;
          const without = { ...JSON.parse(text), reduced: undefined };
          expect(() => parseGroupedStates(without, 'g', shape)).toThrow(/^E_STATE_MISMATCH g\.reduced/);
        }
      }),
      { numRuns: 20 },
    );
  });
});

it('counts the rows of a group that have no place in a state', () => {
  const metric = metrics.find(({ name }) => name === 'rmse');
  if (metric === undefined) throw new Error('no rmse');
  const rows = {
    target: [0, 1e308, 0],
    prediction: [1, -1e308, 2],
    weights: [1, 1, 1],
    others: {},
    classes: 2,
  };
  const states = statesOf(metric, rows, [0, 1, 0], 3, 'kahan');
  expect(metric.finish(stateOfGroup(states, 0, 0)).state).toBe('ok');
  expect(metric.finish(stateOfGroup(states, 0, 1)).state).toBe('-inf');
});
