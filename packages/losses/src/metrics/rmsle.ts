import { meanOfRows } from '../expression/aggregate.ts';
import { sqrt, square } from '../expression/arithmetic.ts';
import { log1pDifference } from '../expression/special.ts';
import { defineMetric } from '../loss/define-metric.ts';
import { aboveMinusOne } from '../loss/tasks.ts';
import { rootMeanSquare, scaledSumOfSquares } from '../reduce/squares.ts';

export const rmsle = defineMetric({
  name: 'rmsle',
  summary: 'Root mean squared error of ln(1 + x): how far off as a ratio, for amounts over many sizes.',
  columns: aboveMinusOne,
  terms: ({ target, prediction }) => ({ error: scaledSumOfSquares(log1pDifference(prediction, target)) }),
  formula: ({ target, prediction }) => sqrt(meanOfRows(square(log1pDifference(prediction, target)))),
  finish: ({ error, weight }) => rootMeanSquare(error, weight),
  source: 'Hyndman and Koehler 2006, doi:10.1016/j.ijforecast.2006.03.001',
  guide: {
    group: 'regression',
    unit: 'none',
    use: 'For amounts of at least 0 that differ by orders of magnitude, where a ratio matters.',
    avoid: 'Too low counts more than as much too high; where the amount itself matters, choose rmse.',
    elsewhere: { 'scikit-learn': 'root_mean_squared_log_error: the same.' },
  },
});
