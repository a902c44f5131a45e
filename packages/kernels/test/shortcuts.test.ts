import { describe, expect, it } from 'vitest';
import {
  BlockEvaluator,
  abs,
  add,
  bce,
  defineLoss,
  div,
  huber,
  less,
  mae,
  min,
  mse,
  plainBackend,
  select,
  sparseCce,
  sparseCceLogits,
  strictPolicies,
  sub,
  tasks,
  weightRole,
} from '@offmark/losses';
import type {
  Backend,
  ColumnData,
  Columns,
  Expression,
  Loss,
  NumberType,
  RowPolicies,
} from '@offmark/losses';
import { simdBackend } from '@offmark/kernels';
import { columnIn, registerOf } from './support/compare.ts';
import { Random, columnOf } from './support/random.ts';

type Losses = readonly Pick<Loss, 'value' | 'divisor' | 'rule'>[];
type NumbersOf = (random: Random, rows: number, classes: number) => readonly number[];

/** One number in so many is odd. */
type Sprinkle = (random: Random, usual: () => number, odd: readonly number[]) => number;
const everyOf =
  (one: number): Sprinkle =>
  (random, usual, odd) =>
    one > 0 && random.whole(one) === 0 ? random.pick(odd) : usual();

const numbers =
  (sprinkle: Sprinkle, usual: (random: Random) => number, odd: readonly number[]): NumbersOf =>
  (random, rows) =>
    Array.from({ length: rows }, () => sprinkle(random, () => usual(random), odd));

/** Distributions with probabilities of 0 and 1 among them, some a little off, or by much. */
const distributions =
  (sprinkle: Sprinkle, scaling: Sprinkle = sprinkle): NumbersOf =>
  (random, rows, classes) =>
    Array.from({ length: rows }, () => {
      const certain = random.whole(20) === 0 ? random.whole(classes) : -1;
      const row = Array.from({ length: classes }, (_, j) =>
        certain < 0 ? 0.01 + random.unit() : certain === j ? 1 : 0,
      );
      const sum = row.reduce((a, b) => a + b, 0);
      const scale = scaling(random, () => 1, [
        1 + 0.95e-5,
        1 + 1.05e-5,
        1 - 0.95e-5,
        1 - 1.05e-5,
        1 - 1e-7,
        1 - 1e-8,
        0.5,
      ]);
      return row.map((p) => sprinkle(random, () => (p / sum) * scale, [...oddProbabilities]));
    }).flat();

const oddProbabilities = [
  0,
  -0,
  1,
  1e-30,
  5e-324,
  2 ** -52,
  2 ** -31,
  7e-10,
  2e-10,
  1 + 2 ** -20,
  -1e-9,
  NaN,
  Infinity,
  2,
];
const tamelyOdd = [0, -0, 1, 1e-30, 2 ** -52, 2 ** -31, 7e-10, 2e-10, 1e-310];
const unit = (random: Random): number => random.between(1e-4, 1 - 1e-4);
const real = (random: Random): number => random.between(-5, 5);

interface Kind {
  readonly losses: Losses;
  readonly matrix: boolean;
  readonly types: readonly (readonly [target: NumberType, prediction: NumberType])[];
  readonly target: (one: number) => NumbersOf;
  readonly prediction: (one: number) => NumbersOf;
}

const labels = (one: number): NumbersOf =>
  numbers(everyOf(one), (random) => random.whole(2), [-0, 0.25, 1 - 2 ** -24, 2, NaN, -1, 255, Infinity]);
const softLabels = (one: number): NumbersOf =>
  numbers(everyOf(one), (random) => random.whole(2), [-0, 0.25, 1e-40]);
const classes =
  (odd: readonly number[]) =>
  (one: number): NumbersOf =>
  (random, rows, count) =>
    Array.from({ length: rows }, () => everyOf(one)(random, () => random.whole(count), odd));
const reals = (one: number): NumbersOf => numbers(everyOf(one), real, [NaN, Infinity, -Infinity, 0, -0]);
const hugeReals = (one: number): NumbersOf => numbers(everyOf(one), real, [1e200, -1.7e308, 3e38, 0, -0]);

const realTypes = [
  ['float32', 'float32'],
  ['float64', 'float64'],
  ['int32', 'float32'],
  ['float16', 'float64'],
  ['int64', 'float64'],
] as const;
const binaryTypes = [
  ['float32', 'float32'],
  ['uint8', 'float32'],
  ['float64', 'float64'],
  ['float32', 'float64'],
] as const;
const classTypes = [
  ['int32', 'float32'],
  ['uint8', 'float32'],
  ['int32', 'float64'],
  ['uint8', 'float64'],
  ['int64', 'float32'],
] as const;

const logits =
  (sprinkle: Sprinkle, odd: readonly number[]): NumbersOf =>
  (random, rows, count) => {
    const spread = random.pick([1, 20, 320]);
    return Array.from({ length: rows * count }, () =>
      sprinkle(random, () => random.between(-spread, spread), odd),
    );
  };
const oddLogits = [-Infinity, -1e30, 0, -0, 299, 301, -299, -301, 700, 708, -708, -720, 1e-310, 1e30];

type Columned = Parameters<Parameters<typeof defineLoss<typeof tasks.regression>>[0]['value']>[0];

/** A loss in whose values not every NaN or ∞ shows. */
const hiding = (value: (columns: Columned) => Expression<'row'>): Kind => ({
  losses: [
    defineLoss({ name: 'hiding', summary: 'Hides.', columns: tasks.regression, value, source: 'here' }),
  ],
  matrix: false,
  types: realTypes,
  target: reals,
  prediction: reals,
});

const kinds: Readonly<Record<string, Kind>> = {
  'a capped error': hiding(({ target, prediction }) => min(abs(sub(prediction, target)), 1)),
  'a column not looked at': hiding(({ prediction }) => abs(prediction)),
  'a column divided by': hiding(({ target, prediction }) => div(prediction, add(9, target))),
  'a column chosen': hiding(({ target, prediction }) => select(less(prediction, 0), prediction, target)),
  regression: {
    losses: [mse, mae, huber.with({ delta: 0.7 })],
    matrix: false,
    types: realTypes,
    target: reals,
    prediction: reals,
  },
  'regression of huge numbers': {
    losses: [mae, mse],
    matrix: false,
    types: realTypes,
    target: hugeReals,
    prediction: hugeReals,
  },
  binary: {
    losses: [bce, mse, bce.with({ floor: 0.01 }), bce.with({ floor: 0 }), bce.with({ posWeight: 2 }), mae],
    matrix: false,
    types: binaryTypes,
    target: labels,
    prediction: (one) => numbers(everyOf(one), unit, oddProbabilities),
  },
  'binary within the rules': {
    losses: [bce.with({ floor: 0 }), bce, bce.with({ floor: 1 })],
    matrix: false,
    types: binaryTypes,
    target: softLabels,
    prediction: (one) => numbers(everyOf(one), unit, tamelyOdd),
  },
  classes: {
    losses: [sparseCce, sparseCce.with({ floor: 0.02 }), sparseCce.with({ ignoreIndex: -1 })],
    matrix: true,
    types: classTypes,
    target: classes([-1, 3, 255, 1e6, -0]),
    prediction: (one) => distributions(everyOf(one)),
  },
  logits: {
    losses: [sparseCceLogits, sparseCceLogits.with({ ignoreIndex: -1 })],
    matrix: true,
    types: classTypes,
    target: classes([-1, 3, 255, 1e6, -0]),
    prediction: (one) => logits(everyOf(one), [...oddLogits, NaN, Infinity]),
  },
  'logits within the rules': {
    losses: [sparseCceLogits, sparseCceLogits.with({ labelSmoothing: 0.1 })],
    matrix: true,
    types: classTypes,
    target: classes([0, -0]),
    prediction: (one) => logits(everyOf(one), oddLogits),
  },
  'classes within the rules': {
    losses: [sparseCce.with({ floor: 0 }), sparseCce, sparseCce.with({ normalize: true })],
    matrix: true,
    types: classTypes,
    target: classes([0, -0]),
    prediction: (one) => distributions(everyOf(0), everyOf(one)),
  },
};

const none = (): boolean => false;

/** The same backend without its shortcuts to factors. */
function slowed(backend: Backend): Backend {
  return {
    ...backend,
    bernoulliFactors: { 'float32,float32': none, 'float64,float64': none, 'uint8,float32': none },
    labelFactors: {
      'int32,float32': none,
      'int32,float64': none,
      'uint8,float32': none,
      'uint8,float64': none,
    },
    logitFactors: {
      'int32,float32': none,
      'int32,float64': none,
      'uint8,float32': none,
      'uint8,float64': none,
    },
  };
}

/** States or the error, of rows in pieces of random sizes. */
function outcomeOf(
  losses: Losses,
  columns: Columns,
  rows: number,
  policies: RowPolicies,
  backend: Backend,
  random: Random,
): string {
  const evaluator = new BlockEvaluator(losses, columns, policies, backend);
  try {
    for (let from = 0; from < rows;) {
      const count = Math.min(rows - from, 1 + random.whole(random.pick([10, 3000, 30_000])));
      evaluator.add(columns, from, count);
      from += count;
    }
    return JSON.stringify(evaluator.take());
  } catch (error) {
    return String(error);
  }
}

function column(type: NumberType, drawn: readonly number[], perRow: number | null): ColumnData {
  return { type, classes: perRow, data: columnOf(type, drawn), validity: null };
}

const skipping: RowPolicies = { nulls: 'skip', nans: 'skip' };

describe.each(Object.entries(kinds))('shortcuts change nothing: %s', (name, kind) => {
  // One odd number in so many: none, so few that blocks with and without alternate, and many.
  const cases = [0, 20_000, 3000, 50].flatMap((one) => kind.types.map((types) => ({ one, types })));

  it.each(cases)('one of $one odd, $types', ({ one, types: [targetType, predictionType] }) => {
    const random = new Random(one + name.length);
    let states = 0;
    for (let turn = 0; turn < 6; turn++) {
      const rows = random.pick([random.whole(40), random.whole(2000), 9_000]) + 1;
      const count = kind.matrix ? random.pick([1, 2, 3, 4, 5, 10, 33]) : null;
      const fewer = count === null ? rows : Math.ceil(rows / count);
      const drawnTarget = kind.target(one)(random, fewer, count ?? 0);
      const bits = random.bytes(Math.ceil(fewer / 8) + 1).map((byte) => byte | random.whole(256));
      const columns: Record<string, ColumnData> = {
        target: { ...column(targetType, drawnTarget, null), validity: turn === 5 ? bits : null },
        prediction: column(predictionType, kind.prediction(one)(random, fewer, count ?? 0), count),
      };
      if (turn === 4) {
        const weights = Array.from({ length: fewer }, () => random.pick([1, 2, 0]));
        columns[weightRole] = column('float32', weights, null);
      }
      const policies = random.pick([strictPolicies, skipping]);
      // Where there is a bitmap of nulls, no shortcut is taken, even if there are none.
      const always = new Uint8Array(Math.ceil(fewer / 8) + 1).fill(0xff);
      const withBitmaps = Object.entries(columns).map(([role, data]) => [
        role,
        { ...data, validity: data.validity ?? always },
      ]);
      const run = (which: Columns, backend: Backend): string =>
        outcomeOf(kind.losses, which, fewer, policies, backend, random);
      const expected = run(Object.fromEntries(withBitmaps), slowed(plainBackend));
      if (!expected.includes('Error')) states++;
      const simd = simdBackend();
      const placed = Object.entries(columns).map(([role, data]) => [
        role,
        { ...data, data: columnIn(simd, data.data) },
      ]);
      expect(run(columns, plainBackend), 'plain').toBe(expected);
      expect(run(columns, slowed(plainBackend)), 'plain, without factors').toBe(expected);
      expect(run(Object.fromEntries(placed), simd), 'simd').toBe(expected);
      expect(run(columns, simd), 'simd, columns elsewhere').toBe(expected);
    }
    // Rows without anything odd are scored, not refused alike.
    expect(states).toBeGreaterThanOrEqual(one === 0 ? 1 : 0);
  });
});

describe('factors straight from columns', () => {
  const floors = [0, 2 ** -52, 1e-7, 0.01, 0.5, 1, 2, NaN];
  const lengths = [1, 2, 3, 4, 5, 7, 8, 9, 255, 256, 257, 1000];

  it.each(['float32,float32', 'float64,float64', 'uint8,float32'] as const)('of bernoulli: %s', (key) => {
    const [targetType = 'float32', predictionType = 'float32'] = key.split(',') as NumberType[];
    const random = new Random(7);
    const simd = simdBackend();
    const wrong: string[] = [];
    const accepted = { plain: 0, simd: 0, ordinary: 0 };
    for (const [one, oddLabels, odd] of [
      [0, 0, []],
      [3, 3, oddProbabilities],
      [300, 300, oddProbabilities],
      [4, 0, [7e-10, 2e-10, 3e-9]],
    ] as const) {
      for (const length of lengths) {
        const y = columnOf(targetType, labels(oddLabels)(random, length + 5, 0));
        // With 10 bits, so that 1 − p is exact.
        const drawn = numbers(everyOf(one), () => (1 + random.whole(1023)) / 1024, odd);
        const p = columnOf(predictionType, drawn(random, length + 5, 0));
        const [yHere, pHere] = [columnIn(simd, y), columnIn(simd, p)];
        for (const floor of floors) {
          for (const from of [0, 1, 5]) {
            const out = registerOf(simd, new Float64Array(length));
            const rests = registerOf(simd, new Float64Array(length));
            const expected = new Float64Array(length);
            const expectedRests = new Float64Array(length);
            const plain = plainBackend.bernoulliFactors[key](
              { factors: expected, rests: expectedRests },
              y,
              p,
              from,
              length,
              floor,
            );
            for (const [labelsAt, probabilitiesAt] of [
              [yHere, pHere],
              [y, p],
            ] as const) {
              const found = simd.bernoulliFactors[key](
                { factors: out.fill(7), rests: rests.fill(0) },
                labelsAt,
                probabilitiesAt,
                from,
                length,
                floor,
              );
              if (plain) accepted.plain++;
              if (found) accepted.simd++;
              if (one === 0 && floor < 1e-6 && found) accepted.ordinary++;
              const same =
                expected.every((factor, i) => Object.is(factor, out[i])) &&
                expectedRests.every((rest, i) => Object.is(rest, rests[i]));
              if (found && !(plain && same)) wrong.push(`${length} from ${from}, floor ${floor}, ${one}`);
              if (one === 0 && floor < 1e-6 && !found) wrong.push(`${length} from ${from} refused`);
            }
          }
        }
      }
    }
    expect(wrong).toEqual([]);
    expect(accepted.plain).toBeGreaterThanOrEqual(accepted.simd);
    expect(accepted.simd).toBeGreaterThan(accepted.ordinary);
  });

  it.each(['int32,float32', 'int32,float64', 'uint8,float32', 'uint8,float64'] as const)(
    'of labels: %s',
    (key) => {
      const [targetType = 'int32', predictionType = 'float32'] = key.split(',') as NumberType[];
      const random = new Random(8);
      const wrong: string[] = [];
      const accepted = { some: 0, none: 0 };
      for (const [one, scaled] of [
        [0, 0],
        [0, 40],
        [30, 30],
        [3000, 3000],
      ] as const) {
        const simd = simdBackend();
        for (const rows of [1, 2, 3, 4, 5, 63, 64, 65, 130]) {
          for (const count of [1, 2, 3, 4, 5, 7, 8, 10, 33, 250, 300, 1001]) {
            const k = columnOf(targetType, classes([-1, 300, 255, count])(one)(random, rows + 3, count));
            const p = columnOf(
              predictionType,
              distributions(everyOf(one), everyOf(scaled))(random, rows + 3, count),
            );
            const [kHere, pHere] = [columnIn(simd, k), columnIn(simd, p)];
            for (const [floor, tolerance] of [
              [0, 1e-5],
              [0, Infinity],
              [0.01, 1e-5],
              [NaN, 1e-5],
            ] as const) {
              const out = registerOf(simd, new Float64Array(rows));
              const expected = new Float64Array(rows);
              const from = random.whole(4);
              const run = (backend: Backend, to: Float64Array, a: Uint8Array, b: Uint8Array): boolean =>
                backend.labelFactors[key](to, a, b, from, rows, count, floor, tolerance);
              const plain = run(plainBackend, expected, k, p);
              const found = run(simd, out, kHere, pHere);
              accepted[found ? 'some' : 'none']++;
              const what = `${rows} × ${count} from ${from}, floor ${floor}, one of ${one}`;
              const same = expected.every((factor, i) => Object.is(factor, out[i]));
              if (found && !(plain && same)) wrong.push(what);
              if (scaled === 0 && plain && !found) wrong.push(`${what} refused`);
            }
          }
        }
      }
      expect(wrong).toEqual([]);
      expect(Math.min(accepted.some, accepted.none)).toBeGreaterThan(50);
    },
  );
});
