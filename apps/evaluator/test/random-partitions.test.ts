import { createReadStream, mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { mergeStates, partialStateText } from 'offmark';
import type { EvaluateOptions, PartOptions, Result } from 'offmark';
import { numbers, writeDump } from './support/dump.ts';
import { testFolder } from './support/folder.ts';
import { randomNumbers } from './support/random.ts';
import { evaluate, evaluatePart } from './support/valid-report.ts';

/** More of them, each time others, with `npm run soak`. */
const draws = Number(process.env['OFFMARK_DRAWS'] ?? 14);
const seed = Number(process.env['OFFMARK_SEED'] ?? (draws === 14 ? 11 : Date.now() % 2 ** 31));

const folder = testFolder();
const random = randomNumbers(seed);
/** A prime, so that steps of any width visit each row once; three chunks. */
const rows = 170_003;

/** An integer from 0 to below. */
const below = (count: number): number => Math.floor(random() * count);
const oneOf = <T>(first: T, ...others: readonly T[]): T => others[below(others.length + 1) - 1] ?? first;
/** Fisher and Yates. */
function shuffled<T>(items: readonly T[]): readonly T[] {
  const left = [...items];
  return items.flatMap(() => left.splice(below(left.length), 1));
}

/** Numbers from 10⁻¹⁰ to 10¹⁰, so that sums in other orders differ in their last digits; a few NaN among them. */
const wild = (): Float64Array =>
  Float64Array.from({ length: rows }, (_, i) =>
    i % 5_003 === 0 ? NaN : (random() - 0.5) * 10 ** (random() * 20 - 10),
  );
const data = {
  real: wild(),
  guess: wild(),
  weight: Float32Array.from({ length: rows }, () => below(2_000) / 256),
  label: Uint8Array.from({ length: rows }, () => below(2)),
  probability: Float32Array.from({ length: rows }, random),
  group: Int32Array.from({ length: rows }, () => below(1 + below(40)) - 3),
};
type Data = typeof data;

interface Drawn extends Omit<EvaluateOptions, 'inputs'> {
  readonly losses: string;
  /** Whether the result depends on the order of the rows, however they are summed. */
  readonly isOrdered?: boolean;
}
const jobs: readonly Drawn[] = [
  { losses: 'mse,huber:delta=2', columns: { target: 'real', prediction: 'guess', weight: 'weight' } },
  { losses: 'mae', columns: { target: 'real', prediction: 'guess' }, where: 'label == 1 || weight > 3' },
  { losses: 'bce', columns: { target: 'label', prediction: 'probability' } },
  {
    losses: 'mse,mae',
    columns: { target: 'real', prediction: 'guess', weight: 'weight' },
    by: [['label'], ['group', 'probability']],
    bins: { probability: [0, 0.2, 0.9, 1] },
    top: 7,
    confidence: 0.95,
  },
  {
    losses: 'bce',
    columns: { target: 'label', prediction: 'probability' },
    where: 'weight > 1',
    by: [['label']],
    confidence: 0.8,
    cluster: 'group',
  },
  {
    losses: 'r2,rmse,pearson,median-absolute-error,max-error,wape',
    columns: { target: 'real', prediction: 'guess', weight: 'weight' },
  },
  {
    losses: 'auc,average-precision,ece,brier-skill',
    columns: { target: 'label', prediction: 'probability', weight: 'weight' },
  },
  {
    losses: 'huber,huber:delta=2',
    columns: { target: 'real', prediction: 'guess' },
    histogram: ['error', 'huber:delta=2', 'huber:delta=1:0,1,1e9'],
    by: [['label']],
  },
  {
    losses: 'mse,mae',
    columns: { target: 'real', prediction: 'guess', weight: 'weight' },
    where: 'group != 2',
    worst: 30,
    show: ['probability', 'group'],
    listBad: 17,
    calibration: 9,
    isOrdered: true,
  },
  {
    losses: 'bce',
    columns: { target: 'label', prediction: 'probability' },
    calibration: 12,
    isOrdered: true,
  },
  {
    losses: 'mse,mae,rmse',
    columns: { target: 'real', prediction: ['guess', 'weight', 'probability'] },
    isOrdered: true,
  },
  {
    losses: 'mse,mae',
    columns: { target: 'real', prediction: ['guess', 'probability'], weight: 'weight' },
    by: [['group'], ['label', 'weight']],
    bins: { weight: [0, 2, 4, 8] },
    top: 11,
    confidence: 0.9,
    isOrdered: true,
  },
  {
    losses: 'mae',
    columns: { target: 'real', prediction: ['guess', 'weight'] },
    where: 'probability > 0.1',
    by: [['label']],
    cluster: 'group',
    isOrdered: true,
  },
];

/** The rows in another order: from the last to the first, some moved behind the others, or scattered. */
function reordered({ real, guess, weight, label, probability, group }: Data): Data {
  const [turn, step] = [below(rows), 1 + below(rows - 1)];
  const place = oneOf<(i: number) => number>(
    (i) => rows - 1 - i,
    (i) => (i + turn) % rows,
    (i) => (i * step) % rows,
  );
  const places = Uint32Array.from({ length: rows }, (_, i) => place(i));
  return {
    real: Float64Array.from(places, (i) => real[i] ?? 0),
    guess: Float64Array.from(places, (i) => guess[i] ?? 0),
    weight: Float32Array.from(places, (i) => weight[i] ?? 0),
    label: Uint8Array.from(places, (i) => label[i] ?? 0),
    probability: Float32Array.from(places, (i) => probability[i] ?? 0),
    group: Int32Array.from(places, (i) => group[i] ?? 0),
  };
}

/** Where files begin and end: anywhere, at chunks' bounds and beside them, some of them empty. */
function cutsOf(): readonly number[] {
  const cuts = Array.from({ length: below(4) }, () =>
    Math.min(rows, oneOf(below(rows), 65_536 * (1 + below(2)) + below(3) - 1, 0)),
  );
  return [0, ...cuts.toSorted((a, b) => a - b), rows];
}

interface Layout {
  readonly format: 'file' | 'stream';
  readonly batchRows: number;
}
const wholeFile: Layout = { format: 'file', batchRows: rows };
const layoutOf = (): Layout => ({
  format: oneOf('file', 'stream'),
  batchRows: oneOf(Math.ceil(1_000 * 300 ** random()), 65_536, 65_537, 8_192),
});

/** The files of the rows between cuts, each as its layout says. */
function filesOf(columns: Data, cuts: readonly number[], layout: () => Layout): readonly string[] {
  const place = path.join(folder, `files-${below(2 ** 31)}`);
  mkdirSync(place);
  return cuts.slice(1).map((to, i) => {
    const [from, how] = [cuts[i] ?? 0, layout()];
    const parts = Object.entries(columns).map(
      ([name, values]) => [name, numbers(values.slice(from, to))] as const,
    );
    const file = path.join(place, `part-${i}.${how.format}`);
    return writeDump(file, Object.fromEntries(parts), to - from, how);
  });
}

/** A result without what names and batches of files are seen in: the places of single rows. */
const bytesOf = (result: Result): string =>
  JSON.stringify(result, (name, value: unknown) => (name === 'path' || name === 'batch' ? undefined : value));

type Job = PartOptions & EvaluateOptions;
type Way = (job: Job) => Promise<Result>;

const inOneRun: Way = async (job) => (await evaluate(job)).result;

/** The last input comes through a pipe. */
const throughPipe: Way = async (job) => {
  const inputs = [...job.inputs.slice(0, -1), '-'];
  const stdin = createReadStream(job.inputs.at(-1) ?? '', { highWaterMark: 1 + below(200_000) });
  return (await evaluate({ ...job, inputs, stdin })).result;
};

const inShards: Way = async (job) => {
  const count = 1 + below(6);
  const texts: string[] = [];
  for (let index = 1; index <= count; index++) {
    texts.push(partialStateText(await evaluatePart({ ...job, shard: { index, count } })));
  }
  return (await mergeStates(shuffled(texts))).result;
};

/** Ended up to three times in the middle, and taken up. */
const resumed: Way = async (job) => {
  const checkpoint = path.join(folder, `checkpoint-${below(2 ** 31)}`);
  for (let turn = below(3); turn >= 0; turn--) {
    const interruption = new AbortController();
    const enough = below(rows);
    const ended = evaluatePart({
      ...job,
      checkpoint,
      checkpointInterval: 0,
      signal: interruption.signal,
      onProgress: ({ rowsDone }) => {
        if (rowsDone > enough) interruption.abort();
      },
    });
    await ended.catch((error: unknown) => {
      if (!interruption.signal.aborted) throw error;
    });
  }
  return (await mergeStates([partialStateText(await evaluatePart({ ...job, checkpoint }))])).result;
};

/** Each input a job of its own, perhaps a day later. */
const asJobs: Way = async (job) => {
  const states = job.inputs.map(async (input) =>
    partialStateText(await evaluatePart({ ...job, inputs: [input] })),
  );
  return (await mergeStates(shuffled(await Promise.all(states)))).result;
};

const running = (): Pick<EvaluateOptions, 'workers' | 'backend'> => ({
  workers: oneOf(1, 1, 1, 2, 3, 7),
  backend: oneOf('plain', 'simd'),
});

/** What a job of that sum gives when it is evaluated plainly, and what the same rows give otherwise, by the way. */
async function draw(sum: 'kahan' | 'exact'): Promise<{
  readonly expected: string;
  readonly others: ReadonlyMap<string, string>;
}> {
  const fit = jobs.filter(({ isOrdered = false }) => sum === 'kahan' || !isOrdered);
  const { isOrdered: _, ...drawn } = oneOf({ losses: 'mse,mae', ...fit[0] }, ...fit);
  const job = {
    ...drawn,
    policies: { nans: 'skip' },
    sum,
  } as const;
  const cuts = cutsOf();
  const [plainly, otherwise] =
    sum === 'kahan' ? [data, data] : [data, oneOf(data, reordered(data), reordered(data))];
  const inputs = filesOf(plainly, sum === 'kahan' ? cuts : [0, rows], () => wholeFile);
  const expected = await inOneRun({ ...job, inputs, keepOrder: true, workers: 1, backend: 'plain' });
  const others = filesOf(otherwise, cuts, layoutOf);
  // Only streams come through pipes.
  const last = others.at(-1)?.endsWith('stream') === true ? throughPipe : inOneRun;
  const ways = [inOneRun, inShards, resumed, sum === 'kahan' ? last : asJobs];
  const results = new Map<string, string>();
  for (const way of shuffled(ways).slice(0, 2)) {
    const given = sum === 'kahan' ? others : shuffled(others);
    const got = await way({ ...job, inputs: given, keepOrder: true, ...running() });
    const by = JSON.stringify(job.by ?? []);
    const what = `${sum} of ${job.losses} by ${by}, ${way.name}, seed ${seed}, files at ${cuts.join(', ')}`;
    results.set(what, bytesOf(got));
  }
  for (const file of [...inputs, ...others]) rmSync(path.dirname(file), { recursive: true, force: true });
  return { expected: bytesOf(expected), others: results };
}

describe(`random partitions of the same rows, drawn from seed ${seed}, give the same bytes`, () => {
  const each = Array.from({ length: Math.ceil(draws / 2) }, (_, turn) => turn);
  it.each(each)('kahan, for the same inputs in their order: %i', async () => {
    const { expected, others } = await draw('kahan');
    expect(others.size).toBeGreaterThan(0);
    expect([...others]).toEqual([...others.keys()].map((what) => [what, expected]));
  });
  it.each(each)('exact, for any order and split of the rows: %i', async () => {
    const { expected, others } = await draw('exact');
    expect(others.size).toBeGreaterThan(0);
    expect([...others]).toEqual([...others.keys()].map((what) => [what, expected]));
  });
});
