import { square } from '../expression/arithmetic.ts';
import { log1pDifference } from '../expression/special.ts';
import { defineLoss } from '../loss/define-loss.ts';
import { aboveMinusOne } from '../loss/tasks.ts';

export const msle = defineLoss({
  name: 'msle',
  summary:
    'Mean squared logarithmic error: ratios count rather than differences, and too low more than too high.',
  columns: aboveMinusOne,
  value: ({ target, prediction }) => square(log1pDifference(prediction, target)),
  source: 'Jachner, van den Boogaart, Petzoldt 2007, doi:10.18637/jss.v022.i08',
  guide: {
    group: 'regression',
    unit: 'none (squared logarithms)',
    use: 'For counts and amounts that grow exponentially, where being off by a factor is what matters.',
    avoid: 'For targets below 0, and where the unit matters.',
    elsewhere: {
      Keras: 'MeanSquaredLogarithmicError: numbers below 1e-7 are raised to it, ours are not.',
      'scikit-learn': 'mean_squared_log_error: the same.',
    },
  },
});
