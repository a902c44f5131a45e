import { squaredDistance } from './variation.ts';
import { meanOfRows } from '../expression/aggregate.ts';
import { add, div, mul, square, sub } from '../expression/arithmetic.ts';
import { defineMetric, noValue } from '../loss/define-metric.ts';
import { regression } from '../loss/tasks.ts';
import { centredMoments } from '../reduce/moments.ts';
import { divideSums, mergeSums, multiplyPairs, subtractPairs, sumValue } from '../sums/index.ts';

export const concordance = defineMetric({
  name: 'concordance',
  summary: "Lin's concordance correlation: as pearson, but only for the line ŷ = y.",
  columns: regression,
  terms: ({ target, prediction }) => ({ moments: centredMoments(target, prediction) }),
  formula: ({ target, prediction }) => {
    const [ofTarget, ofPrediction] = [meanOfRows(target), meanOfRows(prediction)];
    const product = mul(sub(target, ofTarget), sub(prediction, ofPrediction));
    const spread = add(meanOfRows(squaredDistance(target)), meanOfRows(squaredDistance(prediction)));
    return div(mul(2, meanOfRows(product)), add(spread, square(sub(ofTarget, ofPrediction))));
  },
  finish: ({ moments: { weight, meanX, meanY, xx, xy, yy } }) => {
    const offset = subtractPairs(meanX, meanY);
    const spread = mergeSums(mergeSums(xx, yy), multiplyPairs(weight, multiplyPairs(offset, offset)));
    if (sumValue(spread) === 0) return noValue('target and prediction are the same constant');
    return divideSums({ high: 2 * xy.high, low: 2 * xy.low }, spread);
  },
  higherIsBetter: true,
  source: 'Lin 1989, doi:10.2307/2532051',
  guide: {
    group: 'regression',
    unit: 'none',
    use: 'For agreement between two ways to measure the same: 1 only if they give the same numbers.',
    avoid: 'It depends on the spread of the targets; for an error in a unit, choose rmse.',
    elsewhere: { Keras: 'keras.metrics.ConcordanceCorrelation: the same for one output.' },
  },
});
