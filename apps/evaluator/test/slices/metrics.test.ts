import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { measureNamed } from '@offmark/losses';
import type { Accumulator, Measure } from '@offmark/losses';
import { mergeStates, partialStateText, verifyReport } from 'offmark';
import type { EvaluateOptions, Slice } from 'offmark';
import { offmark } from '../support/command.ts';
import { matrix, nullable, numbers, texts, writeDump } from '../support/dump.ts';
import { testFolder } from '../support/folder.ts';
import { randomNumbers } from '../support/random.ts';
import { evaluate, evaluatePart } from '../support/valid-report.ts';
import { resultsEveryWay } from '../support/every-way.ts';
import { interrupted } from '../support/interrupted.ts';

const folder = testFolder();
/** A chunk, and some. */
const rows = 80_000;
const classes = 3;
const random = randomNumbers(41);
const many = (value: () => number): Float64Array => Float64Array.from({ length: rows }, value);
const real = many(() => 1e9 + 10 * random());
const guess = real.map((y) => y + random() - 0.5);
const probability = many(random);
const label = Float64Array.from(probability, (p) => (random() < p ? 1 : 0));
const kind = Int32Array.from({ length: rows }, () => Math.floor(random() * classes));
const scores = Float64Array.from({ length: rows * classes }, random);
const other = Float64Array.from({ length: rows * classes }, random);
const weight = many(() => 0.5 + random());
const segment = Array.from({ length: rows }, (_, row) => ['eu', 'us', 'a "b"'][(row * 7) % 3] ?? '');
const user = Int32Array.from({ length: rows }, () => Math.floor(random() ** 2 * 400));
const columns = {
  real: numbers(real),
  guess: numbers(guess),
  holes: nullable(Array.from(guess, (x, row) => (row % 10 === 0 ? null : x))),
  probability: numbers(probability),
  label: numbers(label),
  kind: numbers(kind),
  scores: matrix(scores, classes),
  other: matrix(other, classes),
  weight: numbers(weight),
  segment: texts(segment),
  user: numbers(user),
};
const file = writeDump(path.join(folder, 'rows.arrow'), columns, rows, { batchRows: 50_000 });
const stream = writeDump(path.join(folder, 'rows.arrows'), columns, rows, {
  batchRows: 7_001,
  format: 'stream',
});

const turned = writeDump(
  path.join(folder, 'turned.arrow'),
  { real: numbers(guess), guess: numbers(real), user: numbers(user) },
  rows,
);

const ofNumbers =
  'mse,rmse,rmsle,wape,max-error,median-absolute-error,r2,explained-variance,pearson,concordance,rse';
const ofChances =
  'bce,binary-f1:threshold=0.3,binary-mcc,brier-skill,d2-log-loss,ece,mce,auc,average-precision';
const ofClasses = 'accuracy,precision,recall:average=weighted,f1,jaccard,mcc,kappa,confusion-matrix';

type Values = Parameters<Accumulator['add']>;
type Rows = (wanted: (row: number) => boolean) => Values;

const picked = (values: Float64Array | Int32Array, wanted: (row: number) => boolean): Float64Array =>
  Float64Array.from(values).filter((_, row) => wanted(row));
const pickedRows = (values: Float64Array, wanted: (row: number) => boolean) => ({
  data: values.filter((_, at) => wanted(Math.floor(at / classes))),
  classes,
});

/** What of the rows of a slice losses are evaluated of in one piece. */
const jobs: readonly (readonly [target: string, prediction: string, losses: string, rows: Rows])[] = [
  ['real', 'guess', ofNumbers, (wanted) => [picked(real, wanted), picked(guess, wanted)]],
  ['label', 'probability', ofChances, (wanted) => [picked(label, wanted), picked(probability, wanted)]],
  ['kind', 'scores', ofClasses, (wanted) => [picked(kind, wanted), pickedRows(scores, wanted)]],
  ['other', 'scores', 'mse,rmse,r2', (wanted) => [pickedRows(other, wanted), pickedRows(scores, wanted)]],
];

function measureOf(name: string, parameters: Readonly<Record<string, unknown>>): Measure {
  return measureNamed(name, parameters);
}

function checkSlice({ key, losses, rows: { read } }: Slice, values: Rows, weighted: boolean): void {
  const wanted = (row: number): boolean => segment[row] === key[0];
  expect(read).toBe(segment.filter((text) => text === key[0]).length);
  for (const { loss, parameters, value, state, share } of losses) {
    const [target, prediction] = values(wanted);
    const options = weighted ? { weights: picked(weight, wanted) } : {};
    const alone = measureOf(loss, parameters).accumulator().add(target, prediction, options).result;
    expect(state).toBe('ok');
    // Chunks end elsewhere: sums, pairs of doubles, are rounded at other places.
    expect(Math.abs((value ?? NaN) / (alone.value ?? NaN) - 1)).toBeLessThan(1e-12);
    expect(share === undefined).toBe(value !== null && loss !== 'mse' && loss !== 'bce');
  }
}

describe.each(jobs)('slices of %s and %s', (target, prediction, losses, values) => {
  const asked: EvaluateOptions = {
    inputs: [file],
    losses,
    columns: { target, prediction },
    by: [['segment']],
  };

  it.each([false, true])('have the metrics of their rows, weighted: %s', async (weighted) => {
    const named = weighted ? { target, prediction, weight: 'weight' } : { target, prediction };
    const { result } = await evaluate({ ...asked, columns: named });
    const slices = result.slices?.[0]?.slices ?? [];
    expect(slices.map(({ key }) => key[0])).toEqual(['a "b"', 'eu', 'us']);
    if (target === 'other') return;
    for (const slice of slices) checkSlice(slice, values, weighted);
  });

  it('have the same bytes in any batches, on any number of workers and both backends', async () => {
    const job = { ...asked, by: [['segment'], ['user']], top: 50 };
    expect((await resultsEveryWay(job, stream)).size).toBe(1);
  }, 60_000);

  it('change no other number, and are exact on request', async () => {
    const { slices, ...whole } = (await evaluate(asked)).result;
    expect((await evaluate({ ...asked, by: [] })).result).toEqual(whole);
    const exact = (await evaluate({ ...asked, sum: 'exact' })).result.slices?.[0]?.slices;
    for (const [i, slice] of (exact ?? []).entries()) {
      for (const [j, { value }] of slice.losses.entries()) {
        const near = slices?.[0]?.slices[i]?.losses[j]?.value ?? NaN;
        expect(Math.abs((value ?? NaN) / near - 1)).toBeLessThan(1e-12);
      }
    }
  });
});

it('slices of several outputs are those of each output', async () => {
  const { result } = await evaluate({
    inputs: [file],
    losses: 'mse',
    columns: { target: 'other', prediction: 'scores' },
    by: [['segment']],
  });
  for (const { key, losses } of result.slices?.[0]?.slices ?? []) {
    let [sum, count] = [0, 0];
    for (const [at, y] of other.entries()) {
      if (segment[Math.floor(at / classes)] !== key[0]) continue;
      sum += (y - (scores[at] ?? NaN)) ** 2;
      count += 1;
    }
    expect(Math.abs((losses[0]?.value ?? NaN) / (sum / count) - 1)).toBeLessThan(1e-12);
    expect(losses[0]).not.toHaveProperty('share');
    expect(losses[0]?.details?.['outputs']).toHaveLength(classes);
  }
});

it.each([
  ['kahan', 'real', 'guess', 'mse,rmse,r2,max-error,median-absolute-error,wape'],
  ['exact', 'real', 'guess', 'mse,rmse,r2,max-error,median-absolute-error,wape'],
  ['kahan', 'kind', 'scores', 'f1,confusion-matrix'],
  ['exact', 'label', 'probability', 'auc,ece'],
  ['kahan', 'other', 'scores', 'mse,r2'],
  ['kahan', 'real', ['guess', 'real'], 'mse,rmse,r2'],
] as const)(
  'states of shards merge into the bytes of one run, %s, %s',
  async (sum, target, prediction, losses) => {
    const job = {
      inputs: [file],
      losses,
      columns: { target, prediction },
      by: [['segment'], ['user']],
      sum,
      top: 9,
    };
    const { result } = await evaluate(job);
    const whole = partialStateText(await evaluatePart({ ...job, workers: 2 }));
    const shards: string[] = [];
    for (const index of [2, 1]) {
      shards.push(partialStateText(await evaluatePart({ ...job, shard: { index, count: 2 }, workers: 1 })));
    }
    for (const texts of [shards, [whole]])
      expect(JSON.stringify((await mergeStates(texts)).result)).toBe(JSON.stringify(result));
    const changed = whole.replace(/("groupings":.*?"kind":")[a-z ]+"/, '$1other"');
    await expect(mergeStates([changed])).rejects.toThrow(
      /^E_STATE .*groupings\[0\]\.reduced\[\d\]\.0\[0\]\.kind/,
    );
    const report = JSON.stringify(await evaluate({ ...job, digest: true }));
    expect(await verifyReport(report, { inputs: [file] })).toBeNull();
  },
);

it('are taken up from a checkpoint', async () => {
  const job = {
    inputs: [file, turned],
    losses: 'rmse,r2',
    columns: { target: 'real', prediction: 'guess' },
    by: [['user']],
  };
  const checkpoint = path.join(folder, 'checkpoint');
  await expect(interrupted({ ...job, workers: 1, checkpoint }, 60_000)).rejects.toThrow('aborted');
  const resumed = await evaluatePart({ ...job, checkpoint });
  expect(partialStateText(resumed)).toBe(partialStateText(await evaluatePart(job)));
});

describe('metrics of slices', () => {
  const asked: EvaluateOptions = {
    inputs: [file],
    losses: 'mse,rmse,r2',
    columns: { target: 'real', prediction: 'guess' },
    by: [['user']],
  };

  it('of those that are not listed are of all their rows', async () => {
    const { result } = await evaluate({ ...asked, top: 1, where: 'user < 3' });
    const [grouping] = result.slices ?? [];
    const listed = grouping?.slices[0]?.key[0];
    const rest = await evaluate({ ...asked, by: [], where: `user < 3 && user != ${String(listed)}` });
    for (const [i, { value }] of (grouping?.other?.losses ?? []).entries()) {
      const expected = rest.result.losses[i]?.value ?? NaN;
      expect(Math.abs((value ?? NaN) / expected - 1)).toBeLessThan(1e-12);
    }
    expect(grouping?.other?.count).toBe(2);
  });

  it('have a ledger, and no value where no row is used', async () => {
    const { result } = await evaluate({
      ...asked,
      columns: { target: 'real', prediction: 'holes' },
      policies: { nulls: 'skip' },
      by: [['user', 'segment']],
      where: 'user < 2',
    });
    const whole = result.losses[2]?.rows;
    const slices = result.slices?.[0]?.slices ?? [];
    for (const fate of ['used', 'null'] as const)
      expect(slices.reduce((sum, { losses }) => sum + (losses[2]?.rows[fate] ?? NaN), 0)).toBe(whole?.[fate]);
    const nulls = await evaluate({
      ...asked,
      columns: { target: 'real', prediction: 'holes' },
      policies: { nulls: 'skip' },
      by: [['segment']],
      where: 'holes is null',
    });
    expect(
      nulls.result.slices?.[0]?.slices.flatMap(({ losses }) => losses.map(({ state }) => state)),
    ).toEqual(Array.from({ length: 9 }, () => 'empty'));
  });

  it('are what gates may look at', async () => {
    const gates = ['rmse[user=0] < 1', 'r2[user=0] > 0.9999', 'r2[user=1] <= 2', 'rmse[user=99999] < 1'];
    const { result } = await evaluate({ ...asked, gates });
    expect(result.gates?.map(({ status }) => status)).toEqual(['pass', 'fail', 'pass', 'fail']);
  });

  it('are compared with those of an earlier report, and of another column', async () => {
    const baseline = await evaluate({ ...asked, columns: { target: 'real', prediction: 'real' } });
    const { result } = await evaluate({ ...asked, baseline });
    expect(result.comparison?.slices?.[0]?.slices[0]?.losses.map(({ verdict }) => verdict)).toEqual([
      'worse',
      'worse',
      'worse',
    ]);
    const both = await evaluate({ ...asked, columns: { target: 'real', prediction: ['guess', 'real'] } });
    for (const { losses } of both.result.comparison?.slices?.[0]?.slices ?? []) {
      const [mse, rmse] = losses;
      expect(mse?.verdict).toBe('better');
      expect(rmse?.difference).toBe(-(rmse?.baseline ?? NaN));
      expect(rmse?.reason).toBe('it has no number per row, so no interval');
    }
  });

  it.each(['rmse', 'wape', 'auc'])('have no intervals by the spread of rows: %s', async (losses) => {
    const given = losses === 'auc' ? { target: 'label', prediction: 'probability' } : asked.columns;
    await expect(
      evaluate({ ...asked, losses, confidence: 0.9, ...(given && { columns: given }) }),
    ).rejects.toThrow(
      /^E_SLICE_LOSS --loss \w+: expected losses that are the mean of a number per row, for intervals/,
    );
  });

  it('nor has perplexity, which is e to a mean', async () => {
    await expect(
      evaluate({
        ...asked,
        losses: 'perplexity-logits',
        columns: { target: 'kind', prediction: 'scores' },
        confidence: 0.9,
      }),
    ).rejects.toThrow(/^E_SLICE_LOSS --loss perplexity-logits/);
  });
});

it('reports show them', async () => {
  const dump = new URL('../../../../examples/dumps/penguin-body-mass.arrow', import.meta.url).pathname;
  const args = [dump, '--loss', 'mae,rmse,r2', '--by', 'species', '--gate', 'rmse[species=Gentoo] < 280'];
  const sinks = ['--report', 'prometheus=metrics.prom', '--report', 'markdown=report.md'];
  const { stdout } = await offmark(['eval', ...args, ...sinks], { cwd: folder });
  const [markdown, prometheus] = ['report.md', 'metrics.prom'].map((name) =>
    readFileSync(path.join(folder, name), 'utf8'),
  );
  const slices = prometheus?.split('\n').filter((line) => line.startsWith('offmark_slice_loss'));
  for (const text of [stdout, markdown, slices?.join('\n')])
    expect(text?.replaceAll(dump, 'penguin-body-mass.arrow')).toMatchSnapshot();
});
