import {
  binaryTarget,
  classDistribution,
  classLabel,
  classLogits,
  classProbabilities,
  logit,
  probability,
  realPrediction,
  realTarget,
} from './domain.ts';
import type { Domain } from './domain.ts';

type Shape = 'row' | 'matrix';

/** What a loss compares with what: its columns. */
export interface Task<T extends Shape, P extends Shape> {
  readonly target: Domain<T>;
  readonly prediction: Domain<P>;
}

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
