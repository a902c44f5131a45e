import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { studentQuantile } from '@offmark/losses';
import type { EvaluateOptions, Interval } from 'offmark';
import { numbers, writeDump } from '../support/dump.ts';
import { testFolder } from '../support/folder.ts';
import { randomNumbers } from '../support/random.ts';
import { evaluate } from '../support/valid-report.ts';

const folder = testFolder();
const rows = 70_000;
const random = randomNumbers(5);
const normal = (): number => random() + random() + random() + random() - 2;
const user = Int32Array.from({ length: rows }, () => Math.floor(random() * 40));
const group = Int32Array.from({ length: rows }, () => Math.floor(random() * random() * 4));
const habits = Array.from({ length: 40 }, normal);
const target = Float64Array.from({ length: rows }, normal);
const prediction = Float64Array.from(target, (y, row) => y + 0.3 * normal() + (habits[user[row] ?? 0] ?? 0));
const weight = Float64Array.from({ length: rows }, () => Math.floor(random() * 4) / 2);
const columns = {
  target: numbers(target),
  prediction: numbers(prediction),
  weight: numbers(weight),
  user: numbers(user),
  group: numbers(group),
};
const file = writeDump(path.join(folder, 'rows.arrow'), columns, rows, { batchRows: 30_000 });
const options: EvaluateOptions = { inputs: [file], losses: 'mse,mae', confidence: 0.9 };

const lossesOf = { mse: (e: number) => e * e, mae: Math.abs } as const;
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

interface Part {
  readonly rows: readonly number[];
  readonly weights: Float64Array | null;
  readonly isClustered: boolean;
}

/** The interval by its definition, in two passes over the rows. */
function intervalOf(name: keyof typeof lossesOf, { rows: part, weights, isClustered }: Part) {
  const used = part.filter((row) => weights === null || weights[row] !== 0);
  const w = (row: number): number => weights?.[row] ?? 1;
  const loss = (row: number): number => lossesOf[name]((prediction[row] ?? 0) - (target[row] ?? 0));
  const whole = sum(used.map(w));
  const mean = sum(used.map((row) => w(row) * loss(row))) / whole;
  const errors = new Map<number, number>();
  for (const row of used) {
    const key = isClustered ? (user[row] ?? 0) : row;
    errors.set(key, (errors.get(key) ?? 0) + w(row) * (loss(row) - mean));
  }
  const n = errors.size;
  const standardError = Math.sqrt((sum([...errors.values()].map((e) => e * e)) * n) / (n - 1)) / whole;
  const reach = standardError * studentQuantile(0.9, n - 1);
  return { mean, standardError, low: mean - reach, high: mean + reach };
}

function expectInterval(name: string, interval: Interval | undefined, part: Part): void {
  if (name !== 'mse' && name !== 'mae') throw new Error(`no oracle for ${name}`);
  const expected = intervalOf(name, part);
  expect(interval?.confidence).toBe(0.9);
  for (const key of ['standardError', 'low', 'high'] as const) {
    expect(Math.abs((interval?.[key] ?? NaN) / expected[key] - 1)).toBeLessThan(1e-10);
  }
}

const all = Array.from({ length: rows }, (_, row) => row);
type Kind = readonly [what: string, isWeighted: boolean, isClustered: boolean, sum: 'kahan' | 'exact'];
const kinds = (['kahan', 'exact'] as const).flatMap((sum): readonly Kind[] => [
  ['rows', false, false, sum],
  ['weighted rows', true, false, sum],
  ['clusters', false, true, sum],
  ['weighted clusters', true, true, sum],
]);

describe.each(kinds)('intervals over %s (%s, %s) of %s sums', (_, isWeighted, isClustered, sums) => {
  const asked: EvaluateOptions = {
    ...options,
    sum: sums,
    ...(isWeighted ? { columns: { weight: 'weight' } } : {}),
    ...(isClustered ? { cluster: 'user' } : {}),
  };
  const weights = isWeighted ? weight : null;

  it('of all rows, and of every slice', async () => {
    const { result } = await evaluate({ ...asked, by: [['group']] });
    for (const { loss, interval } of result.losses)
      expectInterval(loss, interval, { rows: all, weights, isClustered });
    expect(result.slices).toHaveLength(1);
    for (const { key, losses } of result.slices?.[0]?.slices ?? []) {
      const part = all.filter((row) => group[row] === key[0]);
      for (const { loss, interval } of losses)
        expectInterval(loss, interval, { rows: part, weights, isClustered });
    }
  });

  it('of slices together', async () => {
    const { result } = await evaluate({ ...asked, by: [['group']], top: 1 });
    const part = all.filter((row) => group[row] !== result.slices?.[0]?.slices[0]?.key[0]);
    expect(result.slices?.[0]?.other?.count).toBe(3);
    for (const { loss, interval } of result.slices?.[0]?.other?.losses ?? [])
      expectInterval(loss, interval, { rows: part, weights, isClustered });
  });

  it('change no other number', async () => {
    const { result } = await evaluate({ ...asked, by: [['group']] });
    const { confidence: _, cluster: __, ...without } = asked;
    const plain = await evaluate({ ...without, by: [['group']] });
    expect(
      JSON.parse(JSON.stringify(result, (name, value) => (name === 'interval' ? undefined : value))),
    ).toEqual(plain.result);
  });

  it('have the same bytes on any number of workers, in any batches', async () => {
    const results = new Set<string>();
    for (const workers of [1, 2, 7]) {
      const { result } = await evaluate({ ...asked, by: [['group']], workers });
      results.add(JSON.stringify(result));
    }
    const other = writeDump(path.join(folder, 'other.arrow'), columns, rows, { batchRows: 999 });
    const { result } = await evaluate({ ...asked, inputs: [other], by: [['group']], backend: 'plain' });
    results.add(JSON.stringify(result));
    expect(results.size).toBe(1);
  }, 60_000);
});

it('are the same for exact sums in any order of the rows, and as near as can be to those of others', async () => {
  const turned = Object.fromEntries(
    Object.entries({ target, prediction, weight, user, group }).map(([name, values]) => [
      name,
      numbers(values.toReversed()),
    ]),
  );
  const other = writeDump(path.join(folder, 'turned.arrow'), turned, rows, { batchRows: 4_000 });
  const asked = { ...options, columns: { weight: 'weight' }, by: [['group']], sum: 'exact' } as const;
  for (const cluster of [{}, { cluster: 'user' }]) {
    const [forwards, backwards] = [
      await evaluate({ ...asked, ...cluster }),
      await evaluate({ ...asked, ...cluster, inputs: [other] }),
    ];
    expect(JSON.stringify(backwards.result)).toBe(JSON.stringify(forwards.result));
    // All rows in one slice have the exact sum of all rows.
    const kahan = await evaluate({ ...asked, ...cluster, sum: 'kahan' });
    for (const [i, { interval }] of forwards.result.losses.entries()) {
      const near = kahan.result.losses[i]?.interval?.standardError ?? NaN;
      expect(Math.abs((interval?.standardError ?? NaN) / near - 1)).toBeLessThan(1e-12);
    }
  }
});

it('hold the true mean about as often as they say', async () => {
  const [replicates, size] = [600, 40];
  const many = {
    target: numbers(new Float64Array(replicates * size)),
    // Squared, a uniform number has the mean 1/3.
    prediction: numbers(Float64Array.from({ length: replicates * size }, random)),
    replicate: numbers(Int32Array.from({ length: replicates * size }, (_, row) => Math.floor(row / size))),
  };
  const dump = writeDump(path.join(folder, 'many.arrow'), many, replicates * size);
  const { result } = await evaluate({ inputs: [dump], losses: 'mse', confidence: 0.9, by: [['replicate']] });
  const intervals = result.slices?.[0]?.slices.map(({ losses }) => losses[0]?.interval) ?? [];
  const held = intervals.filter((one) => (one?.low ?? NaN) <= 1 / 3 && (one?.high ?? NaN) >= 1 / 3);
  expect(intervals).toHaveLength(replicates);
  // Within three standard deviations of a binomial share.
  expect(Math.abs(held.length / replicates - 0.9)).toBeLessThan(3 * Math.sqrt(0.09 / replicates));
});

it('lose no digit to a large offset that all losses share', async () => {
  const near = {
    target: numbers(new Float64Array(4)),
    prediction: numbers(Float64Array.of(1e9, 1e9 + 1, 1e9 + 2, 1e9 + 3)),
  };
  const dump = writeDump(path.join(folder, 'offset.arrow'), near, 4);
  const { result } = await evaluate({ inputs: [dump], losses: 'mae', confidence: 0.5 });
  expect(result.losses[0]?.interval?.standardError).toBeCloseTo(Math.sqrt(5 / 3 / 4), 14);
});

it('say nothing where one row, or none, tells nothing', async () => {
  const one = {
    target: numbers(Float64Array.of(1, 2)),
    prediction: numbers(Float64Array.of(3, 2)),
    key: numbers(Int32Array.of(1, 2)),
  };
  const dump = writeDump(path.join(folder, 'one.arrow'), one, 2);
  const nothing = { standardError: null, low: null, high: null };
  const { result } = await evaluate({ inputs: [dump], losses: 'mae', confidence: 0.9, by: [['key']] });
  expect(result.slices?.[0]?.slices[0]?.losses[0]).toMatchObject({ value: 2, interval: nothing });
  const none = await evaluate({ inputs: [dump], losses: 'mae', confidence: 0.9, where: 'key > 2' });
  expect(none.result.losses[0]).toMatchObject({ value: null, interval: nothing });
  const clustered = await evaluate({
    inputs: [dump],
    losses: 'mae',
    confidence: 0.9,
    cluster: 'key',
    where: 'key > 2',
  });
  expect(clustered.result.losses[0]).toMatchObject({ value: null, interval: nothing });
});

it.each<readonly [what: string, wrong: Partial<EvaluateOptions>, message: RegExp]>([
  ['a confidence of 1', { confidence: 1 }, /^E_ARGUMENT confidence/],
  ['a confidence in per cent', { confidence: 95 }, /^E_ARGUMENT confidence/],
  ['clusters that are slices', { cluster: 'group', by: [['group']] }, /^E_ARGUMENT --cluster/],
  [
    'more clusters than allowed',
    { cluster: 'user', maxSlices: 39 },
    /^E_SLICE_COUNT --cluster user: .* 39 distinct/,
  ],
])('refuses %s', async (_, wrong, message) => {
  await expect(evaluate({ ...options, ...wrong })).rejects.toThrow(message);
});

it('refuses clusters of no interval', async () => {
  await expect(evaluate({ inputs: [file], losses: 'mse', cluster: 'user' })).rejects.toThrow(
    /^E_ARGUMENT --cluster/,
  );
});
