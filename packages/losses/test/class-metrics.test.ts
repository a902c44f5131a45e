import { describe, expect, it } from 'vitest';
import {
  accuracy,
  auc,
  averagePrecision,
  bce,
  binaryConfusionMatrix,
  binaryF1,
  binaryJaccard,
  binaryKappa,
  binaryMcc,
  binaryPrecision,
  binaryRecall,
  confusionMatrix,
  d2LogLoss,
  ece,
  f1,
  jaccard,
  kappa,
  mce,
  mcc,
  medianAbsoluteError,
  perplexity,
  perplexityLogits,
  precision,
  quantileAbsoluteError,
  recall,
  sparseCce,
  sparseCceLogits,
} from '@offmark/losses';
import { Random } from './math/random.ts';

const random = new Random(11);
const list = <T>(length: number, next: (i: number) => T): T[] => Array.from({ length }, (_, i) => next(i));

/** Class 3 of 5 is never a label, class 4 never predicted but for a few rows. */
const classes = 5;
const labels = list(400, () => [0, 1, 2, 4][random.whole(4)] ?? 0);
const scores = labels.map((k) =>
  list(classes, (j) => random.unit() + (j === k ? 0.4 : 0) - (j === 4 ? 0.8 : 0)),
);
const predicted = scores.map((row) => row.indexOf(Math.max(...row)));

const countOf = (holds: (i: number) => boolean): number => labels.filter((_, i) => holds(i)).length;
const perClass = list(classes, (k) => ({
  hits: countOf((i) => labels[i] === k && predicted[i] === k),
  truths: countOf((i) => labels[i] === k),
  guesses: countOf((i) => predicted[i] === k),
}));
const occurring = perClass.filter(({ truths, guesses }) => truths + guesses > 0);
const ratios = {
  precision: ({ hits, guesses }: (typeof perClass)[0]) => (guesses === 0 ? 0 : hits / guesses),
  recall: ({ hits, truths }: (typeof perClass)[0]) => (truths === 0 ? 0 : hits / truths),
  f1: ({ hits, truths, guesses }: (typeof perClass)[0]) => (2 * hits) / (truths + guesses),
  jaccard: ({ hits, truths, guesses }: (typeof perClass)[0]) => hits / (truths + guesses - hits),
} as const;
const averaged = { precision, recall, f1, jaccard } as const;

describe('metrics of classes, against counting', () => {
  it('has the confusion matrix', () => {
    const { details, value } = confusionMatrix.evaluate(labels, scores);
    const matrix = list(classes, (k) =>
      list(classes, (j) => countOf((i) => labels[i] === k && predicted[i] === j)),
    );
    expect(details).toEqual({ matrix });
    expect(value).toBe(accuracy.evaluate(labels, scores).value);
    expect(value).toBe(countOf((i) => labels[i] === predicted[i]) / labels.length);
  });

  it.each(Object.entries(averaged))('%s: macro, weighted and micro, and of each class', (name, metric) => {
    const ratio = ratios[name as keyof typeof ratios];
    const macro = occurring.reduce((sum, each) => sum + ratio(each), 0) / occurring.length;
    const weighted = occurring.reduce((sum, each) => sum + ratio(each) * each.truths, 0) / labels.length;
    const hits = perClass.reduce((sum, each) => sum + each.hits, 0);
    const micro = ratio({ hits, truths: labels.length, guesses: labels.length });
    const result = metric.evaluate(labels, scores);
    expect(result.value).toBeCloseTo(macro, 14);
    expect(metric.with({ average: 'weighted' }).evaluate(labels, scores).value).toBeCloseTo(weighted, 14);
    expect(metric.with({ average: 'micro' }).evaluate(labels, scores).value).toBeCloseTo(micro, 14);
    expect(result.details?.['classes']).toHaveLength(classes);
  });

  it('mcc and kappa: covariances of indicators, and agreement beyond chance', () => {
    const n = labels.length;
    const covariance = (a: readonly number[], b: readonly number[]): number =>
      list(classes, (k) => {
        const [p, q] = [a.filter((x) => x === k).length / n, b.filter((x) => x === k).length / n];
        return a.filter((x, i) => x === k && b[i] === k).length / n - p * q;
      }).reduce((x, y) => x + y);
    const expected =
      covariance(labels, predicted) /
      Math.sqrt(covariance(labels, labels) * covariance(predicted, predicted));
    expect(mcc.evaluate(labels, scores).value).toBeCloseTo(expected, 14);
    const chance = perClass.reduce((sum, { truths, guesses }) => sum + (truths / n) * (guesses / n), 0);
    const agreed = countOf((i) => labels[i] === predicted[i]) / n;
    expect(kappa.evaluate(labels, scores).value).toBeCloseTo((agreed - chance) / (1 - chance), 14);
  });

  it('takes the first of equal scores, and leaves an ignored label out', () => {
    expect(
      accuracy.evaluate(
        [0, 1],
        [
          [0.5, 0.5],
          [0.5, 0.5],
        ],
      ).value,
    ).toBe(0.5);
    const ignoring = accuracy.with({ ignoreIndex: -1 });
    expect(
      ignoring.evaluate(
        [-1, 1],
        [
          [0.9, 0.1],
          [0.1, 0.9],
        ],
      ).value,
    ).toBe(1);
    expect(accuracy.evaluate([2], [[-Infinity, -3, -2]]).value).toBe(1);
  });

  it('refuses more classes than it holds', () => {
    const wide = { data: new Float32Array(1025), classes: 1025 };
    expect(() => accuracy.evaluate([0], wide)).toThrow(
      'E_CLASS_COUNT confusion matrix: expected at most 1024',
    );
  });
});

const outcomes = list<number>(300, () => (random.unit() < 0.3 ? 1 : 0));
const probabilities = outcomes.map((y) => Math.round((0.7 * random.unit() + 0.3 * y) * 200) / 200);
const rowWeights = list(300, () => 0.1 + 2 * random.unit());

const none = (reason: string) => ({ value: null, state: 'undefined', reason });

describe('metrics of yes or no', () => {
  it('counts the four cells', () => {
    const { details } = binaryConfusionMatrix.with({ threshold: 0.4 }).evaluate(outcomes, probabilities);
    const cell = (y: number, above: boolean): number =>
      outcomes.filter((label, i) => label === y && (probabilities[i] ?? 0) > 0.4 === above).length;
    expect(details).toEqual({
      matrix: [
        [cell(0, false), cell(0, true)],
        [cell(1, false), cell(1, true)],
      ],
    });
  });

  it('counts a tie with the threshold, and a soft label, as stated', () => {
    expect(binaryConfusionMatrix.evaluate([1], [0.5]).details).toEqual({
      matrix: [
        [0, 0],
        [1, 0],
      ],
    });
    expect(binaryConfusionMatrix.evaluate([0.25], [0.9]).details).toEqual({
      matrix: [
        [0, 0.75],
        [0, 0.25],
      ],
    });
  });

  it('says why there is no value', () => {
    expect(binaryPrecision.evaluate([1, 0], [0.1, 0.1])).toEqual(none('no row is predicted positive'));
    expect(binaryRecall.evaluate([0, 0], [0.9, 0.1])).toEqual(none('no target is positive'));
    expect(binaryF1.evaluate([0], [0.1])).toEqual(none('no row is positive or predicted so'));
    expect(binaryJaccard.evaluate([0], [0.1])).toEqual(none('no row is positive or predicted so'));
    expect(binaryMcc.evaluate([0, 1], [0.1, 0.2])).toEqual(none('all rows are predicted to be of one class'));
    expect(binaryKappa.evaluate([1], [0.9])).toEqual(none('all rows are of one class and predicted so'));
    expect(auc.evaluate([1, 1], [0.1, 0.2])).toEqual(none('all targets are of one class'));
    expect(averagePrecision.evaluate([0, 0], [0.1, 0.2])).toEqual(none('no target is positive'));
    expect(d2LogLoss.evaluate([1, 1], [0.1, 0.2])).toEqual(none('all targets are of one class'));
  });
});

function exactAuc(weights: readonly number[]): number {
  let [won, pairs] = [0, 0];
  for (const [i, y] of outcomes.entries()) {
    for (const [j, z] of outcomes.entries()) {
      const weight = y * (1 - z) * (weights[i] ?? 0) * (weights[j] ?? 0);
      const [p, q] = [probabilities[i] ?? NaN, probabilities[j] ?? NaN];
      won += weight * (p > q ? 1 : p === q ? 0.5 : 0);
      pairs += weight;
    }
  }
  return won / pairs;
}

/** Over the distinct thresholds from above: the rise in recall times the precision. */
function exactAveragePrecision(weights: readonly number[]): number {
  const thresholds = [...new Set(probabilities)].toSorted((a, b) => b - a);
  const total = outcomes.reduce((sum, y, i) => sum + y * (weights[i] ?? 0), 0);
  let [area, before] = [0, 0];
  for (const threshold of thresholds) {
    let [hits, taken] = [0, 0];
    for (const [i, y] of outcomes.entries()) {
      if ((probabilities[i] ?? 0) < threshold) continue;
      hits += y * (weights[i] ?? 0);
      taken += weights[i] ?? 0;
    }
    area += ((hits - before) / total) * (hits / taken);
    before = hits;
  }
  return area;
}

describe.each([
  ['auc', auc, exactAuc],
  ['average-precision', averagePrecision, exactAveragePrecision],
] as const)('%s', (_name, metric, exact) => {
  it.each([1, 2, 3, 10, 37, 200, 4096, 100_000])('has bounds over %i bins that hold', (bins) => {
    for (const weights of [outcomes.map(() => 1), rowWeights]) {
      const { value, details } = metric.with({ bins }).evaluate(outcomes, probabilities, { weights });
      const [low, high] = [Number(details?.['low']), Number(details?.['high'])];
      expect(details?.['bins']).toBe(bins);
      expect(low).toBeLessThanOrEqual(exact(weights) + 1e-13);
      expect(high).toBeGreaterThanOrEqual(exact(weights) - 1e-13);
      expect(value).toBeGreaterThanOrEqual(low);
      expect(value).toBeLessThanOrEqual(high);
      expect(high - low).toBeLessThanOrEqual(bins === 1 ? 1 : bins < 100 ? 0.9 : 0.15);
    }
  });
});

it('auc has the same number for both bounds where bins tell all pairs apart', () => {
  const { value, details } = auc.evaluate([0, 1, 0, 1], [0.1, 0.2, 0.3, 0.9]);
  expect(value).toBe(0.75);
  expect(details).toEqual({ low: 0.75, high: 0.75, bins: 4096 });
});

describe('calibration', () => {
  it('has the table, and the mean and the largest gap of it', () => {
    const bins = list(10, (bin) => {
      const rows = [...probabilities.keys()].filter(
        (i) => Math.min(9, Math.floor((probabilities[i] ?? 0) * 10)) === bin,
      );
      const meanOf = (values: readonly number[]): number =>
        rows.reduce((sum, i) => sum + (values[i] ?? 0), 0) / rows.length;
      return { weight: rows.length, prediction: meanOf(probabilities), target: meanOf(outcomes) };
    }).filter(({ weight }) => weight > 0);
    const gaps = bins.map(({ prediction, target }) => Math.abs(prediction - target));
    const expected = bins.reduce((sum, { weight }, i) => sum + (weight / 300) * (gaps[i] ?? 0), 0);
    const result = ece.with({ bins: 10 }).evaluate(outcomes, probabilities);
    expect(result.value).toBeCloseTo(expected, 14);
    expect(mce.with({ bins: 10 }).evaluate(outcomes, probabilities).value).toBeCloseTo(Math.max(...gaps), 14);
    expect(result.details?.['bins']).toHaveLength(bins.length);
    expect(result.details?.['bins']).toMatchObject(bins.map(({ weight }) => ({ weight })));
  });
});

describe('formulas of means', () => {
  it('perplexity is e to the cross-entropy', () => {
    const logits = scores.map((row) => row.map((x) => 5 * x));
    const mean = sparseCceLogits.mean(labels, logits);
    expect(perplexityLogits.evaluate(labels, logits).value).toBeCloseTo(Math.exp(mean), 12);
    const shares = logits.map((row) => {
      const sum = row.reduce((a, x) => a + Math.exp(x), 0);
      return row.map((x) => Math.exp(x) / sum);
    });
    const ofShares = perplexity.evaluate(labels, shares).value;
    expect(ofShares).toBeCloseTo(Math.exp(sparseCce.mean(labels, shares)), 12);
    expect(
      perplexity.evaluate(
        [0, 1],
        [
          [0.25, 0.75],
          [0.75, 0.25],
        ],
      ).value,
    ).toBe(4);
  });

  it('counts clipped rows', () => {
    const running = perplexity.accumulator().add([0], [[0, 1]]);
    expect(running.rows.clipped).toBe(1);
  });

  it('d2-log-loss is what bce leaves of that of the mean label', () => {
    for (const labelled of [outcomes, outcomes.map((y) => 0.9 * y + 0.05)]) {
      const share = labelled.reduce((a, b) => a + b) / labelled.length;
      const prior = bce.mean(
        labelled,
        labelled.map(() => share),
      );
      const expected = 1 - bce.mean(labelled, probabilities) / prior;
      expect(d2LogLoss.evaluate(labelled, probabilities).value).toBeCloseTo(expected, 12);
    }
  });
});

describe('quantiles of the absolute error', () => {
  const target = list(501, () => random.between(-5, 5) * 10 ** random.between(-6, 6));
  const prediction = target.map((y) => y + random.between(-1, 1) * 10 ** random.between(-8, 4));
  const sizes = target.map((y, i) => Math.abs((prediction[i] ?? 0) - y)).toSorted((a, b) => a - b);

  it.each([0, 0.1, 0.25, 0.5, 0.9, 0.999, 1])('%f: between bounds 0.1 %% apart', (quantile) => {
    for (const count of [501, 500]) {
      const kept = sizes.slice(0, count);
      const at = quantile * count;
      const first = kept[Math.max(0, Math.ceil(at) - 1)] ?? NaN;
      const next = Number.isInteger(at) ? (kept[at] ?? first) : first;
      const exact = quantile === 0 ? (kept[0] ?? NaN) : (first + next) / 2;
      const metric = quantileAbsoluteError.with({ quantile });
      const { value, details } = metric.evaluate(
        list(count, () => 0),
        kept,
      );
      const [low, high] = [Number(details?.['low']), Number(details?.['high'])];
      expect(low).toBeLessThanOrEqual(exact);
      expect(high).toBeGreaterThanOrEqual(exact);
      expect(Math.abs((value ?? NaN) - exact)).toBeLessThanOrEqual(2 ** -11 * exact);
    }
  });

  it('is 0 where predictions are perfect, and whole for huge and tiny errors', () => {
    expect(medianAbsoluteError.evaluate([1, 2, 3], [1, 2, 3]).value).toBe(0);
    for (const size of [1e308, 1e-308]) {
      const { value } = medianAbsoluteError.evaluate([0], [size]);
      expect(Math.abs((value ?? 0) / size - 1)).toBeLessThan(2 ** -10);
    }
    expect(medianAbsoluteError.evaluate([-1e308], [1e308])).toEqual({ value: null, state: 'overflow' });
  });
});
