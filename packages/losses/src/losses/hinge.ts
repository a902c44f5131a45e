import { defineLoss } from '../loss/define-loss.ts';
import { signs } from '../loss/tasks.ts';
import { lackOfMargin } from './margin.ts';

export const hinge = defineLoss({
  name: 'hinge',
  summary:
    'How far a decision stays short of a margin of 1 on the right side: the loss of support vector machines.',
  columns: signs,
  value: ({ target, prediction }) => lackOfMargin(target, prediction),
  source: 'Cortes, Vapnik 1995, doi:10.1007/BF00994018',
  guide: {
    group: 'binary',
    unit: 'margins',
    use: 'For classifiers that give a decision value and not a probability. Labels are 1 and −1, or 1 and 0.',
    avoid: 'For probabilities: bce, brier.',
    elsewhere: {
      Keras: 'Hinge: it maps labels of 0 to −1 only in batches without −1; ours is told row by row.',
      'scikit-learn': 'hinge_loss: the same.',
      Optax: 'hinge_loss: the same; labels are 1 and −1.',
    },
  },
});
