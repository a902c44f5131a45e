import { createReadStream, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { EvaluateOptions, Interval } from 'offmark';
import { numbers, writeDump } from './support/dump.ts';
import { testFolder } from './support/folder.ts';
import { randomNumbers } from './support/random.ts';
import { evaluate } from './support/valid-report.ts';

const folder = testFolder();
const rows = 140_000;
const random = randomNumbers(3);
const noise = (scale: number): Float64Array => Float64Array.from({ length: rows }, () => scale * random());
const columns = {
  target: numbers(noise(1)),
  a: numbers(noise(1)),
  b: numbers(noise(1.1)),
  weight: numbers(Float64Array.from({ length: rows }, () => Math.floor(random() * 4))),
  fold: numbers(Int32Array.from({ length: rows }, () => Math.floor(random() * 5))),
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
    const results = new Set<string>();
    const runs: readonly Partial<EvaluateOptions>[] = [
      { workers: 1 },
      { workers: 2 },
      { workers: 7 },
      { backend: 'plain' },
      { inputs: [other] },
      { inputs: ['-'], stdin: createReadStream(other) },
    ];
    for (const options of runs) {
      const { result } = await evaluate({ ...asked, ...options, bootstrap: 20, seed: 4 });
      results.add(JSON.stringify(result));
    }
    expect(results.size).toBe(1);
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

  it.each([
    ['slices', { by: [['fold']] }, /^E_ARGUMENT --bootstrap: expected no --by/],
    ['clusters', { cluster: 'fold' }, /^E_ARGUMENT --bootstrap: expected no --cluster/],
    ['a metric', { losses: 'mse,r2' }, /^E_SLICE_LOSS --loss r2/],
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
