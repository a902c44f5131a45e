import {
  aboveMinusOnePrediction,
  aboveMinusOneTarget,
  binaryTarget,
  classDistribution,
  classLabel,
  classLogits,
  classProbabilities,
  classScores,
  countTarget,
  decisionValue,
  logit,
  logRate,
  positiveTarget,
  probability,
  rate,
  realPrediction,
  realTarget,
  signTarget,
  vectorPrediction,
  vectorTarget,
} from './domain.ts';
import type { Domain } from './domain.ts';

type Shape = 'row' | 'matrix';

/** What a loss compares with what: its columns. */
export type Task<T extends Shape, P extends Shape> = {
  readonly target: Domain<T>;
  readonly prediction: Domain<P>;
};

/** A number, predicted as a number. */
export const regression: Task<'row', 'row'> = { target: realTarget, prediction: realPrediction };
/** Yes or no, predicted as the probability of yes. */
export const binaryProbabilities: Task<'row', 'row'> = { target: binaryTarget, prediction: probability };
/** Yes or no, predicted as the log-odds of yes. */
export const binaryLogits: Task<'row', 'row'> = { target: binaryTarget, prediction: logit };
/** A distribution over classes, predicted as probabilities. */
export const distributionProbabilities: Task<'matrix', 'matrix'> = {
  target: classDistribution,
  prediction: classProbabilities,
};
/** A distribution over classes, predicted as logits. */
export const distributionLogits: Task<'matrix', 'matrix'> = {
  target: classDistribution,
  prediction: classLogits,
};
/** The index of a class, predicted as probabilities. */
export const labelProbabilities: Task<'row', 'matrix'> = {
  target: classLabel,
  prediction: classProbabilities,
};
/** The index of a class, predicted as logits. */
export const labelLogits: Task<'row', 'matrix'> = { target: classLabel, prediction: classLogits };
/** The index of a class, predicted as scores of which only the order or the distance matters. */
export const labelScores: Task<'row', 'matrix'> = { target: classLabel, prediction: classScores };
/** A number above −1, predicted as one. */
export const aboveMinusOne: Task<'row', 'row'> = {
  target: aboveMinusOneTarget,
  prediction: aboveMinusOnePrediction,
};
/** A count, or any amount from 0 on, predicted as its mean. */
export const counts: Task<'row', 'row'> = { target: countTarget, prediction: rate };
/** A count, predicted as the logarithm of its mean. */
export const logCounts: Task<'row', 'row'> = { target: countTarget, prediction: logRate };
/** An amount above 0, predicted as its mean. */
export const positives: Task<'row', 'row'> = { target: positiveTarget, prediction: rate };
/** Yes or no, predicted as a number of which the sign decides. */
export const signs: Task<'row', 'row'> = { target: signTarget, prediction: decisionValue };
/** A vector, predicted as a vector of the same length. */
export const vectors: Task<'matrix', 'matrix'> = { target: vectorTarget, prediction: vectorPrediction };
