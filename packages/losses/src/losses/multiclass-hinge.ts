import { relu, sub } from '../expression/arithmetic.ts';
import { pick } from '../expression/class-matrix.ts';
import { maxOfOthers } from '../expression/vectors.ts';
import { defineLoss } from '../loss/define-loss.ts';
import { labelScores } from '../loss/tasks.ts';
import { ignoreIndex } from './shared-parameters.ts';

export const multiclassHinge = defineLoss({
  name: 'multiclass-hinge',
  summary: "How far the label's score stays short of a margin of 1 above the best of the others.",
  columns: labelScores,
  parameters: { ignoreIndex },
  // The margin is rounded before it is taken from 1: near the kink the error is 2⁻⁵³ and more.
  value: ({ target, prediction }) =>
    relu(sub(1, sub(pick(prediction, target), maxOfOthers(prediction, target)))),
  ignoredLabel: ({ ignoreIndex }) => ignoreIndex,
  source: 'Crammer, Singer 2001, doi:10.1162/15324430260185628',
  guide: {
    group: 'classes',
    unit: 'margins',
    use: 'For classifiers that give a score per class and no probabilities.',
    avoid: 'For probabilities: sparse-cce, categorical-brier.',
    elsewhere: {
      PyTorch: 'torch.nn.MultiMarginLoss: another loss, which adds up the lack of margin over all classes.',
      Keras: 'CategoricalHinge: the same for one-hot labels, as long as scores are not below 0.',
      'scikit-learn': 'hinge_loss with more than two classes: the same.',
      Optax: 'multiclass_hinge_loss: the same.',
    },
  },
});
