import { unitDeviance } from '../expression/special.ts';
import { defineLoss } from '../loss/define-loss.ts';
import { counts } from '../loss/tasks.ts';

export const poissonDeviance = defineLoss({
  name: 'poisson-deviance',
  summary: 'Twice the likelihood that a Poisson model of counts loses to a perfect one.',
  columns: counts,
  value: ({ target, prediction }) => unitDeviance(target, prediction, 1),
  source: 'McCullagh, Nelder 1989, doi:10.1007/978-1-4899-3242-6',
  guide: {
    group: 'counts',
    unit: 'none (twice nats); scales with the target',
    use: 'For counts and frequencies: the same ranking as poisson-nll, and 0 for a perfect prediction.',
    avoid: 'For amounts that spread in proportion to their mean: gamma-deviance.',
    elsewhere: {
      'scikit-learn': 'mean_poisson_deviance: the same, but ours keeps its digits near equality.',
    },
  },
});
