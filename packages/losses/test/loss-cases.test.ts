import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { lossNamed, measureNamed, measures } from '@offmark/losses';
import type { Accumulator, LossValue, Measure } from '@offmark/losses';
import { ulpDistance } from './ulp.ts';

/** One case of the oracle's file, as it is written there. */
interface Case {
  readonly name: string;
  readonly loss: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly yTrue: readonly unknown[];
  readonly yPred: readonly unknown[];
  readonly weights?: readonly number[];
  readonly expectedF64: number | string;
  readonly status: 'ours' | 'rival' | 'bounded' | 'rescale or refuse';
}

/** The names that the cases have for our losses. */
const lossNames: Readonly<Record<string, string>> = {
  mse: 'mse',
  mae: 'mae',
  huber: 'huber',
  smoothL1: 'smooth-l1',
  logCosh: 'log-cosh',
  pinball: 'pinball',
  msle: 'msle',
  mape: 'mape',
  smape: 'smape',
  cosineSimilarity: 'cosine-similarity',
  poissonDeviance: 'poisson-deviance',
  poissonNLL: 'poisson-nll',
  gammaDeviance: 'gamma-deviance',
  tweedieDeviance: 'tweedie-deviance',
  brier: 'brier',
  brierMulti: 'categorical-brier',
  focalLogits: 'focal-logits',
  hinge: 'hinge',
  squaredHinge: 'squared-hinge',
  multiclassHinge: 'multiclass-hinge',
  kl: 'kl',
  js: 'js',
  bceProb: 'bce',
  bceLogits: 'bce-logits',
  cceProb: 'cce',
  cceLogits: 'cce-logits',
  sparseCceLogits: 'sparse-cce-logits',
  rmse: 'rmse',
  r2: 'r2',
  explainedVariance: 'explained-variance',
  pearson: 'pearson',
  medianAE: 'median-absolute-error',
  ece: 'ece',
  auc: 'auc',
};

/** The names that the cases have for our parameters; the value for those that only say what we do anyway. */
const parameterNames: Readonly<Record<string, string | { readonly only: readonly unknown[] }>> = {
  alpha: 'alpha',
  beta: 'beta',
  delta: 'delta',
  direction: { only: ['KL(true||pred)'] },
  eps: 'floor',
  epsilon: 'floor',
  full: 'full',
  gamma: 'gamma',
  labels: { only: ['01'] },
  power: 'power',
  range: { only: ['0..2'] },
  scale: { only: [1] },
  scaleByHalf: { only: [false] },
  labelSmoothing: 'labelSmoothing',
  posWeight: 'posWeight',
  normalize: 'normalize',
  classWeights: 'classWeights',
  ignoreIndex: 'ignoreIndex',
  reduction: { only: ['weighted_mean', 'none'] },
  bins: 'bins',
  edges: { only: ['[a,b), last [a,b]'] },
  constantTarget: { only: ['zero'] },
  multiOutput: { only: ['uniform_average'] },
};

/** Cases of these losses that follow another library, and why we don't. */
const notOurs: Readonly<Record<string, string>> = {
  mae_weight_zero_row_batch_divisor: 'the divisor is Σw, not the number of rows (Keras losses)',
  mae_weights_sum_overflows: 'refused: weight × value overflows, and the state says so',
  'bce_p0_y1_logclamp_-100': 'the argument of the logarithm is clamped, not its value (PyTorch)',
  'bce_p1_y1_eps_1e-7': 'a perfect row costs exactly 0: clamped from below only (Keras)',
  ece_p1_own_bin_torchmetrics: 'a probability of 1 belongs to the last bin (TorchMetrics)',
  class_weights_mean_by_n: 'the divisor is the sum of the class weights (PyTorch with soft labels)',
};

function parse(path: string): readonly Case[] {
  const cases: unknown = JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8'));
  if (!Array.isArray(cases)) throw new TypeError('the cases are an array');
  return cases;
}
const cases = parse('./data/loss-cases.json');

const toNumber = (value: unknown): number => Number(value);
const toInput = (values: readonly unknown[]): number[] | number[][] =>
  values.every((value) => Array.isArray(value))
    ? values.map((row) => (row as unknown[]).map(toNumber))
    : values.map(toNumber);

function parametersOf({ params }: Case): Readonly<Record<string, unknown>> {
  const { logInput: _logInput, shards: _shards, ...others } = params;
  const parameters: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(others)) {
    const ours = parameterNames[key];
    if (typeof ours === 'string') parameters[ours] = key === 'full' && value === false ? 'none' : value;
    else if (ours === undefined || !ours.only.includes(value))
      throw new Error(`no parameter for ${key} = ${String(value)}`);
  }
  return parameters;
}

/** What is a parameter there is a loss of its own here, for it says what the predictions are. */
function nameOf({ loss, params }: Case): string {
  const name = lossNames[loss.replace('.grad', '')] ?? '';
  return params['logInput'] === true ? `${name}-log` : name;
}

const measureOf = (oracle: Case): Measure => measureNamed(nameOf(oracle), parametersOf(oracle));

const known = cases.filter(({ loss }) => lossNames[loss.replace('.grad', '')] !== undefined);
const ours = known.filter(({ status }) => status === 'ours');
const bounded = known.filter(({ status }) => status === 'bounded');

/** The rows of a case as accumulators take them, from one row to the next. */
function add(running: Accumulator, { yTrue, yPred, weights }: Case, from: number, to: number): Accumulator {
  const options = weights === undefined ? {} : { weights: weights.slice(from, to) };
  return running.add(toInput(yTrue.slice(from, to)), toInput(yPred.slice(from, to)), options);
}

/** Of all rows at once, streamed row by row, and merged of two accumulators, cut after the first row or in the middle. */
function results(oracle: Case): readonly LossValue[] {
  const measure = measureOf(oracle);
  const rows = oracle.yTrue.length;
  const whole = add(measure.accumulator(), oracle, 0, rows);
  const streamed = measure.accumulator();
  for (let row = 0; row < rows; row++) add(streamed, oracle, row, row + 1);
  const merged = [1, Math.ceil(rows / 2)].map((cut) =>
    add(measure.accumulator(), oracle, 0, cut).merge(add(measure.accumulator(), oracle, cut, rows)),
  );
  expect(JSON.stringify(streamed)).toBe(JSON.stringify(whole));
  return [whole, ...merged].map(({ result }) => result);
}

describe(`${ours.length} oracle cases of ${measures.length} losses and metrics`, () => {
  it.each(ours.filter(({ loss }) => !loss.endsWith('.grad')))('$name', (oracle) => {
    for (const { value, state } of results(oracle)) {
      const number = value ?? (state === 'inf' ? Infinity : NaN);
      expect(ulpDistance(number, Number(oracle.expectedF64))).toBeLessThanOrEqual(4);
    }
  });

  it.each(bounded)('$name: inside the bounds', (oracle) => {
    for (const { value, details } of results(oracle)) {
      const { low, high } = details ?? {};
      expect(low).toBeLessThanOrEqual(Number(oracle.expectedF64));
      expect(high).toBeGreaterThanOrEqual(Number(oracle.expectedF64));
      expect(value).toBeGreaterThanOrEqual(Number(low));
      expect(value).toBeLessThanOrEqual(Number(high));
    }
  });

  it.each(ours.filter(({ loss }) => loss.endsWith('.grad')))('$name', (oracle) => {
    const gradient = lossNamed(nameOf(oracle), parametersOf(oracle)).gradient(
      toInput(oracle.yTrue),
      toInput(oracle.yPred),
    );
    expect(ulpDistance(gradient[0] ?? NaN, Number(oracle.expectedF64))).toBeLessThanOrEqual(4);
  });

  it('names every other case of these losses, with why', () => {
    const others = known.filter((oracle) => !ours.includes(oracle) && !bounded.includes(oracle));
    expect(others.map(({ name }) => name).toSorted()).toEqual(Object.keys(notOurs).toSorted());
  });

  it('refuses loudly where a weighted value overflows', () => {
    const oracle = cases.find(({ name }) => name === 'mae_weights_sum_overflows');
    const { weights = [], yTrue = [], yPred = [] } = oracle ?? {};
    const running = lossNamed('mae').accumulator();
    running.add(toInput(yTrue), toInput(yPred), { weights });
    expect(running.result).toEqual({ value: null, state: 'overflow' });
  });
});
