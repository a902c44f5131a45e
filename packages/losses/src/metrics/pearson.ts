import { squaredDistance } from './variation.ts';
import { meanOfRows } from '../expression/aggregate.ts';
import { div, mul, sqrt, sub } from '../expression/arithmetic.ts';
import { defineMetric, noValue } from '../loss/define-metric.ts';
import { regression } from '../loss/tasks.ts';
import { centredMoments } from '../reduce/moments.ts';
import { sumValue } from '../sums/index.ts';

export const pearson = defineMetric({
  name: 'pearson',
  summary: "Pearson's correlation: how nearly the predictions lie on a line against the targets.",
  columns: regression,
  terms: ({ target, prediction }) => ({ moments: centredMoments(target, prediction) }),
  formula: ({ target, prediction }) => {
    const product = mul(sub(target, meanOfRows(target)), sub(prediction, meanOfRows(prediction)));
    const spread = (x: typeof target) => sqrt(meanOfRows(squaredDistance(x)));
    return div(meanOfRows(product), mul(spread(target), spread(prediction)));
  },
  finish: ({ moments: { xx, xy, yy, leastX, mostX, leastY, mostY } }) => {
    if (leastX === mostX) return noValue('the target is constant');
    if (leastY === mostY) return noValue('the prediction is constant');
    const spread = Math.sqrt(sumValue(xx)) * Math.sqrt(sumValue(yy));
    if (spread === 0) return noValue('the numbers lie too close together for doubles');
    return Math.max(-1, Math.min(1, sumValue(xy) / spread));
  },
  higherIsBetter: true,
  source: 'Pearson 1896, doi:10.1098/rsta.1896.0007',
  guide: {
    group: 'regression',
    unit: 'none',
    use: 'Where predictions are to be scaled and shifted later, so that only the line matters.',
    avoid:
      'Predictions that are all twice too large have 1; where the values count, choose concordance or r2.',
    elsewhere: { Keras: 'keras.metrics.PearsonCorrelation: the same for one output.' },
  },
});
