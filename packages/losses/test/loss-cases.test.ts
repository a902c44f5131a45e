import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { catalogue, lossNamed } from '@offmark/losses';
import type { Loss } from '@offmark/losses';
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
};

/** Cases of these losses that follow another library, and why we don't. */
const notOurs: Readonly<Record<string, string>> = {
  mae_weight_zero_row_batch_divisor: 'the divisor is Σw, not the number of rows (Keras losses)',
  mae_weights_sum_overflows: 'refused: weight × value overflows, and the state says so',
  'bce_p0_y1_logclamp_-100': 'the argument of the logarithm is clamped, not its value (PyTorch)',
  'bce_p1_y1_eps_1e-7': 'a perfect row costs exactly 0: clamped from below only (Keras)',
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

function lossOf({ loss, params }: Case): Loss | undefined {
  const name = lossNames[loss.replace('.grad', '')];
  if (name === undefined) return undefined;
  const { logInput, ...others } = params;
  const parameters: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(others)) {
    const ours = parameterNames[key];
    if (typeof ours === 'string') parameters[ours] = key === 'full' && value === false ? 'none' : value;
    else if (ours === undefined || !ours.only.includes(value))
      throw new Error(`no parameter for ${key} = ${String(value)}`);
  }
  // What is a parameter there is a loss of its own here, for it says what the predictions are.
  return lossNamed(logInput === true ? `${name}-log` : name, parameters);
}

const known = cases.filter(({ loss }) => lossNames[loss.replace('.grad', '')] !== undefined);
const ours = known.filter(({ status }) => status === 'ours');

describe(`${ours.length} oracle cases of ${catalogue.length} losses`, () => {
  it.each(ours.filter(({ loss }) => !loss.endsWith('.grad')))('$name', (oracle) => {
    const loss = lossOf(oracle);
    const options = oracle.weights === undefined ? {} : { weights: oracle.weights };
    const mean = loss?.mean(toInput(oracle.yTrue), toInput(oracle.yPred), options) ?? NaN;
    expect(ulpDistance(mean, Number(oracle.expectedF64))).toBeLessThanOrEqual(4);
  });

  it.each(ours.filter(({ loss }) => loss.endsWith('.grad')))('$name', (oracle) => {
    const gradient = lossOf(oracle)?.gradient(toInput(oracle.yTrue), toInput(oracle.yPred));
    expect(ulpDistance(gradient?.[0] ?? NaN, Number(oracle.expectedF64))).toBeLessThanOrEqual(4);
  });

  it('names every other case of these losses, with why', () => {
    const others = known.filter(({ status }) => status !== 'ours').map(({ name }) => name);
    expect(others.toSorted()).toEqual(Object.keys(notOurs).toSorted());
  });

  it('refuses loudly where a weighted value overflows', () => {
    const oracle = cases.find(({ name }) => name === 'mae_weights_sum_overflows');
    const { weights = [], yTrue = [], yPred = [] } = oracle ?? {};
    const running = lossNamed('mae').accumulator();
    running.add(toInput(yTrue), toInput(yPred), { weights });
    expect(running.result).toEqual({ value: null, state: 'overflow' });
  });
});
