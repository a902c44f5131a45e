import { logSoftmax } from '../expression/class-matrix.ts';
import { defineLoss } from '../loss/define-loss.ts';
import { labelLogits } from '../loss/tasks.ts';
import { weightOfLabel } from './class-weighting.ts';
import { classWeights, ignoreIndex, labelSmoothing } from './shared-parameters.ts';
import { sparseCrossEntropy } from './sparse-cross-entropy.ts';

export const sparseCceLogits = defineLoss({
  name: 'sparse-cce-logits',
  summary: 'Categorical cross-entropy on logits with the class as an index: the usual loss of a classifier.',
  columns: labelLogits,
  parameters: { labelSmoothing, classWeights, ignoreIndex },
  value: ({ target, prediction }, { labelSmoothing, classWeights }) =>
    sparseCrossEntropy(target, logSoftmax(prediction), labelSmoothing, classWeights),
  divisor: ({ target }, { classWeights }) => weightOfLabel(target, classWeights),
  ignoredLabel: ({ ignoreIndex }) => ignoreIndex,
  source: 'Bridle 1990, doi:10.1007/978-3-642-76153-9_28',
});
