import {
  classWeights as perClass,
  flag,
  fraction,
  nonNegative,
  optionalInteger,
  positive,
} from '../loss/parameter.ts';

/** Where logarithms are clamped: 2⁻⁵², whatever the columns' type, so that a perfect row costs exactly 0. */
export const logFloor = fraction({
  default: 2 ** -52,
  symbol: 'ε',
  neutral: 0,
  summary: 'the least argument of a logarithm; 0 clamps nothing',
});

export const labelSmoothing = fraction({
  default: 0,
  symbol: 'α',
  neutral: 0,
  summary: 'how much of each label is spread over all classes',
});

export const posWeight = positive({
  default: 1,
  symbol: 'v',
  neutral: 1,
  summary: 'how much the term of the positive label counts; the divisor stays as it is',
});

export const classWeights = perClass({
  summary: 'how much each class counts, in the loss and in the divisor',
});

export const normalize = flag({
  default: false,
  summary: 'divide the probabilities of a row by their sum first',
});

export const polyEpsilon = nonNegative({
  default: 2,
  symbol: 'ε₁',
  neutral: 0,
  summary: 'how much the probability that the label lacks counts beside its cross-entropy',
});

export const ignoreIndex = optionalInteger({ summary: 'rows with this label are left out' });
