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
  /** The values are integers. */
  readonly whole: boolean;
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
  whole: false,
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
  whole: true,
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

/** A number per class that orders them: probabilities, logits, or anything else. */
export const classScores: Domain<'matrix'> = {
  ...classLogits,
  symbol: 'sⱼ',
  description: 'class scores below +∞: probabilities or logits',
};

const limited = { ...base, shape: 'row', code: 'E_VALUE_RANGE' } as const;

/** A count, or any amount that may be 0. */
export const countTarget: Domain<'row'> = {
  ...limited,
  symbol: 'y',
  description: 'a number of at least 0',
  low: 0,
};
export const positiveTarget: Domain<'row'> = {
  ...limited,
  symbol: 'y',
  description: 'a number above 0',
  low: Number.MIN_VALUE,
};
/** The mean of a count or of an amount. */
export const rate: Domain<'row'> = { ...positiveTarget, symbol: 'μ' };
export const logRate: Domain<'row'> = { ...realTarget, symbol: 'x' };
export const variance: Domain<'row'> = { ...positiveTarget, symbol: 'v', description: 'a variance above 0' };
/** Where ln(1 + x) is a number. */
export const aboveMinusOneTarget: Domain<'row'> = {
  ...limited,
  symbol: 'y',
  description: 'a number above -1',
  low: -1 + 2 ** -53,
};
export const aboveMinusOnePrediction: Domain<'row'> = { ...aboveMinusOneTarget, symbol: 'ŷ' };

/** Yes is 1; no is −1 or 0, told row by row. */
export const signTarget: Domain<'row'> = {
  ...base,
  shape: 'row',
  symbol: 'y',
  description: 'a label of -1, 0 or 1',
  low: -1,
  high: 1,
  whole: true,
  code: 'E_LABEL_RANGE',
};
/** What a classifier decides by: yes above 0. */
export const decisionValue: Domain<'row'> = { ...realTarget, symbol: 'f' };

/** A vector per row. */
export const vectorTarget: Domain<'matrix'> = {
  ...base,
  shape: 'matrix',
  symbol: 'yⱼ',
  description: 'finite numbers',
  code: 'E_INFINITE',
};
export const vectorPrediction: Domain<'matrix'> = { ...vectorTarget, symbol: 'ŷⱼ' };

/** Amounts per class that need not sum to 1. */
export const classAmounts: Domain<'matrix'> = {
  ...base,
  shape: 'matrix',
  symbol: 'yⱼ',
  description: 'numbers of at least 0',
  low: 0,
  code: 'E_VALUE_RANGE',
};
export const predictedAmounts: Domain<'matrix'> = { ...classAmounts, symbol: 'qⱼ' };

/** How much a row counts. */
export const weightDomain: Domain<'row'> = {
  ...base,
  shape: 'row',
  symbol: 'w',
  description: 'a weight of at least 0',
  low: 0,
  code: 'E_WEIGHT_RANGE',
};
