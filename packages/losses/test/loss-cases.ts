import { readFileSync } from 'node:fs';
import { expect } from 'vitest';
import { Accumulator, measureNamed } from '@offmark/losses';
import type { Backend, LossValue, Measure } from '@offmark/losses';
import { ulpDistance } from './ulp.ts';

/** One case of the oracle's file, as it is written there. */
export interface Case {
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

function parse(path: string): readonly Case[] {
  const cases: unknown = JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8'));
  if (!Array.isArray(cases)) throw new TypeError('the cases are an array');
  return cases;
}
export const cases = parse('./data/loss-cases.json');

const toNumber = (value: unknown): number => Number(value);
export const toInput = (values: readonly unknown[]): number[] | number[][] =>
  values.every((value) => Array.isArray(value))
    ? values.map((row) => (row as unknown[]).map(toNumber))
    : values.map(toNumber);

export function parametersOf({ params }: Case): Readonly<Record<string, unknown>> {
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
export function nameOf({ loss, params }: Case): string {
  const name = lossNames[loss.replace('.grad', '')] ?? '';
  return params['logInput'] === true ? `${name}-log` : name;
}

const measureOf = (oracle: Case): Measure => measureNamed(nameOf(oracle), parametersOf(oracle));

export const known = cases.filter(({ loss }) => lossNames[loss.replace('.grad', '')] !== undefined);
export const ours = known.filter(({ status }) => status === 'ours');
export const bounded = known.filter(({ status }) => status === 'bounded');

/** Those of values, not of gradients. */
export const ofValues = [...ours, ...bounded].filter(({ loss }) => !loss.endsWith('.grad'));

/** A case as accumulators take it: of all rows at once, row by row, and of shards that are merged. */
interface Outcome {
  readonly whole: Accumulator;
  readonly streamed: Accumulator;
  readonly merged: readonly Accumulator[];
}

type Range = readonly [from: number, to: number];

/** The ways to cut the rows: the case's own; after the first row, and in the middle. */
function shardings({ params, yTrue }: Case): readonly (readonly Range[])[] {
  const rows = yTrue.length;
  const { shards } = params;
  const own = Array.isArray(shards) ? [shards as Range[]] : [];
  const cuts = [1, Math.ceil(rows / 2)];
  return [
    ...own,
    ...cuts.map((cut): readonly Range[] => [
      [0, cut],
      [cut, rows],
    ]),
  ];
}

function add(running: Accumulator, { yTrue, yPred, weights }: Case, [from, to]: Range): Accumulator {
  const options = weights === undefined ? {} : { weights: weights.slice(from, to) };
  return running.add(toInput(yTrue.slice(from, to)), toInput(yPred.slice(from, to)), options);
}

/** What a backend makes of a case. */
export function outcomeOf(oracle: Case, backend: Backend): Outcome {
  const measure = measureOf(oracle);
  const rows = oracle.yTrue.length;
  const of = (range: Range): Accumulator => add(new Accumulator(measure, backend), oracle, range);
  const streamed = new Accumulator(measure, backend);
  for (let row = 0; row < rows; row++) add(streamed, oracle, [row, row + 1]);
  const merged = shardings(oracle).map((shards) =>
    shards.map(of).reduce((before, after) => before.merge(after)),
  );
  return { whole: of([0, rows]), streamed, merged };
}

/** The results of all ways. */
export const resultsOf = ({ whole, streamed, merged }: Outcome): readonly LossValue[] =>
  [whole, streamed, ...merged].map(({ result }) => result);

/** Holds each to the case's number: within 4 ulp, or within its own bounds. */
export function expectValue(oracle: Case, results: readonly LossValue[]): void {
  const expected = Number(oracle.expectedF64);
  for (const { value, state, details } of results) {
    if (oracle.status === 'bounded') {
      const { low, high } = details ?? {};
      expect(low).toBeLessThanOrEqual(expected);
      expect(high).toBeGreaterThanOrEqual(expected);
      expect(value).toBeGreaterThanOrEqual(Number(low));
      expect(value).toBeLessThanOrEqual(Number(high));
    } else {
      const number = value ?? (state === 'inf' ? Infinity : NaN);
      expect(ulpDistance(number, expected)).toBeLessThanOrEqual(4);
    }
  }
}
