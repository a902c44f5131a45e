import { describe, expect, it } from 'vitest';
import { accuracy, d2LogLoss, metrics, perplexity, r2, wape } from '@offmark/losses';
import { Random } from './math/random.ts';

const random = new Random(3);
const rows = 200;
const numbers = (): number[] =>
  Array.from({ length: rows }, () => random.between(-1, 1) * 10 ** random.between(-9, 9));

describe('metrics of exact sums', () => {
  it('have the same bits in any order of the rows', () => {
    const [target, prediction] = [numbers(), numbers()];
    const forwards = wape.evaluate(target, prediction, { sum: 'exact' });
    const backwards = wape.evaluate(target.toReversed(), prediction.toReversed(), { sum: 'exact' });
    expect(forwards).toEqual(backwards);
    expect(forwards.value).toBeCloseTo(wape.evaluate(target, prediction).value ?? NaN, 12);
  });

  it('finish as those of compensated sums do', () => {
    const labels = [0, 1, 1, 0, 1];
    const probabilities = [0.2, 0.7, 0.9, 0.4, 0.3];
    const pairs = probabilities.map((p) => [1 - p, p]);
    const loss = [0.8, 0.7, 0.9, 0.6, 0.3].reduce((total, p) => total - Math.log(p), 0) / 5;
    const prior = -(0.6 * Math.log(0.6) + 0.4 * Math.log(0.4));
    for (const sum of ['kahan', 'exact'] as const) {
      expect(d2LogLoss.evaluate(labels, probabilities, { sum }).value).toBeCloseTo(1 - loss / prior, 14);
      expect(perplexity.evaluate(labels, pairs, { sum }).value).toBeCloseTo(Math.exp(loss), 14);
    }
    const state = wape.accumulator(undefined, { sum: 'exact' }).add([1, 2], [3, 4]);
    expect(wape.accumulator(JSON.parse(JSON.stringify(state))).result).toEqual(state.result);
  });

  it('are refused where a last bit may depend on the order', () => {
    expect(() => r2.evaluate([1], [2], { sum: 'exact' })).toThrow(
      'E_SUM_METHOD r2: expected sum kahan for this metric, got exact. Evaluate it in a run of its own.',
    );
    expect(() => accuracy.accumulator(undefined, { sum: 'exact' })).toThrow('E_SUM_METHOD');
    const allowed = metrics.filter(({ reducers }) =>
      reducers.every(({ kind }) => kind === 'sum' || kind === 'maximum'),
    );
    expect(allowed.map(({ name }) => name)).toEqual([
      'wape',
      'max-error',
      'd2-log-loss',
      'perplexity',
      'perplexity-logits',
    ]);
  });
});
