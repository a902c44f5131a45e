import { defineLoss } from '../loss/define-loss.ts';
import { labelProbabilities } from '../loss/tasks.ts';
import { weightOfLabel } from './class-weighting.ts';
import { logProbabilities } from './log-probabilities.ts';
import { classWeights, ignoreIndex, labelSmoothing, logFloor, normalize } from './shared-parameters.ts';
import { sparseCrossEntropy } from './sparse-cross-entropy.ts';

export const sparseCce = defineLoss({
  name: 'sparse-cce',
  summary:
    'Categorical cross-entropy with the class as an index: as cce with one-hot labels, without storing them.',
  columns: labelProbabilities,
  parameters: { floor: logFloor, labelSmoothing, classWeights, normalize, ignoreIndex },
  value: ({ target, prediction }, { floor, labelSmoothing, classWeights, normalize }) =>
    sparseCrossEntropy(target, logProbabilities(prediction, floor, normalize), labelSmoothing, classWeights),
  divisor: ({ target }, { classWeights }) => weightOfLabel(target, classWeights),
  ignoredLabel: ({ ignoreIndex }) => ignoreIndex,
  source: 'Good 1952, doi:10.1111/j.2517-6161.1952.tb00104.x',
  guide: {
    group: 'classes',
    unit: 'nats',
    use: 'For labels that are an index and class probabilities: the usual score of a classifier.',
    avoid: 'For columns of logits: sparse-cce-logits. For soft labels: cce.',
    elsewhere: {
      PyTorch:
        'torch.nn.NLLLoss on logarithms of probabilities: the same; it ignores the label -100, ours ignores none unless told.',
      Keras: 'SparseCategoricalCrossentropy: clipped at 1e-7 on both sides.',
      'scikit-learn': "log_loss: clipped by the type's epsilon.",
    },
  },
});
