import { square } from '../expression/arithmetic.ts';
import { defineLoss } from '../loss/define-loss.ts';
import { signs } from '../loss/tasks.ts';
import { lackOfMargin } from './margin.ts';

export const squaredHinge = defineLoss({
  name: 'squared-hinge',
  summary:
    'The square of hinge: differentiable at the margin, and harder on decisions far on the wrong side.',
  columns: signs,
  value: ({ target, prediction }) => square(lackOfMargin(target, prediction)),
  source: 'Cortes, Vapnik 1995, doi:10.1007/BF00994018',
  guide: {
    group: 'binary',
    unit: 'margins, squared',
    use: 'As hinge, where the model was trained with it (linear support vector machines often are).',
    avoid: 'Where labels are noisy: a single one far on the wrong side outweighs many.',
    elsewhere: { Keras: 'SquaredHinge: as its Hinge, squared.' },
  },
});
