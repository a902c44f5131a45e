import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { mergeStates, partialStateText } from 'offmark';
import { matrix, numbers, writeDump } from './support/dump.ts';
import { testFolder } from './support/folder.ts';
import { randomNumbers } from './support/random.ts';
import { evaluate, evaluatePart } from './support/valid-report.ts';

const rows = 200_000;
const classes = 3;
const random = randomNumbers(31);
const real = Float64Array.from({ length: rows }, () => 1e12 + 10 * random());
const guess = real.map((y) => y + random() - 0.5);
const probability = Float32Array.from({ length: rows }, random);
const label = Uint8Array.from(probability, (p) => (random() < p ? 1 : 0));
const classLabel = Int32Array.from({ length: rows }, (_, i) => (i * 7) % classes);
const scores = Float32Array.from({ length: rows * classes }, random);
const others = Float32Array.from({ length: rows * classes }, random);
const input = writeDump(
  path.join(testFolder(), 'dump.arrow'),
  {
    real: numbers(real),
    guess: numbers(guess),
    label: numbers(label),
    probability: numbers(probability),
    class: numbers(classLabel),
    scores: matrix(scores, classes),
    others: matrix(others, classes),
  },
  rows,
);

describe('states of metrics', () => {
  it.each([
    ['real', 'guess', 'rmse,r2,pearson,concordance,wape,max-error,median-absolute-error'],
    ['label', 'probability', 'auc,average-precision,ece,mce,brier-skill,d2-log-loss,binary-f1'],
    ['class', 'scores', 'accuracy,f1,mcc,kappa,confusion-matrix,perplexity-logits'],
    ['others', 'scores', 'mse,rmse,r2'],
  ])(
    'of shards merge into the bytes of one run: %s with %s',
    async (target, prediction, losses) => {
      const job = { inputs: [input], losses, columns: { target, prediction }, workers: 1 };
      const whole = await evaluate(job);
      const texts: string[] = [];
      for (const index of [2, 3, 1]) {
        texts.push(partialStateText(await evaluatePart({ ...job, shard: { index, count: 3 } })));
      }
      const merged = await mergeStates(texts);
      expect(JSON.stringify(merged.result)).toBe(JSON.stringify(whole.result));
      expect(whole.result.losses.every(({ value }) => value !== null)).toBe(true);
    },
    60_000,
  );

  it('are refused where they were changed', async () => {
    const job = { inputs: [input], losses: 'r2', columns: { target: 'real', prediction: 'guess' } };
    const text = partialStateText(await evaluatePart({ ...job, workers: 1 }));
    await expect(mergeStates([text.replace('"kind":"moments"', '"kind":"bins"')])).rejects.toThrow(
      /E_STATE .*reduced\[0\]\.kind: expected moments, got bins/,
    );
  });
});
