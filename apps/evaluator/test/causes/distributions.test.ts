import path from 'node:path';
import { createReadStream } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { CalibrationCurve, EvaluateOptions } from 'offmark';
import { Dictionary, Int32, Utf8 } from 'apache-arrow';
import { itemAt } from '../../src/item-at.ts';
import { offmark } from '../support/command.ts';
import { matrix, nullable, numbers, typed, writeDump } from '../support/dump.ts';
import { testFolder } from '../support/folder.ts';
import { randomNumbers } from '../support/random.ts';
import { evaluate } from '../support/valid-report.ts';

const folder = testFolder();
const rows = 150_000;
const random = randomNumbers(53);
const target = Float64Array.from({ length: rows }, () => random() * 50);
const prediction = target.map((y) => y + (random() - 0.5) * 10 * random());
const weight = Float64Array.from({ length: rows }, () => (random() < 0.2 ? 0 : 1 + random()));
const holes = Array.from(prediction, (p) => (random() < 0.01 ? null : p));
const probability = Float32Array.from({ length: rows }, random);
const label = probability.map((p) => (random() < p ? 1 : 0));
const names = ['cat', 'dog', 'owl'];
const kind = Array.from({ length: rows }, () => names[Math.floor(random() * 3)] ?? '');
const scores = Float32Array.from({ length: rows * 3 }, () => (random() - 0.5) * 6);
const columns = {
  target: numbers(target),
  prediction: numbers(prediction),
  weight: numbers(weight),
  holes: nullable(holes),
  probability: numbers(probability),
  label: numbers(label),
  kind: typed(kind, new Dictionary(new Utf8(), new Int32())),
  scores: matrix(scores, 3),
};
const layouts = (
  [
    ['file', 1000],
    ['stream', 65_537],
    ['file', 1_000_000],
  ] as const
).map(([format, batchRows]) =>
  writeDump(path.join(folder, `${batchRows}.${format}`), columns, rows, { format, batchRows }),
);
const file = path.join(folder, '1000.file');

/** The report's sections, which have to be the same from all layouts, workers and backends, and from a pipe. */
async function sectionsOf(options: Omit<EvaluateOptions, 'inputs'>) {
  const seen = new Set<string>();
  const run = async (more: Partial<EvaluateOptions> & Pick<EvaluateOptions, 'inputs'>) => {
    const { histograms, calibration } = (await evaluate({ ...options, ...more })).result;
    seen.add(JSON.stringify({ histograms, calibration }));
    return { histograms, calibration };
  };
  for (const input of layouts) {
    for (const workers of [1, 2, 7]) {
      await run({ inputs: [input], workers, backend: workers === 2 ? 'plain' : 'simd' });
    }
  }
  for (const workers of [1, 7]) {
    await run({ inputs: ['-'], workers, stdin: createReadStream(path.join(folder, '65537.stream')) });
  }
  expect(seen.size).toBe(1);
  return run({ inputs: [file] });
}

const countWithin = (values: readonly number[], low: number, high: number): number =>
  values.filter((x) => x >= low && x < high).length;

const mean = (values: readonly number[]): number => values.reduce((sum, x) => sum + x, 0) / values.length;

/** How far the means of a curve's bins are off those of the same rows, found one by one. */
function worstGap(
  curve: CalibrationCurve | undefined,
  pairs: readonly (readonly [target: number, prediction: number])[],
): number {
  const gaps = (curve?.bins ?? []).flatMap((bin, i, { length }) => {
    const isLast = i === length - 1;
    const own = pairs.filter(([, p]) => p >= bin.low && (p < bin.high || (isLast && p === bin.high)));
    if (own.length !== bin.rows) return [Infinity];
    return [
      Math.abs((bin.prediction ?? NaN) - mean(own.map(([, p]) => p))),
      Math.abs((bin.target ?? NaN) - mean(own.map(([y]) => y))),
    ];
  });
  return gaps.length === 0 || gaps.some(Number.isNaN) ? Infinity : Math.max(...gaps);
}

describe('histograms', () => {
  it('of the error and of each loss count every used row, whatever the workers, batches and backend', async () => {
    const { histograms = [] } = await sectionsOf({
      losses: 'mse,huber:delta=2',
      columns: { prediction: 'holes', weight: 'weight' },
      policies: { nulls: 'skip' },
      histogram: true,
    });
    expect(histograms.map(({ of, loss, parameters }) => [of, loss, parameters])).toEqual([
      ['error', undefined, undefined],
      ['loss', 'mse', {}],
      ['loss', 'huber', { delta: 2 }],
    ]);
    const used = Array.from(target, (_, row) => row).filter(
      (row) => weight[row] !== 0 && holes[row] !== null,
    );
    const errors = used.map((row) => (holes[row] ?? 0) - (target[row] ?? 0));
    const values = [errors, errors.map((e) => e * e)];
    for (const [i, own] of values.entries()) {
      const { edges, counts, below, above } = itemAt(histograms, i);
      expect(counts).toEqual(
        counts.map((_, bin) => countWithin(own, edges[bin] ?? NaN, edges[bin + 1] ?? NaN)),
      );
      expect(counts.reduce((sum, count) => sum + count, below + above)).toBe(used.length);
      expect(below + above).toBeLessThanOrEqual(used.length / 100);
      expect(counts.length).toBeGreaterThan(10);
    }
  });

  it('have the edges that were asked for', async () => {
    const { histograms = [] } = await sectionsOf({
      losses: 'mse,mae',
      histogram: ['error:-3,-1,0,1,3', 'mae:0,1,2', 'loss:0,10'],
    });
    const errors = Array.from(prediction, (p, row) => p - (target[row] ?? 0));
    const sizes = errors.map(Math.abs);
    expect(histograms[0]).toEqual({
      of: 'error',
      edges: [-3, -1, 0, 1, 3],
      counts: [
        countWithin(errors, -3, -1),
        countWithin(errors, -1, 0),
        countWithin(errors, 0, 1),
        countWithin(errors, 1, 3),
      ],
      below: countWithin(errors, -Infinity, -3),
      above: countWithin(errors, 3, Infinity),
    });
    expect(histograms[1]).toMatchObject({
      loss: 'mae',
      counts: [countWithin(sizes, 0, 1), countWithin(sizes, 1, 2)],
    });
    expect(histograms.slice(2).map(({ loss }) => loss)).toEqual(['mse', 'mae']);
  });

  it('are of the losses with the parameters that are written, among others of that name', async () => {
    const { histograms = [] } = await sectionsOf({
      losses: 'huber,huber:delta=2,mae',
      histogram: ['huber:delta=2', 'huber:delta=1:0,1,2', 'huber:0,9'],
    });
    const errors = Array.from(prediction, (p, row) => Math.abs(p - (target[row] ?? 0)));
    const values = errors.map((error) => (error < 1 ? (error * error) / 2 : error - 0.5));
    expect(histograms.map(({ parameters }) => parameters)).toEqual([
      { delta: 2 },
      { delta: 1 },
      { delta: 1 },
      { delta: 2 },
    ]);
    expect(histograms[1]?.counts).toEqual([countWithin(values, 0, 1), countWithin(values, 1, 2)]);
  });

  it('leave the losses as they are', async () => {
    const plain = await evaluate({ inputs: [file], losses: 'mse,mae,rmse' });
    const { histograms, calibration, ...result } = (
      await evaluate({ inputs: [file], losses: 'mse,mae,rmse', histogram: true, calibration: 10 })
    ).result;
    expect(result).toEqual(plain.result);
    expect([histograms?.length, calibration?.length]).toEqual([3, 1]);
  });
}, 120_000);

describe('calibration', () => {
  it('of a probability', async () => {
    const { calibration = [] } = await sectionsOf({
      losses: 'bce',
      columns: { target: 'label', prediction: 'probability' },
      calibration: 10,
    });
    expect(calibration.map(({ of, bins }) => [of, bins.length])).toEqual([['probability', 10]]);
    expect(
      worstGap(
        calibration[0],
        Array.from(probability, (p, row) => [label[row] ?? NaN, p]),
      ),
    ).toBeLessThan(1e-12);
  });

  it('of each class, behind logits', async () => {
    const { calibration = [] } = await sectionsOf({
      losses: 'sparse-cce-logits',
      columns: { target: 'kind', prediction: 'scores' },
      classes: names,
      calibration: 8,
    });
    expect(calibration.map(({ of }) => of)).toEqual(['scores[cat]', 'scores[dog]', 'scores[owl]']);
    const powers = Array.from(scores, Math.exp);
    for (const [k, curve] of calibration.entries()) {
      const pairs = kind.map((name, row) => {
        const own = powers.slice(row * 3, row * 3 + 3);
        return [name === names[k] ? 1 : 0, (own[k] ?? NaN) / own.reduce((sum, x) => sum + x, 0)] as const;
      });
      expect(worstGap(curve, pairs)).toBeLessThan(1e-12);
    }
  });

  it('of numbers: the mean error, in bins of about as many rows', async () => {
    const { calibration = [] } = await sectionsOf({ losses: 'mae', calibration: 12 });
    const pairs = Array.from(prediction, (p, row) => [target[row] ?? NaN, p] as const);
    expect(worstGap(calibration[0], pairs)).toBeLessThan(1e-11);
    const bins = calibration[0]?.bins ?? [];
    expect(bins.length).toBe(12);
    for (const bin of bins) {
      expect(Math.abs(bin.rows / (rows / 12) - 1)).toBeLessThan(0.05);
      expect(Math.abs((bin.error ?? NaN) - ((bin.prediction ?? NaN) - (bin.target ?? NaN)))).toBeLessThan(
        1e-12,
      );
    }
  });

  it('and histograms are of no rows, where there are none', async () => {
    const none = { inputs: [file], where: 'target < -1', histogram: true, calibration: 2 } as const;
    const { result } = await evaluate({ ...none, losses: 'mse' });
    expect(result.histograms?.[0]).toEqual({ of: 'error', edges: [0, 1], counts: [0], below: 0, above: 0 });
    expect(result.calibration).toEqual([{ of: 'prediction', bins: [] }]);
    const empty = writeDump(
      path.join(folder, 'none.arrow'),
      { target: numbers(new Float64Array(0)), prediction: numbers(new Float64Array(0)) },
      0,
    );
    expect((await evaluate({ ...none, inputs: [empty], losses: 'mse' })).result.histograms).toEqual(
      result.histograms,
    );
    const binary = await evaluate({
      ...none,
      losses: 'bce',
      columns: { target: 'label', prediction: 'probability' },
    });
    expect(
      binary.result.calibration?.[0]?.bins.map(({ rows: count, target: share }) => [count, share]),
    ).toEqual([
      [0, null],
      [0, null],
    ]);
  });
}, 120_000);

function run(...args: readonly string[]): ReturnType<typeof offmark> {
  return offmark(['eval', '1000.file', ...args], { cwd: folder });
}

describe('the command', () => {
  const classes = ['--target', 'kind', '--classes', 'cat,dog,owl', '--prediction', 'scores'];

  it('shows them', async () => {
    const args = [
      '--loss',
      'mse',
      '--histogram',
      'error',
      '--histogram',
      'loss:0,1,10',
      '--calibration',
      '4',
    ];
    expect((await run(...args)).stdout).toMatchSnapshot('text');
    expect((await run(...args, '--format', 'markdown')).stdout).toMatchSnapshot('Markdown');
    const page = await run(...args, '--report', 'html=page.html');
    expect([page.code, page.stderr]).toEqual([0, '']);
  });

  it('takes both without a value', async () => {
    const bare = await run('--loss', 'mse', '--histogram', '--calibration', '--format', 'json');
    const named = await run(
      '--loss',
      'mse',
      '--histogram',
      'error',
      '--histogram',
      'mse',
      '--calibration',
      '10',
      '--format',
      'json',
    );
    expect(JSON.parse(bare.stdout).result).toEqual(JSON.parse(named.stdout).result);
  });

  it('refuses in one line what cannot be shown', async () => {
    const refusals = [
      ['--loss', 'mse', '--histogram', 'eror'],
      ['--loss', 'mse', '--histogram', 'error:1,0'],
      ['--loss', 'mse', '--histogram', 'error:1'],
      ['--loss', 'huber,huber:delta=2', '--histogram', 'huber:delta=3'],
      ['--loss', 'huber:delta=2', '--histogram', 'huber:dleta=2'],
      ['--loss', 'huber:delta=2', '--histogram', 'huber:delta=2:1,0'],
      ['--loss', 'mse,rmse', '--histogram', 'rmse'],
      ['--loss', 'rmse', '--histogram', 'loss'],
      ['--loss', 'sparse-cce-logits', ...classes, '--histogram', 'error'],
      ['--loss', 'hinge', '--target', 'label', '--calibration'],
      ['--loss', 'mse', '--target', 'scores', '--prediction', 'scores', '--histogram'],
      ['--loss', 'mse', '--target', 'scores', '--prediction', 'scores', '--calibration'],
      ['--loss', 'mse', '--calibration', '0'],
    ];
    for (const args of refusals) {
      const { stderr, code } = await run(...args);
      expect(stderr).toMatchSnapshot(args.join(' '));
      expect([stderr.split('\n').length, code]).toEqual([2, 2]);
    }
  });
}, 120_000);
