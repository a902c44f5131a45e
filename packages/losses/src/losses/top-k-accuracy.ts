import { less } from '../expression/arithmetic.ts';
import { rankOfLabel } from '../expression/vectors.ts';
import { defineLoss } from '../loss/define-loss.ts';
import { positiveInteger } from '../loss/parameter.ts';
import { labelScores } from '../loss/tasks.ts';
import { ignoreIndex } from './shared-parameters.ts';

export const topKAccuracy = defineLoss({
  name: 'top-k-accuracy',
  summary:
    'The share of rows in which the label is among the k classes of the largest scores. More is better.',
  columns: labelScores,
  parameters: {
    k: positiveInteger({ default: 5, symbol: 'n', summary: 'how many guesses a row has' }),
    ignoreIndex,
  },
  value: ({ target, prediction }, { k }) => less(rankOfLabel(prediction, target), k),
  ignoredLabel: ({ ignoreIndex }) => ignoreIndex,
  higherIsBetter: true,
  source: 'Russakovsky et al. 2015, doi:10.1007/s11263-015-0816-y',
  guide: {
    group: 'classes',
    unit: 'none; a share of rows, more is better',
    use: 'For many classes of which several may be right; k=1 is the accuracy. Of equal scores the class of the lowest index comes first.',
    avoid: 'For few classes: with k of them it is always 1.',
    elsewhere: {
      Keras: 'SparseTopKCategoricalAccuracy: all classes that tie with the last guess count as guesses.',
      'scikit-learn':
        'top_k_accuracy_score: of equal scores the class of the highest index comes first; default k = 2.',
    },
  },
});
