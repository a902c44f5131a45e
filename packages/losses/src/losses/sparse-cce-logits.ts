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
  guide: {
    group: 'classes',
    unit: 'nats',
    use: 'For labels that are an index and logits: the usual loss of a classifier, exact where probabilities would round.',
    avoid: 'For columns of probabilities: sparse-cce. For soft labels: cce-logits.',
    elsewhere: {
      PyTorch:
        'torch.nn.CrossEntropyLoss: the same; it ignores the label -100, ours ignores none unless told.',
      Keras: 'SparseCategoricalCrossentropy(from_logits=True): the same.',
      Optax: 'softmax_cross_entropy_with_integer_labels: the same.',
    },
  },
});
