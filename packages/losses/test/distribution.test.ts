import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  BlockEvaluator,
  bce,
  bceLogits,
  calibrationCurves,
  calibrationOf,
  cce,
  hinge,
  histogramCounts,
  histogramOf,
  mae,
  mergeLossStates,
  mse,
  plainBackend,
  predictionKind,
  rmse,
  sparseCceLogits,
  strictPolicies,
} from '@offmark/losses';
import type { HistogramCounts, LossState, Measure, RowLoss } from '@offmark/losses';
import { constant } from '../src/expression/expression.ts';
import { edgeBins, highestBin, lowestBin, orderedBins, startOfBin } from '../src/reduce/ordered-bins.ts';
import { toTable } from '../src/loss/table.ts';

const { bin } = orderedBins(constant(0) as never);
const binOf = (x: number): number => bin([Float64Array.of(x)], 0, 0);
const anyNumber = fc.double({ noNaN: true });
const finite = fc.double({ noNaN: true, noDefaultInfinity: true });

/** The bin of a number begins with it or before, and the next one behind. */
function isInBin(x: number): boolean {
  const found = binOf(x);
  return startOfBin(found) <= x && (found === highestBin - 1 || startOfBin(found + 1) > x);
}

describe('bins of any numbers in their order', () => {
  it('hold what is from their start up to the next', () => {
    fc.assert(fc.property(finite, isInBin), { numRuns: 2000 });
    const odd = [
      0,
      -0,
      1,
      -1,
      -1.5,
      5e-324,
      -5e-324,
      2 ** -1022,
      -(2 ** -1022),
      2 ** -1032,
      Number.MAX_VALUE,
      -Number.MAX_VALUE,
    ];
    expect(odd.filter((x) => !isInBin(x))).toEqual([]);
  });

  it('are in the order of the numbers', () => {
    fc.assert(
      fc.property(anyNumber, anyNumber, (a, b) => {
        expect(binOf(Math.min(a, b))).toBeLessThanOrEqual(binOf(Math.max(a, b)));
      }),
      { numRuns: 2000 },
    );
    expect([binOf(-Infinity), binOf(Infinity), binOf(NaN)]).toEqual([lowestBin, highestBin, NaN]);
    expect(binOf(-Number.MAX_VALUE)).toBe(lowestBin + 1);
    expect(binOf(Number.MAX_VALUE)).toBe(highestBin - 1);
  });

  it('begin at every number of eleven bits', () => {
    const whole = fc.integer({ min: -2048, max: 2048 });
    fc.assert(
      fc.property(whole, fc.integer({ min: -1032, max: 1000 }), (k, exponent) => {
        const edge = k * 2 ** exponent + 0;
        expect(startOfBin(binOf(edge))).toBe(edge);
      }),
      { numRuns: 2000 },
    );
  });

  it('are wide by a thousandth of their size at most', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-300, max: 1e300, noNaN: true }), (x) => {
        const [low, high] = [startOfBin(binOf(x)), startOfBin(binOf(x) + 1)];
        expect((high - low) / low).toBeLessThanOrEqual(2 ** -10);
      }),
    );
  });
}, 30_000);

it('given edges are closed below, the last above too', () => {
  const { bin: place } = edgeBins(constant(0) as never, [-1, 0, 2]);
  const found = [-Infinity, -1.5, -1, -0, 0, 1.9, 2, 2.1, Infinity, NaN].map((x) =>
    place([Float64Array.of(x)], 0, 0),
  );
  expect(found).toEqual([0, 0, 1, 2, 2, 2, 2, 3, 3, NaN]);
}, 30_000);

/** What is gathered of some rows, in pieces. */
function gathered(
  terms: RowLoss | null,
  { columns: domains }: Measure,
  target: readonly number[],
  prediction: Parameters<typeof toTable>[2],
  pieces: readonly number[] = [],
  weights?: readonly number[],
): LossState {
  if (terms === null) throw new Error('nothing to gather');
  const { columns, rows } = toTable(domains, target, prediction, weights === undefined ? {} : { weights });
  const evaluator = new BlockEvaluator([terms], columns, strictPolicies, plainBackend);
  const ends = [...pieces, rows].map((end) => Math.min(end, rows)).toSorted((a, b) => a - b);
  const states: LossState[] = [];
  let from = 0;
  for (const end of ends) {
    evaluator.add(columns, from, end - from);
    states.push(...evaluator.take());
    from = end;
  }
  return states.reduce((sum, state) => mergeLossStates(sum, state));
}

/** Rows in bins, by a look at each of them. */
function countByEdges(
  values: readonly number[],
  edges: readonly number[],
  isClosed: boolean,
): HistogramCounts {
  const counts = edges
    .slice(1)
    .map(
      (_, i) =>
        values.filter(
          (x) =>
            x >= (edges[i] ?? 0) &&
            (x < (edges[i + 1] ?? 0) || (isClosed && i === edges.length - 2 && x === edges[i + 1])),
        ).length,
    );
  const first = Math.min(...edges);
  const last = Math.max(...edges);
  return {
    edges,
    counts,
    below: values.filter((x) => x < first).length,
    above: values.filter((x) => (isClosed ? x > last : x >= last)).length,
  };
}

const rowsOf = (number: fc.Arbitrary<number>) =>
  fc.array(fc.tuple(number, number), { minLength: 1, maxLength: 300 });
const kinds = {
  numbers: fc.double({ min: -1000, max: 1000, noNaN: true }),
  'whole numbers': fc.integer({ min: -20, max: 20 }),
  'numbers of any size': fc.double({ min: -1e150, max: 1e150, noNaN: true }),
  'numbers near 0': fc.double({ min: -1e-310, max: 1e-310, noNaN: true }),
  zeros: fc.constant(0),
  'an offset': fc.double({ min: 1e6, max: 1e6 + 1, noNaN: true }),
};

describe.each(Object.entries(kinds))(
  'a histogram of %s',
  (_, number) => {
    it.each(['error', 'loss'] as const)('counts every row: %s', (of) => {
      fc.assert(
        fc.property(rowsOf(number), fc.array(fc.nat({ max: 300 }), { maxLength: 4 }), (rows, pieces) => {
          const [target, prediction] = [rows.map(([y]) => y), rows.map(([, p]) => p)];
          const values = rows.map(([y, p]) => (of === 'error' ? p - y : Math.abs(p - y)));
          const state = gathered(histogramOf(mae, of, null), mae, target, prediction, pieces);
          const found = histogramCounts(state, null);
          expect(found).toEqual(countByEdges(values, found.edges, false));
          expect(found).toEqual(
            histogramCounts(gathered(histogramOf(mae, of, null), mae, target, prediction), null),
          );
          expect(found.counts.length).toBeLessThanOrEqual(40);
          // Half a percent on each side at most.
          expect(Math.max(found.below, found.above)).toBeLessThanOrEqual(rows.length * 0.005);
          expect(found.edges.every((edge, i) => i === 0 || edge > (found.edges[i - 1] ?? Infinity))).toBe(
            true,
          );
        }),
      );
    });

    it('has the edges that were given', () => {
      const edges = [-10, -1, 0, 0.5, 3, 1000];
      fc.assert(
        fc.property(rowsOf(number), (rows) => {
          const [target, prediction] = [rows.map(([y]) => y), rows.map(([, p]) => p)];
          const found = histogramCounts(
            gathered(histogramOf(mse, 'error', edges), mse, target, prediction),
            edges,
          );
          expect(found).toEqual(
            countByEdges(
              rows.map(([y, p]) => p - y),
              edges,
              true,
            ),
          );
        }),
      );
    });
  },
  30_000,
);

describe('a histogram', () => {
  it('leaves outliers outside, so that the others are told apart', () => {
    const values = [...Array.from({ length: 1000 }, (_, i) => i / 1000), 1e9, -1e9];
    const zeros = values.map(() => 0);
    const found = histogramCounts(gathered(histogramOf(mse, 'error', null), mse, zeros, values), null);
    expect(found).toEqual(countByEdges(values, found.edges, false));
    expect([found.below, found.above]).toEqual([1, 1]);
    expect(found.counts.length).toBeGreaterThan(20);
  });

  it('counts rows, whatever their weights, but those of weight 0', () => {
    const state = gathered(histogramOf(mse, 'loss', [0, 2, 10]), mse, [0, 0, 0], [1, 2, 3], [], [0.5, 7, 0]);
    expect(histogramCounts(state, [0, 2, 10])).toEqual({
      edges: [0, 2, 10],
      counts: [1, 1],
      below: 0,
      above: 0,
    });
  });

  it('has infinite losses above', () => {
    const state = gathered(histogramOf(bceLogits, 'loss', null), bceLogits, [1, 0, 1], [-Infinity, 0, 0]);
    expect(histogramCounts(state, null)).toMatchObject({ above: 1 });
  });

  it('is of no rows, where there are none', () => {
    const state = gathered(histogramOf(mse, 'loss', null), mse, [], []);
    expect(histogramCounts(state, null)).toEqual({ edges: [0, 1], counts: [0], below: 0, above: 0 });
  });

  it('is none of a metric', () => {
    expect(histogramOf(rmse, 'loss', null)).toBeNull();
  });
}, 30_000);

const meanOf = (values: readonly number[]): number | null =>
  values.length === 0 ? null : values.reduce((sum, x) => sum + x, 0) / values.length;

function isClose(found: number | null | undefined, expected: number | null): boolean {
  if (found === null || found === undefined || expected === null) return found === expected;
  return Math.abs(found - expected) <= 1e-12 * Math.max(1, Math.abs(expected));
}

const flat = (rows: readonly (readonly number[])[]): { data: readonly number[]; classes: number } => ({
  data: rows.flat(),
  classes: 3,
});

describe('calibration', () => {
  it('has the mean probability and target of each bin', () => {
    const row = fc.tuple(
      fc.constantFrom(0, 1),
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.integer({ min: 0, max: 4 }),
    );
    fc.assert(
      fc.property(
        fc.array(row, { minLength: 1, maxLength: 200 }),
        fc.integer({ min: 1, max: 20 }),
        fc.nat({ max: 200 }),
        (rows, bins, split) => {
          const [target, prediction, weights] = [
            rows.map(([y]) => y),
            rows.map(([, p]) => p),
            rows.map(([, , w]) => w),
          ];
          const state = gathered(calibrationOf(bce, bins), bce, target, prediction, [split], weights);
          const [curve = [], ...others] = calibrationCurves(bce, state, bins);
          expect([curve.length, others.length]).toEqual([bins, 0]);
          for (const [i, found] of curve.entries()) {
            const own = rows.filter(([, p, w]) => w > 0 && Math.min(bins - 1, Math.floor(p * bins)) === i);
            expect([found.low, found.high, found.rows]).toEqual([i / bins, (i + 1) / bins, own.length]);
            const times = own.flatMap(([y, p, w]) => Array.from({ length: w }, () => [y, p] as const));
            expect(isClose(found.prediction, meanOf(times.map(([, p]) => p)))).toBe(true);
            expect(isClose(found.target, meanOf(times.map(([y]) => y)))).toBe(true);
          }
        },
      ),
    );
  });

  it('is of each class, with labels or one-hot, and behind logits', () => {
    const labels = [0, 2, 1, 2];
    const logits = [
      [2, 0, 1],
      [0, 0, 5],
      [1, 1, 1],
      [3, -1, 0],
    ];
    const shares = logits.map((row) => {
      const powers = row.map((x) => Math.exp(x));
      const sum = powers.reduce((a, b) => a + b, 0);
      return powers.map((x) => x / sum);
    });
    const oneHot = { data: labels.flatMap((k) => [0, 1, 2].map((j) => (j === k ? 1 : 0))), classes: 3 };
    const ofLogits = calibrationCurves(
      sparseCceLogits,
      gathered(calibrationOf(sparseCceLogits, 4), sparseCceLogits, labels, flat(logits)),
      4,
    );
    const ofShares = calibrationCurves(
      cce,
      gathered(calibrationOf(cce, 4), cce, oneHot as never, flat(shares)),
      4,
    );
    for (const curves of [ofLogits, ofShares]) {
      expect(curves.length).toBe(3);
      for (const [k, curve] of curves.entries()) {
        for (const [i, found] of curve.entries()) {
          const own = shares.flatMap((row, at) => (Math.floor((row[k] ?? 0) * 4) === i ? [at] : []));
          expect(found.rows).toBe(own.length);
          expect(isClose(found.prediction, meanOf(own.map((at) => shares[at]?.[k] ?? 0)))).toBe(true);
          expect(isClose(found.target, meanOf(own.map((at) => (labels[at] === k ? 1 : 0))))).toBe(true);
        }
      }
    }
  });

  it('of numbers has the mean error in bins of about as many rows', () => {
    const number = fc.double({ min: -100, max: 100, noNaN: true });
    fc.assert(
      fc.property(
        rowsOf(number),
        fc.integer({ min: 1, max: 12 }),
        fc.nat({ max: 300 }),
        (rows, bins, split) => {
          const [target, prediction] = [rows.map(([y]) => y), rows.map(([, p]) => p)];
          const [curve = []] = calibrationCurves(
            mse,
            gathered(calibrationOf(mse, bins), mse, target, prediction, [split]),
            bins,
          );
          expect(curve.length).toBeLessThanOrEqual(bins);
          expect(curve.reduce((sum, each) => sum + each.rows, 0)).toBe(rows.length);
          for (const [i, { low, high, ...found }] of curve.entries()) {
            const own = rows.filter(([, p]) => p >= low && p < high);
            expect(found.rows).toBe(own.length);
            expect(isClose(found.prediction, meanOf(own.map(([, p]) => p)))).toBe(true);
            expect(isClose(found.target, meanOf(own.map(([y]) => y)))).toBe(true);
            expect(isClose(found.error, meanOf(own.map(([y, p]) => p - y)))).toBe(true);
            expect(low).toBe(i === 0 ? low : curve[i - 1]?.high);
          }
        },
      ),
    );
  });

  it('is of predictions that say what targets should be, alone', () => {
    expect([mse, bce, bceLogits, cce, sparseCceLogits, hinge].map(predictionKind)).toEqual([
      'number',
      'probability',
      'logit',
      'class probabilities',
      'class logits',
      null,
    ]);
    expect(calibrationOf(hinge, 10)).toBeNull();
  });
});
