import { abs, div, sub } from '../expression/arithmetic.ts';
import { floorAt } from '../expression/special.ts';
import { defineLoss } from '../loss/define-loss.ts';
import { fraction } from '../loss/parameter.ts';
import { regression } from '../loss/tasks.ts';

export const mape = defineLoss({
  name: 'mape',
  summary: 'Mean absolute percentage error, as a fraction: the error in relation to the target.',
  columns: regression,
  parameters: {
    floor: fraction({
      default: 2 ** -52,
      symbol: 'ε',
      neutral: 0,
      summary: 'the least |target| to divide by; smaller ones are counted as clipped',
    }),
  },
  value: ({ target, prediction }, { floor }) =>
    div(abs(sub(prediction, target)), floorAt(abs(target), floor)),
  source: 'Hyndman, Koehler 2006, doi:10.1016/j.ijforecast.2006.03.001',
  guide: {
    group: 'regression',
    unit: 'none; 0.1 is 10 %',
    use: 'For positive targets of several orders of magnitude, all far from zero.',
    avoid:
      'For targets at or near zero, which outweigh all others, and where predictions that are too low should not come off better: smape, msle or wape.',
    elsewhere: {
      Keras: 'MeanAbsolutePercentageError: 100 times as much, with a floor of 1e-7.',
      'scikit-learn': 'mean_absolute_percentage_error: the same, floor included.',
    },
  },
});
