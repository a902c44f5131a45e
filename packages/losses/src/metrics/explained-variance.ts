import { sumOfRows } from '../expression/aggregate.ts';
import { div, sub } from '../expression/arithmetic.ts';
import { defineMetric } from '../loss/define-metric.ts';
import { regression } from '../loss/tasks.ts';
import { errorMoments } from '../reduce/moments.ts';
import { explained, squaredDistance } from './variation.ts';

export const explainedVariance = defineMetric({
  name: 'explained-variance',
  summary:
    'The share of the variance that is explained, 1 − Var(e)/Var(y): as r2, forgiving a constant offset.',
  columns: regression,
  terms: ({ target, prediction }) => ({ moments: errorMoments(target, prediction) }),
  formula: ({ target, prediction }) => {
    const error = sub(prediction, target);
    return sub(1, div(sumOfRows(squaredDistance(error)), sumOfRows(squaredDistance(target))));
  },
  finish: ({ moments }) => explained(moments.yy, moments.leastY === moments.mostY, moments),
  higherIsBetter: true,
  source: 'Kelley 1935, doi:10.1073/pnas.21.9.554',
  guide: {
    group: 'regression',
    unit: 'none',
    use: 'Beside r2: where the two differ, the predictions are off by a constant.',
    avoid:
      'A model that is always 100 too high can have 1; for what counts, choose r2 or rmse. Of a constant target it says nothing: 1 where all errors are the same, else 0.',
    elsewhere: { 'scikit-learn': 'explained_variance_score: the same.' },
  },
});
