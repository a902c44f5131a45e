import { logSoftmax } from '../expression/class-matrix.ts';
import { meanOfRows } from '../expression/aggregate.ts';
import { exp as exponential } from '../expression/exponential.ts';
import { constant } from '../expression/expression.ts';
import type { Expression } from '../expression/expression.ts';
import { defineMetric } from '../loss/define-metric.ts';
import type { MeanSums } from '../loss/define-metric.ts';
import { labelLogits, labelProbabilities } from '../loss/tasks.ts';
import { logProbabilities } from '../losses/log-probabilities.ts';
import { ignoreIndex, logFloor, normalize } from '../losses/shared-parameters.ts';
import { sparseCrossEntropy } from '../losses/sparse-cross-entropy.ts';
import { exp } from '../math/index.ts';
import { dividePairs } from '../sums/index.ts';

/** e^mean, from a mean of more than a double's digits: its absolute error is the result's relative one. */
function exponentialOfMean({ total, weight }: MeanSums): number {
  const mean = dividePairs(total, weight);
  const value = exp(mean.high);
  return value + value * mean.low;
}

/** −ln of what the label has. */
const surprise = (label: Expression<'row'>, logs: Expression<'matrix'>): Expression<'row'> =>
  sparseCrossEntropy(label, logs, constant(0), null);

const shared = {
  finish: exponentialOfMean,
  source: 'Jelinek, Mercer, Bahl, Baker 1977, doi:10.1121/1.2016299',
  guide: {
    group: 'classes',
    unit: 'classes',
    use: 'For language models: e^cross-entropy, as if the choice were among so many equal tokens.',
    avoid: 'It is not comparable between vocabularies; to train, choose the cross-entropy itself.',
    elsewhere: {},
  },
} as const;

export const perplexity = defineMetric({
  ...shared,
  name: 'perplexity',
  summary: 'e to the sparse-cce: among how many equally likely classes the probabilities leave the choice.',
  columns: labelProbabilities,
  parameters: { floor: logFloor, normalize, ignoreIndex },
  value: ({ target, prediction }, { floor, normalize }) =>
    surprise(target, logProbabilities(prediction, floor, normalize)),
  formula: ({ target, prediction }, { floor, normalize }) =>
    exponential(meanOfRows(surprise(target, logProbabilities(prediction, floor, normalize)))),
  ignoredLabel: ({ ignoreIndex }) => ignoreIndex,
});

export const perplexityLogits = defineMetric({
  ...shared,
  name: 'perplexity-logits',
  summary: 'e to the sparse-cce-logits: among how many equally likely classes the logits leave the choice.',
  columns: labelLogits,
  parameters: { ignoreIndex },
  value: ({ target, prediction }) => surprise(target, logSoftmax(prediction)),
  formula: ({ target, prediction }) => exponential(meanOfRows(surprise(target, logSoftmax(prediction)))),
  ignoredLabel: ({ ignoreIndex }) => ignoreIndex,
});
