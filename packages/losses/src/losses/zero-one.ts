import { less } from '../expression/arithmetic.ts';
import { rankOfLabel } from '../expression/vectors.ts';
import { defineLoss } from '../loss/define-loss.ts';
import { labelScores } from '../loss/tasks.ts';
import { ignoreIndex } from './shared-parameters.ts';

export const zeroOne = defineLoss({
  name: 'zero-one',
  summary: 'The share of rows in which another class than the label has the largest score: 1 − accuracy.',
  columns: labelScores,
  parameters: { ignoreIndex },
  value: ({ target, prediction }) => less(0, rankOfLabel(prediction, target)),
  ignoredLabel: ({ ignoreIndex }) => ignoreIndex,
  source: 'Hastie, Tibshirani, Friedman 2009, doi:10.1007/978-0-387-84858-7',
  guide: {
    group: 'classes',
    unit: 'none; a share of rows',
    use: 'To say how often the best guess is wrong. Of equal scores the class of the lowest index is the guess.',
    avoid: 'Where classes are of very different frequency, and to judge probabilities: sparse-cce.',
    elsewhere: {
      Keras: 'SparseCategoricalAccuracy: 1 minus it.',
      'scikit-learn': 'zero_one_loss of the argmax: the same.',
    },
  },
});
