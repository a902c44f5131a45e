import { defineMetric, noValue } from '../loss/define-metric.ts';
import { sumsByBin } from '../reduce/bins-state.ts';
import { ZERO_SUM, divideSums, mergeSums, multiplyPairs, sumValue } from '../sums/index.ts';
import { ofScoreBins, ratioFromAbove, ratioFromBelow } from './score-bins.ts';

export const auc = defineMetric({
  ...ofScoreBins,
  name: 'auc',
  summary:
    'The area under the ROC curve: how often a positive row has a higher probability than a negative one.',
  finish: ({ cells }, { bins }) => {
    let [positives, negatives] = [ZERO_SUM, ZERO_SUM];
    // Pairs whose order the bins tell, and pairs within a bin, whose order they don't.
    let [ordered, open] = [ZERO_SUM, ZERO_SUM];
    for (const [positive = ZERO_SUM, negative = ZERO_SUM] of sumsByBin(cells).values()) {
      ordered = mergeSums(ordered, multiplyPairs(positive, negatives));
      open = mergeSums(open, multiplyPairs(positive, negative));
      positives = mergeSums(positives, positive);
      negatives = mergeSums(negatives, negative);
    }
    if (sumValue(positives) === 0 || sumValue(negatives) === 0)
      return noValue('all targets are of one class');
    const pairs = multiplyPairs(positives, negatives);
    const half = { high: open.high / 2, low: open.low / 2 };
    return {
      value: divideSums(mergeSums(ordered, half), pairs),
      details: {
        low: ratioFromBelow(ordered, pairs),
        high: ratioFromAbove(mergeSums(ordered, open), pairs),
        bins,
      },
    };
  },
  higherIsBetter: true,
  source: 'Hanley and McNeil 1982, doi:10.1148/radiology.143.1.7063747',
  guide: {
    group: 'ranks',
    unit: 'none',
    use: 'To say how well positives are ranked above negatives, whatever the threshold and the calibration.',
    avoid:
      'Where positives are rare and the top counts, choose average-precision; where probabilities count, bce.',
    elsewhere: {
      Keras: 'keras.metrics.AUC: from 200 thresholds, without bounds.',
      'scikit-learn': 'roc_auc_score: from all rows in memory; it lies between our bounds.',
    },
  },
});
