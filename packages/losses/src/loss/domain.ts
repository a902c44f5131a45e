import type { LossErrorCode } from '../errors.ts';

/** What a column of a loss may hold. */
export interface Domain<S extends 'row' | 'matrix' = 'row' | 'matrix'> {
  readonly shape: S;
  /** How formulas write the column. */
  readonly symbol: string;
  /** In words, for error messages: "a probability in [0, 1]". */
  readonly description: string;
  /** The smallest and largest value, both included; ±∞ only where it is legal. */
  readonly low: number;
  readonly high: number;
  /** The values are the integers 0 … K − 1; K is the number of classes. */
  readonly label: boolean;
  /** The values of a row sum to 1; those that don't are counted as `unnormalised`. */
  readonly sumsToOne: boolean;
  /** What is wrong with a finite value outside. */
  readonly code: LossErrorCode;
  readonly next: string;
}

const base = {
  low: -Number.MAX_VALUE,
  high: Number.MAX_VALUE,
  label: false,
  sumsToOne: false,
  next: '',
} as const;

/** Any finite number, as target or prediction. */
export const realTarget: Domain<'row'> = {
  ...base,
  shape: 'row',
  symbol: 'y',
  description: 'a finite number',
  code: 'E_INFINITE',
};
export const realPrediction: Domain<'row'> = { ...realTarget, symbol: 'ŷ' };

/** A label of 0 or 1, or a probability between them (a soft label). */
export const binaryTarget: Domain<'row'> = {
  ...base,
  shape: 'row',
  symbol: 'y',
  description: 'a label in [0, 1]',
  low: 0,
  high: 1,
  code: 'E_LABEL_RANGE',
};
export const probability: Domain<'row'> = {
  ...binaryTarget,
  symbol: 'p',
  description: 'a probability in [0, 1]',
  code: 'E_PROBABILITY_RANGE',
  next: 'If the column holds logits, use the loss from logits.',
};
/** The log-odds of class 1; ±∞ is certainty. */
export const logit: Domain<'row'> = {
  ...base,
  shape: 'row',
  symbol: 'x',
  description: 'a logit',
  low: -Infinity,
  high: Infinity,
  code: 'E_INFINITE',
};

/** The index of a class. */
export const classLabel: Domain<'row'> = {
  ...base,
  shape: 'row',
  symbol: 'k',
  description: 'a class index',
  label: true,
  code: 'E_LABEL_RANGE',
  next: 'Classes count from 0; name a label to leave out with ignoreIndex.',
};
/** A distribution over the classes: one-hot, or soft. */
export const classDistribution: Domain<'matrix'> = {
  ...base,
  shape: 'matrix',
  symbol: 'yⱼ',
  description: 'class probabilities in [0, 1]',
  low: 0,
  high: 1,
  sumsToOne: true,
  code: 'E_LABEL_RANGE',
};
export const classProbabilities: Domain<'matrix'> = {
  ...classDistribution,
  symbol: 'pⱼ',
  code: 'E_PROBABILITY_RANGE',
  next: 'If the column holds logits, use the loss from logits.',
};
/** Unnormalised log-probabilities; −∞ rules a class out. */
export const classLogits: Domain<'matrix'> = {
  ...base,
  shape: 'matrix',
  symbol: 'xⱼ',
  description: 'class logits below +∞',
  low: -Infinity,
  code: 'E_INFINITE',
};

/** How much a row counts. */
export const weightDomain: Domain<'row'> = {
  ...base,
  shape: 'row',
  symbol: 'w',
  description: 'a weight of at least 0',
  low: 0,
  code: 'E_WEIGHT_RANGE',
};
