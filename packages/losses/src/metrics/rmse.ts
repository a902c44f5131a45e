import { meanOfRows } from '../expression/aggregate.ts';
import { sqrt, square, sub } from '../expression/arithmetic.ts';
import { defineMetric } from '../loss/define-metric.ts';
import { regression } from '../loss/tasks.ts';
import { rootMeanSquare, scaledSumOfSquares } from '../reduce/squares.ts';

export const rmse = defineMetric({
  name: 'rmse',
  summary: 'Root mean squared error: as mse, in the unit of the target.',
  columns: regression,
  terms: ({ target, prediction }) => ({ error: scaledSumOfSquares(sub(prediction, target)) }),
  formula: ({ target, prediction }) => sqrt(meanOfRows(square(sub(prediction, target)))),
  finish: ({ error, weight }) => rootMeanSquare(error, weight),
  source: 'Gauss 1809; Legendre 1805',
  guide: {
    group: 'regression',
    unit: "the target's",
    use: 'To report squared error in a unit that people can picture; it ranks models as mse does.',
    avoid: 'Where a few outliers would decide, choose mae or median-absolute-error.',
    elsewhere: {
      Keras: 'keras.metrics.RootMeanSquaredError: the same; ours does not overflow at 1e200.',
      'scikit-learn': 'root_mean_squared_error: the same.',
    },
  },
});
