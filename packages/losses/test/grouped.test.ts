import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  GroupEvaluator,
  RowValues,
  catalogue,
  meanOf,
  mergeGroupedStates,
  momentsOfGroups,
  plainBackend,
  renumberGroups,
  stateOfGroup,
  strictPolicies,
} from '@offmark/losses';
import type { GroupedStates, Loss } from '@offmark/losses';
import { MomentSums } from '../src/grouped/moment-sums.ts';
import { toTable } from '../src/loss/table.ts';
import { arbitraryRows, sliceRows } from './arbitrary-rows.ts';
import type { Rows } from './arbitrary-rows.ts';

const groupCount = 3;

/** The states of rows by their groups, in blocks of so many rows. @param few  how many groups are few */
function statesOf(
  loss: Loss,
  { target, prediction, weights, others }: Rows,
  groups: readonly number[],
  block: number,
  few = groupCount,
): GroupedStates {
  const { columns, rows } = toTable(loss.columns, target, prediction, { weights, ...others });
  const values = new RowValues([loss], columns, strictPolicies, plainBackend);
  const cells = { backend: plainBackend, groups: few };
  const evaluator = new GroupEvaluator([true], 'kahan', 'error', cells);
  for (let from = 0; from < rows; from += block) {
    const count = Math.min(block, rows - from);
    const numbers = Int32Array.from(groups.slice(from, from + count));
    const known = 1 + Math.max(...groups.slice(0, from + count));
    evaluator.add(numbers, count, known, values.run(columns, from, count));
  }
  return evaluator.take();
}

const rowsAndGroups = (loss: Loss): fc.Arbitrary<readonly [Rows, readonly number[]]> =>
  arbitraryRows(loss, 1, 40).chain((rows) => {
    const { length } = rows.weights;
    const group = fc.nat({ max: groupCount - 1 });
    return fc.tuple(fc.constant(rows), fc.array(group, { minLength: length, maxLength: length }));
  });

function picked(rows: Rows, wanted: (row: number) => boolean): Rows {
  const of = <T>(values: readonly T[]): T[] => values.filter((_, row) => wanted(row));
  const { length } = rows.weights;
  return {
    ...rows,
    target: of(sliceRows(rows.target, 0, length) as number[]),
    prediction: of(sliceRows(rows.prediction, 0, length) as number[]),
    weights: of(rows.weights),
    others: Object.fromEntries(Object.entries(rows.others).map(([role, values]) => [role, of(values)])),
  };
}

describe.each(catalogue.map((loss) => [loss.name, loss] as const))('%s by groups', (_, loss) => {
  it('has the mean of each group', () => {
    fc.assert(
      fc.property(rowsAndGroups(loss), fc.integer({ min: 1, max: 50 }), ([rows, groups], block) => {
        const states = statesOf(loss, rows, groups, block);
        expect([...states.groups]).toEqual([...new Set(groups)].toSorted((a, b) => a - b));
        for (const [at, group] of states.groups.entries()) {
          const part = picked(rows, (row) => groups[row] === group);
          const { target, prediction, weights, others } = part;
          const expected = loss.accumulator().add(target, prediction, { weights, ...others }).result;
          const { value, state } = meanOf(stateOfGroup(states, 0, at));
          expect(state).toBe(expected.state);
          if (expected.value === null) continue;
          const mean = expected.value;
          expect(Math.abs((value ?? NaN) - mean)).toBeLessThanOrEqual(1e-14 * Math.max(1e-3, Math.abs(mean)));
          expect(states.rows[at]).toBe(weights.length);
        }
      }),
      { numRuns: 30 },
    );
  });

  it('has moments that merge as those of all rows, by whatever numbers the groups go', () => {
    fc.assert(
      fc.property(rowsAndGroups(loss), fc.nat({ max: 40 }), ([rows, groups], at) => {
        const largest = Math.max(...loss.values(rows.target, rows.prediction, rows.others), 2 ** -900);
        const whole = statesOf(loss, rows, groups, 64);
        const left = statesOf(
          loss,
          picked(rows, (row) => row < at),
          groups.slice(0, at),
          64,
        );
        const right = statesOf(
          loss,
          picked(rows, (row) => row >= at),
          groups.slice(at),
          64,
        );
        const merged = mergeGroupedStates(left, right);
        const numbers = Int32Array.of(7, 2, 5);
        const renumbered = mergeGroupedStates(renumberGroups(left, numbers), renumberGroups(right, numbers));
        expect(renumbered).toEqual(renumberGroups(merged, numbers));
        expect(merged.groups).toEqual(whole.groups);
        for (const place of whole.groups.keys()) {
          const [a, b] = [whole, merged].map((states) => momentsOfGroups(states, 0, [place]));
          if (a === undefined || b === undefined || !('mean' in a && 'mean' in b)) throw new Error('exact');
          const scale = a.squares + a.weight * a.mean * a.mean;
          expect(Math.abs(a.weight - b.weight)).toBeLessThanOrEqual(1e-13 * a.weight);
          // A few roundings for each row, none larger than the largest loss's.
          const apart = 4 * rows.weights.length * 2 ** -53 * largest;
          expect(Math.abs(a.mean - b.mean)).toBeLessThanOrEqual(apart);
          // A mean on its way may be so far off, and as far from the next value as the largest: on both sides.
          const around = 4 * apart * largest * a.weight;
          const roundings = 8 * rows.weights.length * 2 ** -53 * scale;
          expect(Math.abs(a.squares - b.squares)).toBeLessThanOrEqual(around + roundings);
        }
      }),
      { numRuns: 30 },
    );
  });
});

/** The states of two chunks. @param few  how many groups are few */
function statesBy(
  few: number,
  values: readonly number[],
  groups: readonly number[],
  block: number,
): readonly GroupedStates[] {
  const evaluator = new GroupEvaluator([false, null, true], 'kahan', 'error', {
    backend: plainBackend,
    groups: few,
  });
  const chunk = (): GroupedStates => {
    for (let from = 0; from < values.length; from += block) {
      const count = Math.min(block, values.length - from);
      const rows = {
        fates: null,
        values: Float64Array.from(values.slice(from, from + count)),
        weights: null,
        divisors: null,
        unweighted: null,
        clipped: [],
        unnormalised: [],
        terms: null,
      };
      const numbers = Int32Array.from(groups.slice(from, from + count));
      const known = 1 + Math.max(...groups.slice(0, from + count));
      evaluator.add(numbers, count, known, [rows, null, rows]);
    }
    return evaluator.take();
  };
  return [chunk(), chunk()];
}

describe('groups of plain values', () => {
  const value = fc.oneof(
    fc.double(),
    fc.constantFrom(1.7e308, -1.7e308, 2 ** 900, 1e16, -1e16, 1, 0.1, -0, Infinity, NaN),
  );
  const rows = fc.array(fc.tuple(value, fc.nat({ max: 20 })), { minLength: 1, maxLength: 60 });

  it('are the same states wherever groups stop being few', () => {
    fc.assert(
      fc.property(rows, fc.integer({ min: 1, max: 20 }), fc.nat({ max: 25 }), (drawn, block, few) => {
        const values = drawn.map(([x]) => x);
        const groups = drawn.map(([, group]) => group);
        const states = statesBy(few, values, groups, block);
        expect(states).toEqual(statesBy(0, values, groups, block));
        for (const { groups: found, rows: counts } of states)
          expect([...counts]).toEqual(
            [...found].map((group) => groups.filter((one) => one === group).length),
          );
      }),
      { numRuns: 300 },
    );
  });
});

it('second moments are never negative, whatever is rounded', () => {
  const divisor = fc.double({ min: 0.1, max: 10, noNaN: true });
  fc.assert(
    fc.property(divisor, fc.array(divisor, { minLength: 2, maxLength: 8 }), (loss, divisors) => {
      const moments = new MomentSums();
      moments.reserve(1);
      // The same loss of every row, but for the last digit.
      for (const each of divisors) moments.addOne(0, loss * each, each);
      expect(moments.squares[0]).toBeGreaterThanOrEqual(0);
    }),
    { numRuns: 1000 },
  );
});
