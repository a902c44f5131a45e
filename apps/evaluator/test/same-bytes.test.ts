import path from 'node:path';
import { createReadStream } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { accuracy, auc, bce, mse, rmse, sparseCceLogits } from '@offmark/losses';
import { evaluate } from './support/valid-report.ts';
import type { EvaluateOptions } from 'offmark';
import { matrix, numbers, writeDump } from './support/dump.ts';
import { testFolder } from './support/folder.ts';
import { randomNumbers } from './support/random.ts';

const folder = testFolder();
const rows = 80_000;
const random = randomNumbers(7);
const fill = <T extends Float32Array | Float64Array | Uint8Array | Int32Array>(
  values: T,
  next: () => number,
): T => {
  for (let i = 0; i < values.length; i++) values[i] = next();
  return values;
};
const real = fill(new Float64Array(rows), () => (random() - 0.5) * 10 ** (random() * 20 - 10));
const guess = fill(new Float64Array(rows), () => (random() - 0.5) * 10 ** (random() * 20 - 10));
const weight = fill(new Float64Array(rows), () => random() * 3);
const label = fill(new Uint8Array(rows), () => (random() < 0.4 ? 1 : 0));
const probability = fill(new Float32Array(rows), random);
const classLabel = fill(new Int32Array(rows), () => Math.floor(random() * 5));
const logits = fill(new Float32Array(rows * 5), () => (random() - 0.5) * 40);
const outputs = fill(new Float32Array(rows * 5), () => (random() - 0.5) * 40);
const columns = {
  real: numbers(real),
  guess: numbers(guess),
  weight: numbers(weight),
  label: numbers(label),
  probability: numbers(probability),
  class: numbers(classLabel),
  logits: matrix(logits, 5),
  outputs: matrix(outputs, 5),
};

const jobs: readonly (readonly [
  losses: string,
  columns: EvaluateOptions['columns'] & object,
  value: number | null,
])[] = [
  [
    'mse,mae',
    { target: 'real', prediction: 'guess', weight: 'weight' },
    mse.mean(real, guess, { weights: weight }),
  ],
  ['bce', { target: 'label', prediction: 'probability' }, bce.mean(label, probability)],
  [
    'sparse-cce-logits',
    { target: 'class', prediction: 'logits' },
    sparseCceLogits.mean(classLabel, { data: logits, classes: 5 }),
  ],
  [
    'rmse,r2,explained-variance,rse,pearson,concordance,wape,max-error,median-absolute-error',
    { target: 'real', prediction: 'guess', weight: 'weight' },
    rmse.evaluate(real, guess, { weights: weight }).value,
  ],
  [
    'auc,average-precision:bins=100,ece,mce,brier-skill,d2-log-loss,binary-f1,binary-confusion-matrix',
    { target: 'label', prediction: 'probability', weight: 'weight' },
    auc.evaluate(label, probability, { weights: weight }).value,
  ],
  [
    'accuracy,f1,mcc,kappa,confusion-matrix,perplexity-logits',
    { target: 'class', prediction: 'logits' },
    accuracy.evaluate(classLabel, { data: logits, classes: 5 }).value,
  ],
  [
    'mse,rmse,r2',
    { target: 'outputs', prediction: 'logits' },
    mse.evaluate({ data: outputs, classes: 5 }, { data: logits, classes: 5 }).value,
  ],
];

/** Every layout of the same rows: batches of one row, smaller and larger than a chunk, and one of all. */
const files = [1, 1000, 65_537, 1_000_000].flatMap((batchRows) =>
  (['file', 'stream'] as const).map((format) => {
    const name = `${batchRows}.${format === 'file' ? 'arrow' : 'arrows'}`;
    return [name, writeDump(path.join(folder, name), columns, rows, { format, batchRows })] as const;
  }),
);

describe('the result has the same bytes', () => {
  it.each(jobs)(
    '%s: with 1, 2 and 7 workers, both backends, on files, streams and a pipe, in batches of any size',
    async (losses, names, value) => {
      const results = new Set<string>();
      for (const [name, file] of files) {
        for (const workers of name.startsWith('1.') ? [2] : [1, 2, 7]) {
          // Backends take turns: neither they nor the workers change a bit.
          const backend = workers === 2 ? 'plain' : 'simd';
          const report = await evaluate({ inputs: [file], losses, columns: names, workers, backend });
          results.add(JSON.stringify(report.result));
          expect(report.provenance.workers).toBe(workers);
        }
      }
      const [, piped = ''] = files.find(([name]) => name === '1000.arrows') ?? [];
      for (const workers of [1, 2, 7]) {
        const stdin = createReadStream(piped);
        const report = await evaluate({ inputs: ['-'], losses, columns: names, workers, stdin });
        results.add(JSON.stringify(report.result));
      }
      expect(results.size).toBe(1);
      const [result = ''] = results;
      // The library over arrays goes the same way as the command over files.
      expect(JSON.parse(result).losses[0].value).toBe(value);
    },
  );

  it('when the rows come in several files, in any order given', async () => {
    const parts = ['a', 'b', 'c'].map((name) =>
      writeDump(path.join(folder, `part-${name}.arrow`), columns, rows),
    );
    const options = { losses: 'mse', columns: { target: 'real', prediction: 'guess' } };
    const one = await evaluate({ ...options, inputs: parts, workers: 1 });
    const other = await evaluate({ ...options, inputs: parts.toReversed(), workers: 2 });
    expect(one.result).toEqual(other.result);
    expect(one.result.rows.read).toBe(3 * rows);
  });

  it('of exact sums, when the rows come in another order too', async () => {
    const order = Array.from({ length: rows }, (_, i) => (i * 7919) % rows);
    const turned = {
      real: numbers(Float64Array.from(order, (i) => real[i] ?? NaN)),
      guess: numbers(Float64Array.from(order, (i) => guess[i] ?? NaN)),
      weight: numbers(Float64Array.from(order, (i) => weight[i] ?? NaN)),
    };
    const results = new Set<string>();
    const [, plain = ''] = files.find(([name]) => name === '1000.arrow') ?? [];
    const other = writeDump(path.join(folder, 'turned.arrow'), turned, rows, { batchRows: 777 });
    for (const file of [plain, other]) {
      for (const workers of [1, 2, 7]) {
        for (const backend of ['plain', 'simd'] as const) {
          const report = await evaluate({
            inputs: [file],
            losses: 'mse,mae',
            columns: { target: 'real', prediction: 'guess', weight: 'weight' },
            sum: 'exact',
            workers,
            backend,
          });
          expect(report.provenance.sum).toBe('exact');
          results.add(JSON.stringify(report.result));
        }
      }
    }
    expect(results.size).toBe(1);
    const [result = ''] = results;
    const value = mse.mean(real, guess, { weights: weight, sum: 'exact' });
    expect(JSON.parse(result).losses[0].value).toBe(value);
  });
}, 120_000);
