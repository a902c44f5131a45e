import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { PoissonWeights } from '@offmark/losses';
import type { EvaluateOptions, Interval } from 'offmark';
import { numbers, texts, writeDump } from './support/dump.ts';
import { testFolder } from './support/folder.ts';
import { randomNumbers } from './support/random.ts';
import { evaluate } from './support/valid-report.ts';
import { resultsEveryWay } from './support/every-way.ts';

const folder = testFolder();
const rows = 140_000;
const random = randomNumbers(3);
const noise = (scale: number): Float64Array => Float64Array.from({ length: rows }, () => scale * random());
const target = noise(1);
const a = noise(1);
const weight = Float64Array.from({ length: rows }, () => Math.floor(random() * 4));
const fold = Int32Array.from({ length: rows }, () => Math.floor(random() * 5));
const columns = {
  target: numbers(target),
  a: numbers(a),
  b: numbers(noise(1.1)),
  weight: numbers(weight),
  row: numbers(Int32Array.from({ length: rows }, (_, row) => row)),
  fold: numbers(fold),
  pick: numbers(Int32Array.from({ length: rows }, (_, row) => row % 29)),
  part: texts(Array.from(fold, (x, row) => `${x}-${row % 2}`)),
  user: texts(Array.from({ length: rows }, (_, row) => `u${(row * 7919) % 211}`)),
};
const file = writeDump(path.join(folder, 'rows.arrow'), columns, rows, { batchRows: 50_000 });
const other = writeDump(path.join(folder, 'rows.arrows'), columns, rows, {
  batchRows: 999,
  format: 'stream',
});
const asked: EvaluateOptions = {
  inputs: [file],
  losses: 'mse,mae',
  columns: { prediction: ['a', 'b'], weight: 'weight' },
  where: 'fold != 2',
};

const intervalBy = async (seed?: number): Promise<Interval | undefined> => {
  const options = {
    ...asked,
    where: 'fold == 1',
    bootstrap: 10,
    ...(seed === undefined ? {} : { seed }),
  };
  return (await evaluate(options)).result.losses[0]?.interval;
};

describe('intervals by resamples', () => {
  it('have the same bytes on any number of workers, backend, and in any batches', async () => {
    expect((await resultsEveryWay({ ...asked, bootstrap: 20, seed: 4 }, other)).size).toBe(1);
  });

  it.each<readonly [string, Partial<EvaluateOptions>]>([
    ['slices', { by: [['fold'], ['fold', 'part']] }],
    ['clusters', { cluster: 'user' }],
    ['slices and clusters', { cluster: 'user', by: [['fold'], ['part']], top: 1 }],
  ])(
    'of metrics, %s, have the same bytes too',
    async (_, shape) => {
      const job = { ...asked, ...shape, losses: 'mae,rmse,r2,max-error', bootstrap: 8, seed: 2 };
      expect((await resultsEveryWay({ ...job, where: 'pick < 2' }, other)).size).toBe(1);
    },
    60_000,
  );

  it('of metrics and slices are those of each resample', async () => {
    const losses = 'mse,rmse,wape';
    const few = { ...asked, losses, columns: { prediction: 'a', weight: 'weight' }, where: 'pick == 0' };
    const { result } = await evaluate({ ...few, by: [['fold']], bootstrap: 20, seed: 6, confidence: 0.5 });
    const drawn = new PoissonWeights({ resamples: 20, seed: 6 });
    const sums = Array.from({ length: 20 }, () => ({ w: 0, squares: 0, sizes: 0, targets: 0 }));
    for (let row = 0; row < rows; row += 29) {
      if (fold[row] !== 3) continue;
      drawn.draw(Math.floor(row / 65_536), row % 65_536);
      const [y, error] = [target[row] ?? NaN, (a[row] ?? NaN) - (target[row] ?? NaN)];
      for (const [i, sum] of sums.entries()) {
        const w = (weight[row] ?? NaN) * (drawn.weights[i] ?? NaN);
        sum.w += w;
        sum.squares += w * error * error;
        sum.sizes += w * Math.abs(error);
        sum.targets += w * Math.abs(y);
      }
    }
    const values = [
      sums.map(({ w, squares }) => squares / w),
      sums.map(({ w, squares }) => Math.sqrt(squares / w)),
      sums.map(({ sizes, targets }) => sizes / targets),
    ];
    const slice = result.slices?.[0]?.slices.find(({ key }) => key[0] === 3);
    for (const [i, { interval }] of (slice?.losses ?? []).entries()) {
      const sorted = values[i]?.toSorted((p, q) => p - q) ?? [];
      // A quarter of the way, 4.75, by straight lines.
      const low = (sorted[4] ?? NaN) + 0.75 * ((sorted[5] ?? NaN) - (sorted[4] ?? NaN));
      expect(Math.abs((interval?.low ?? NaN) / low - 1)).toBeLessThan(1e-12);
    }
    expect(slice?.losses).toHaveLength(3);
  });

  it('compare metrics of two predictions in the same resamples', async () => {
    const job = { ...asked, where: 'pick < 6', losses: 'rmse,mse', by: [['fold']], bootstrap: 60 };
    const { losses = [], slices } = (await evaluate(job)).result.comparison ?? {};
    for (const { loss, verdict, interval, difference } of [
      ...losses,
      ...(slices?.[0]?.slices[0]?.losses ?? []),
    ]) {
      expect([loss, verdict]).toEqual([loss, 'worse']);
      expect(interval?.low).toBeGreaterThan(0);
      expect(interval?.high).toBeGreaterThan(difference ?? NaN);
    }
  });

  it('change no other number, and are near those of second moments', async () => {
    const resampled = (await evaluate({ ...asked, bootstrap: 400, seed: 1 })).result;
    const normal = (await evaluate({ ...asked, confidence: 0.95 })).result;
    for (const [i, loss] of resampled.losses.entries()) {
      expect(loss.interval?.method).toBe('bootstrap, 400 resamples, seed 1');
      expect(loss.interval?.confidence).toBe(0.95);
      expect({ ...loss, interval: null }).toEqual({ ...normal.losses[i], interval: null });
      expectNear(loss.interval, normal.losses[i]?.interval);
    }
    for (const [i, compared] of (resampled.comparison?.losses ?? []).entries()) {
      expect(compared.interval?.method).toBe('bootstrap, 400 resamples, seed 1');
      expect(compared.verdict).toBe('worse');
      expectNear(compared.interval, normal.comparison?.losses[i]?.interval);
    }
  });

  it('are others by another seed, and the same by the same', async () => {
    const first = await intervalBy(1);
    expect(await intervalBy(1)).toEqual(first);
    expect((await intervalBy(2))?.low).not.toBe(first?.low);
    expect((await intervalBy(2 ** 40 + 1))?.low).not.toBe(first?.low);
    expect(await intervalBy()).toEqual(await intervalBy(0));
  });

  it('lie where those of numpy lie', async () => {
    const {
      columns: given,
      bootstrap,
    }: {
      readonly columns: Readonly<Record<string, readonly number[]>>;
      readonly bootstrap: readonly {
        readonly weighted: boolean;
        readonly standardError: number;
        readonly low: number;
        readonly high: number;
      }[];
    } = JSON.parse(readFileSync(new URL('data/paired.json', import.meta.url), 'utf8'));
    const numbersOf = (name: string) => numbers(Float64Array.from(given[name] ?? []));
    const dump = { target: numbersOf('target'), prediction: numbersOf('b'), weight: numbersOf('weight') };
    const small = writeDump(path.join(folder, 'small.arrow'), dump, given['b']?.length ?? 0);
    for (const { weighted, standardError, low, high } of bootstrap) {
      const { result } = await evaluate({
        inputs: [small],
        losses: 'mse',
        columns: weighted ? { weight: 'weight' } : {},
        confidence: 0.9,
        bootstrap: 10_000,
      });
      const interval = result.losses[0]?.interval;
      // Quantiles of 10,000 resamples are off by 0.02 standard errors, and numbers of rows are drawn here: 60 ± 8.
      for (const [ours, theirs] of [
        [interval?.low, low],
        [interval?.high, high],
      ] as const) {
        expect(Math.abs((ours ?? NaN) - theirs)).toBeLessThan(0.1 * standardError);
      }
      expect(Math.abs((interval?.standardError ?? NaN) / standardError - 1)).toBeLessThan(0.05);
    }
  });

  it('of metrics, slices and clusters lie where those of numpy lie', async () => {
    const {
      columns: given,
      cases,
    }: {
      readonly columns: Readonly<Record<string, readonly number[]>>;
      readonly cases: readonly {
        readonly loss: string;
        readonly clustered: boolean;
        readonly expected: Readonly<Record<string, Record<'standardError' | 'low' | 'high', number>>>;
      }[];
    } = JSON.parse(readFileSync(new URL('data/resampled.json', import.meta.url), 'utf8'));
    const integers = new Set(['user', 'group']);
    const dump = Object.entries(given).map(([name, values]) => [
      name,
      numbers(integers.has(name) ? Int32Array.from(values) : Float64Array.from(values)),
    ]);
    const small = writeDump(
      path.join(folder, 'r.arrow'),
      Object.fromEntries(dump),
      given['user']?.length ?? 0,
    );
    for (const clustered of [false, true]) {
      const { result } = await evaluate({
        inputs: [small],
        losses: 'rmse,r2,wape',
        columns: { weight: 'weight' },
        by: [['group']],
        confidence: 0.9,
        bootstrap: 4000,
        ...(clustered ? { cluster: 'user' } : {}),
      });
      const slices = result.slices?.[0]?.slices.map(({ losses }) => losses) ?? [];
      for (const { loss, expected } of cases.filter((one) => one.clustered === clustered)) {
        const of = [result.losses, ...slices].map(
          (losses) => losses.find((one) => one.loss === loss)?.interval,
        );
        for (const [i, { standardError, low, high }] of ['all', '0', '1', '2']
          .flatMap((key) => expected[key] ?? [])
          .entries()) {
          // Ends of 4,000 resamples are off by 0.034 standard errors.
          expect(Math.abs((of[i]?.low ?? NaN) - low)).toBeLessThan(0.13 * standardError);
          expect(Math.abs((of[i]?.high ?? NaN) - high)).toBeLessThan(0.13 * standardError);
          expect(Math.abs((of[i]?.standardError ?? NaN) / standardError - 1)).toBeLessThan(0.05);
        }
      }
    }
  }, 60_000);

  it.each([
    [
      'resamples of very many slices',
      { by: [['row']], bootstrap: 10_000, where: 'fold >= 0' },
      /^E_SLICE_COUNT --by row: expected at most 52 distinct keys with 10000 resamples each, got more, such as/,
    ],
    ['one resample', { bootstrap: 1 }, /^E_ARGUMENT bootstrap: expected an integer from 2 to 10000, got 1/],
    ['a seed that is none', { seed: -1 }, /^E_ARGUMENT seed: expected an integer from 0/],
    ['exact sums', { sum: 'exact' as const }, /^E_ARGUMENT --bootstrap: expected no --sum exact/],
    ['digests', { digest: true }, /^E_ARGUMENT --bootstrap: expected no --digest/],
  ])('refuse %s', async (_, options, message) => {
    await expect(evaluate({ ...asked, bootstrap: 10, ...options })).rejects.toThrow(message);
  });

  it('refuse a seed of nothing', async () => {
    await expect(evaluate({ ...asked, seed: 1 })).rejects.toThrow(/^E_ARGUMENT --seed: expected --bootstrap/);
  });
});

/** 400 resamples tell a standard error to 3.5 %, and an end of an interval to about 0.13 of it. */
function expectNear(ours: Interval | undefined, theirs: Interval | undefined): void {
  const scale = theirs?.standardError ?? NaN;
  expect(Math.abs((ours?.standardError ?? NaN) / scale - 1)).toBeLessThan(0.18);
  expect(Math.abs((ours?.low ?? NaN) - (theirs?.low ?? NaN))).toBeLessThan(0.65 * scale);
  expect(Math.abs((ours?.high ?? NaN) - (theirs?.high ?? NaN))).toBeLessThan(0.65 * scale);
}
