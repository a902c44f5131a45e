import { unitDeviance } from '../expression/special.ts';
import { defineLoss } from '../loss/define-loss.ts';
import { positives } from '../loss/tasks.ts';

export const gammaDeviance = defineLoss({
  name: 'gamma-deviance',
  summary: 'Deviance of positive amounts that spread in proportion to their mean: only ratios count.',
  columns: positives,
  value: ({ target, prediction }) => unitDeviance(target, prediction, 2),
  source: 'McCullagh, Nelder 1989, doi:10.1007/978-1-4899-3242-6',
  guide: {
    group: 'counts',
    unit: 'none',
    use: 'For claim sizes, durations and prices, where being off by a tenth counts the same at every size.',
    avoid: 'For targets that may be 0: tweedie-deviance with a power between 1 and 2.',
    elsewhere: { 'scikit-learn': 'mean_gamma_deviance: the same, but ours keeps its digits near equality.' },
  },
});
