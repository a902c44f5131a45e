import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  GroupEvaluator,
  PoissonWeights,
  Resampler,
  RowValues,
  clusterValues,
  mae,
  measures,
  mergeGroupedStates,
  mse,
  percentileInterval,
  plainBackend,
  renumberGroups,
  resampledValues,
  stateOfGroup,
  strictPolicies,
} from '@offmark/losses';
import type {
  Accumulator,
  Finish,
  GroupedStates,
  LossValue,
  Measure,
  ResampledValues,
} from '@offmark/losses';
import { toTable } from '../src/loss/table.ts';
import { arbitraryRows, sliceOthers, sliceRows } from './arbitrary-rows.ts';
import type { Rows } from './arbitrary-rows.ts';

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

it('weights of names know nothing of other names, and are the same on every engine', () => {
  const drawn = new PoissonWeights({ resamples: 100, seed: 1 });
  const weightsOf = (name: string): readonly number[] => {
    drawn.drawNamed(name);
    return [...drawn.weights];
  };
  const names = Array.from({ length: 2000 }, (_, i) => `["user ${i}"]`);
  const all = names.flatMap(weightsOf);
  const probabilities = [0, 1, 2, 3].map((k) => all.filter((weight) => weight === k).length / all.length);
  // Six standard deviations of a share of 200,000.
  for (const [k, expected] of [Math.exp(-1), Math.exp(-1), Math.exp(-1) / 2, Math.exp(-1) / 6].entries())
    expect(Math.abs((probabilities[k] ?? NaN) - expected)).toBeLessThan(0.0065);
  const others = [shifted(all, 100), shifted(all, 1), names.flatMap((name) => weightsOf(`${name} `))];
  for (const other of others)
    expect(Math.abs(correlation(all, other))).toBeLessThan(5 / Math.sqrt(all.length));
  expect(weightsOf('["é"]').slice(0, 24).join('')).toMatchInlineSnapshot(`"101222102110311201202320"`);
});

/** Rows by groups in blocks, evaluated of a chunk and its number. */
interface Drawn {
  readonly rows: Rows;
  readonly groups: readonly number[];
}

const resampling = { resamples: 7, seed: 5 };
const chunk = 3;

function evaluatedRows(measure: Measure, { rows, groups }: Drawn, from: number, to: number, block: number) {
  const { target, prediction, weights, others } = rows;
  const { columns } = toTable(measure.columns, target, prediction, { weights, ...others });
  const values = new RowValues([measure], columns, strictPolicies, plainBackend);
  const resampler = new Resampler(resampling, 1, 1);
  const evaluator = new GroupEvaluator([false]);
  for (let start = from; start < to; start += block) {
    const count = Math.min(block, to - start);
    const numbers = Int32Array.from(groups.slice(start, start + count));
    const found = values.run(columns, start, count);
    resampler.add(chunk, (row) => start + row, count, found, [numbers]);
    evaluator.add(numbers, count, 3, found);
  }
  const [resampled] = resampler.take();
  if (resampled === undefined) throw new Error('no states');
  return { resampled, states: evaluator.take() };
}

/** The value of rows, each as often as it is said. */
function valueOfRows(measure: Measure, { rows }: Drawn, timesOf: (row: number) => number): LossValue {
  const alone: Accumulator = measure.accumulator();
  for (const [row, weight] of rows.weights.entries()) {
    const times = timesOf(row);
    if (times === 0) continue;
    const others = sliceOthers(rows.others, row, row + 1);
    const [target, prediction] = [
      sliceRows(rows.target, row, row + 1),
      sliceRows(rows.prediction, row, row + 1),
    ];
    alone.add(target, prediction, { weights: [weight * times], ...others });
  }
  return alone.result;
}

const finisher =
  (measure: Measure): Finish =>
  (state) =>
    measure.finish(state);

/** How far the values are apart at most, to their sizes if these are above 1; infinite where one alone has none. */
function distance(found: ResampledValues, expected: readonly LossValue[]): number {
  if (found.length !== expected.length) return Infinity;
  const apart = expected.map(({ value }, i) => {
    const ours = found[i] ?? null;
    if (value === null || ours === null) return value === ours ? 0 : Infinity;
    return Math.abs(ours - value) / Math.max(1, Math.abs(value));
  });
  return Math.max(...apart);
}

const drawn = (measure: Measure): fc.Arbitrary<Drawn> =>
  arbitraryRows(measure, 1, 30).chain((rows) => {
    const { length } = rows.weights;
    const groups = fc.array(fc.nat({ max: 2 }), { minLength: length, maxLength: length });
    return fc.record({ rows: fc.constant(rows), groups });
  });

function placesOf({ groups }: GroupedStates, wanted: readonly number[]): readonly number[] {
  return wanted.map((group) => groups.indexOf(group * resampling.resamples) / resampling.resamples);
}

describe.each(measures.map((measure) => [measure.name, measure] as const))(
  '%s in resamples',
  (_, measure) => {
    const finish = finisher(measure);

    it('is that of the rows that each of them has, in every group and several together', () => {
      fc.assert(
        fc.property(drawn(measure), fc.nat(30), fc.integer({ min: 1, max: 40 }), (some, cut, block) => {
          const { length } = some.groups;
          const at = Math.min(cut, length);
          const parts = [
            evaluatedRows(measure, some, 0, at, block),
            evaluatedRows(measure, some, at, length, 64),
          ];
          const [left, right] = parts.map(({ resampled }) => resampled);
          if (left === undefined || right === undefined) throw new Error('no parts');
          const numbers = Int32Array.from({ length: 3 * resampling.resamples }, (__, i) => i);
          const states = mergeGroupedStates(renumberGroups(left, numbers), renumberGroups(right, numbers));
          const weights = weightsOf(resampling.seed, chunk, length, resampling.resamples);
          const met = [...new Set(some.groups)].toSorted((a, b) => a - b);
          for (const wanted of [...met.map((group) => [group]), met]) {
            const expected = Array.from({ length: resampling.resamples }, (__, i) =>
              valueOfRows(measure, some, (row) =>
                wanted.includes(some.groups[row] ?? -1) ? (weights[row]?.[i] ?? NaN) : 0,
              ),
            );
            expect(
              distance(resampledValues(finish, states, 0, placesOf(states, wanted), resampling), expected),
            ).toBeLessThanOrEqual(1e-9);
          }
        }),
        { numRuns: 12 },
      );
    });

    it('is that of the clusters that each of them has', () => {
      fc.assert(
        fc.property(drawn(measure), (some) => {
          const { states } = evaluatedRows(measure, some, 0, some.groups.length, 64);
          const names = Array.from(states.groups, (group) => `["cluster ${group}"]`);
          const clusters = names.map((name, at) => ({ name, state: stateOfGroup(states, 0, at) }));
          const weights = new PoissonWeights(resampling);
          const byGroup = new Map(
            Array.from(states.groups, (group, at) => {
              weights.drawNamed(names[at] ?? '');
              return [group, [...weights.weights]] as const;
            }),
          );
          const expected = Array.from({ length: resampling.resamples }, (__, i) =>
            valueOfRows(measure, some, (row) => byGroup.get(some.groups[row] ?? -1)?.[i] ?? NaN),
          );
          expect(distance(clusterValues(finish, clusters, resampling), expected)).toBeLessThanOrEqual(1e-9);
        }),
        { numRuns: 12 },
      );
    });
  },
);

describe('intervals by resamples', () => {
  const rows = 3000;
  const target = Float64Array.from({ length: rows }, (_, i) => Math.sin(i));
  const prediction = Float64Array.from(target, (y, i) => y + Math.cos(3 * i) ** 3);
  const weights = Float64Array.from(target, (_, i) => (i % 7 === 0 ? 0 : 1 + (i % 3)));
  const many = { resamples: 2000, seed: 3 };
  const finish = finisher(mse);

  function statesOf(from: number, to: number, block: number): GroupedStates {
    const { columns } = toTable(mse.columns, target, prediction, { weights });
    const values = new RowValues([mse, mae], columns, strictPolicies, plainBackend);
    const resampler = new Resampler(many, 2, 2);
    const none = new Int32Array(rows);
    for (let start = from; start < to; start += block) {
      const count = Math.min(block, to - start);
      const [first = null] = values.run(columns, start, count);
      resampler.add(0, (row) => start + row, count, [first, null], [none, none]);
    }
    const [states, others] = resampler.take();
    if (states === undefined) throw new Error('no states');
    expect(others).toEqual(states);
    return states;
  }

  it('do not depend on blocks', () => {
    expect(statesOf(0, rows, 17)).toEqual(statesOf(0, rows, rows));
  });

  it('spread as the linearised standard error says', () => {
    const values = resampledValues(finish, statesOf(0, rows, 512), 0, [0], many);
    const { standardError, low, high } = percentileInterval(values, 2571, 0.95);
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

  it('say nothing of one row, of resamples that hold none, or where a value outgrew doubles', () => {
    const unknown = { standardError: null, low: null, high: null };
    const one = resampledValues(finish, statesOf(1, 2, 1), 0, [0], many);
    expect(one).toContain(null);
    expect(percentileInterval(one, 1, 0.95)).toEqual(unknown);
    expect(percentileInterval([null, null, 3], 2, 0.95)).toEqual(unknown);
    expect(percentileInterval([1, 2, Infinity], 3, 0.95)).toEqual(unknown);
  });

  it("have quantiles between them as numpy's, of the resamples that have a value", () => {
    // numpy.quantile([1, 2, 3, 4, 10], [0.1, 0.9])
    const { low, high } = percentileInterval([4, 1, null, 3, 2, 10], 5, 0.8);
    expect(low).toBeCloseTo(1.4, 14);
    expect(high).toBeCloseTo(7.6, 14);
  });
});
