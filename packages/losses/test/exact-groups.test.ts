import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  GroupEvaluator,
  RowValues,
  clusteredInterval,
  groupedJson,
  meanInterval,
  mergeGroupedStates,
  momentsOfGroups,
  mse,
  parseGroupedStates,
  plainBackend,
  renumberGroups,
  sparseCce,
  stateOfGroup,
  strictPolicies,
} from '@offmark/losses';
import type { GroupedStates, Loss } from '@offmark/losses';
import { toTable } from '../src/loss/table.ts';
import { ExactCells, columnOf, columnTexts, unitsAt } from '../src/sums/index.ts';
import { roundedRoot, unitsOf } from '../src/sums/exact-units.ts';
import { arbitraryRows } from './arbitrary-rows.ts';
import type { Rows } from './arbitrary-rows.ts';
import { fixed, ratio, rootOfRatio } from './rational.ts';

const anyDouble = fc.double({ noNaN: true, noDefaultInfinity: true });

describe('a cell', () => {
  const product = fc.tuple(fc.oneof(fc.constant(1), anyDouble), anyDouble, anyDouble);

  it('is the sum of what was added, whatever its size and order, and through text', () => {
    fc.assert(
      fc.property(fc.array(anyDouble), fc.array(product), fc.nat(), (values, products, turn) => {
        let expected = 0n;
        for (const x of values) expected += fixed(x) << 2148n;
        for (const [w, a, b] of products) expected += fixed(w) * fixed(a) * fixed(b);
        const cells = new ExactCells(2);
        const cut = values.length === 0 ? 0 : turn % values.length;
        for (const x of [...values.slice(cut), ...values.slice(0, cut)]) cells.add(1, x);
        for (const [w, a, b] of products) cells.addWeightedProduct(1, w, a, b);
        const column = cells.take([1, 0]);
        expect(unitsAt(column, 0)).toBe(expected);
        expect(unitsAt(column, 1)).toBe(0n);
        const texts = columnTexts(column);
        const read = columnOf(texts);
        if (read === undefined) throw new Error('no column');
        expect(unitsAt(read, 0)).toBe(expected);
        expect(columnTexts(read)).toEqual(texts);
        expect(unitsAt(cells.take([1]), 0)).toBe(0n);
      }),
      { numRuns: 500 },
    );
  });

  it('is not read from what is no text of one', () => {
    for (const text of ['', '1', '0p-3', '10p-2', '1p-9999', '1p9999', 'ap-3223', '1p-1']) {
      const read = columnOf([text]);
      expect([text, read === undefined ? null : columnTexts(read)]).toEqual([text, null]);
    }
  });
});

it('roots of quotients are rounded once', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 2n ** 300n }), fc.bigInt({ min: 1n, max: 2n ** 200n }), (n, d) => {
      expect(roundedRoot(n, d)).toBe(rootOfRatio(n, d));
      expect(roundedRoot(n, d, -7)).toBe(rootOfRatio(n, d << 7n));
    }),
    { numRuns: 500 },
  );
  fc.assert(
    fc.property(fc.double({ min: 2 ** -500, max: 2 ** 500, noNaN: true }), (x) => {
      expect(roundedRoot(unitsOf(x) ** 2n, 1n, -2148)).toBe(x);
    }),
  );
});

const groupCount = 3;
const shape = { losses: [mse], groups: groupCount, sum: 'exact', moments: true } as const;

interface Part {
  readonly rows: Rows;
  readonly groups: readonly number[];
}

/** The states of some of the rows, in that order. */
function statesOf(loss: Loss, { rows, groups }: Part, order: readonly number[]): GroupedStates {
  const pick = <T>(values: readonly T[]): T[] => order.flatMap((i) => values.slice(i, i + 1));
  const target = pick(rows.target as readonly number[]);
  const prediction = pick(rows.prediction as readonly number[]);
  const { columns } = toTable(loss.columns, target, prediction, { weights: pick(rows.weights) });
  const values = new RowValues([loss], columns, strictPolicies, plainBackend);
  const evaluator = new GroupEvaluator([true], 'exact');
  const numbers = Int32Array.from(pick(groups));
  evaluator.add(numbers, order.length, groupCount, values.run(columns, 0, order.length));
  return evaluator.take();
}

/** A divisor of its own, so that products with weights matter. */
const classWeighted = sparseCce.with({ classWeights: [0.3, 1, 2.7] });

describe.each([
  ['mse', mse],
  ['sparse-cce with class weights', classWeighted],
] as const)('%s by groups, exactly', (_, loss: Loss) => {
  const parts = arbitraryRows(loss, 2, 30).chain((rows) => {
    const { length } = rows.weights;
    const all = rows.weights.map((__, i) => i);
    return fc.record({
      rows: fc.constant(rows),
      groups: fc.array(fc.nat(groupCount - 1), { minLength: length, maxLength: length }),
      order: fc.shuffledSubarray(all, { minLength: length, maxLength: length }),
      cut: fc.integer({ min: 1, max: length - 1 }),
      wild: fc.array(fc.double({ min: -1e160, max: 1e160, noNaN: true }), {
        minLength: length,
        maxLength: length,
      }),
    });
  });
  const suited = loss === mse ? parts : parts.filter(({ rows }) => rows.classes === 3);

  it('are equal texts in any order, split and numbering', () => {
    fc.assert(
      fc.property(suited, ({ rows: given, groups, order, cut, wild }) => {
        // Squares beyond doubles are counted; those below are exact too.
        const rows = loss === mse ? { ...given, target: wild } : given;
        const whole = statesOf(loss, { rows, groups }, [...order.keys()]);
        const [a, b] = [order.slice(0, cut), order.slice(cut)].map((some) =>
          statesOf(loss, { rows, groups }, some),
        );
        if (a === undefined || b === undefined) throw new Error('no parts');
        const text = JSON.stringify(groupedJson(whole));
        expect(JSON.stringify(groupedJson(mergeGroupedStates(a, b)))).toBe(text);
        expect(JSON.stringify(groupedJson(mergeGroupedStates(b, a)))).toBe(text);
        const read = parseGroupedStates(JSON.parse(JSON.stringify(groupedJson(b))), 'it', shape);
        expect(JSON.stringify(groupedJson(mergeGroupedStates(a, read)))).toBe(text);
        const turned = mergeGroupedStates(
          renumberGroups(a, Int32Array.of(2, 0, 1)),
          renumberGroups(read, Int32Array.of(2, 0, 1)),
        );
        expect(JSON.stringify(groupedJson(renumberGroups(turned, Int32Array.of(1, 2, 0))))).toBe(text);
      }),
      { numRuns: 100 },
    );
  });

  it('have the standard error of exact numbers, rounded once', () => {
    fc.assert(
      fc.property(suited, ({ rows, groups }) => {
        const { length } = rows.weights;
        const all = Array.from({ length }, (__, i) => i);
        const states = statesOf(loss, { rows, groups }, all);
        const values = loss.values(rows.target, rows.prediction);
        const divisor = (i: number): number =>
          loss === mse ? 1 : ([0.3, 1, 2.7][(rows.target as number[])[i] ?? 0] ?? NaN);
        for (const [at, group] of states.groups.entries()) {
          const used = all.filter((i) => groups[i] === group && (rows.weights[i] ?? 0) > 0);
          const rowsOf = used.map((i): readonly [bigint, bigint] => [
            fixed((values[i] ?? NaN) * (rows.weights[i] ?? NaN)),
            fixed(divisor(i) * (rows.weights[i] ?? NaN)),
          ]);
          const [t, w] = [0, 1].map((part) => rowsOf.reduce((sum, row) => sum + (row[part] ?? 0n), 0n));
          if (t === undefined || w === undefined) throw new Error('no sums');
          const state = stateOfGroup(states, 0, at);
          const interval = meanInterval(state, momentsOfGroups(states, 0, [at]), 0.9);
          // Each row's error is (a·W − T·d)/W.
          const squares = rowsOf.reduce((sum, [a, d]) => sum + (a * w - t * d) ** 2n, 0n);
          const n = BigInt(used.length);
          const error = used.length < 2 ? null : rootOfRatio(n * squares, (n - 1n) * w ** 4n);
          expect(interval.standardError).toBe(error);
          const clusters = used.map((i) => stateOfGroup(statesOf(loss, { rows, groups }, [i]), 0, 0));
          expect(clusteredInterval(state, clusters, 0.9)).toEqual(interval);
          expect(interval.low ?? -Infinity).toBeLessThanOrEqual(w === 0n ? Infinity : ratio(t, w));
        }
      }),
      { numRuns: 60 },
    );
  });
});

describe('states of groups from outside', () => {
  const rows: Rows = {
    target: [1, 2, 3, 4],
    prediction: [1.5, 2, 2, 5],
    weights: [1, 0, 2, 1],
    others: {},
    classes: 0,
  };
  const json = (): Record<string, unknown> => {
    const states = statesOf(mse, { rows, groups: [0, 0, 1, 2] }, [0, 1, 2, 3]);
    return JSON.parse(JSON.stringify(groupedJson(states)));
  };

  it('are what was written', () => {
    expect(json()).toEqual(JSON.parse(JSON.stringify(groupedJson(parseGroupedStates(json(), 'it', shape)))));
    expect(json()).toMatchSnapshot();
  });

  it.each([
    ['groups in another order', { groups: [1, 0, 2] }],
    ['a group beyond', { groups: [0, 1, 3] }],
    ['a group without rows', { rows: [2, 0, 1] }],
    ['fewer rows', { rows: [2, 1] }],
    ['more unused rows than rows', { losses: [{ 'rows.zeroWeight': [3, 0, 0] }] }],
    ['a field that there is not', { losses: [{ 'total.high': [1, 2, 3] }] }],
    ['no total', { exact: [{ weight: ['0', '0', '0'] }] }],
    ['a sum that is none', { exact: [{ total: ['0', 'x', '0'], losses: ['0', '0', '0'] }] }],
    [
      'products without weights',
      { exact: [{ total: ['0', '0', '0'], losses: ['0', '0', '0'], products: ['0', '0', '0'] }] },
    ],
    ['no exact sums', { exact: undefined }],
  ])('%s are refused', (_, change) => {
    expect(() => parseGroupedStates({ ...json(), ...change }, 'it', shape)).toThrowErrorMatchingSnapshot();
  });
});
