import { defineMetric } from '../loss/define-metric.ts';
import { regression } from '../loss/tasks.ts';
import { errorMoments } from '../reduce/moments.ts';
import { explained } from './variation.ts';

export const explainedVariance = defineMetric({
  name: 'explained-variance',
  summary:
    'The share of the variance that is explained, 1 − Var(e)/Var(y): as r2, forgiving a constant offset.',
  columns: regression,
  terms: ({ target, prediction }) => ({ moments: errorMoments(target, prediction) }),
  finish: ({ moments }) => explained(moments.yy, moments.leastY === moments.mostY, moments),
  higherIsBetter: true,
  source: 'Kelley 1935, doi:10.1073/pnas.21.9.554',
  guide: {
    group: 'regression',
    unit: 'none',
    use: 'Beside r2: where the two differ, the predictions are off by a constant.',
    avoid: 'A model that is always 100 too high can have 1; for what counts, choose r2 or rmse.',
    elsewhere: { 'scikit-learn': 'explained_variance_score: the same.' },
  },
});
