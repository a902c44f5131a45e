import { div, mul, sqrt, sub } from '../expression/arithmetic.ts';
import { noValue } from '../loss/define-metric.ts';
import type { Finished } from '../evaluate/loss-state.ts';
import { ZERO_SUM, mergeSums, multiplyPairs, subtractPairs, sumValue } from '../sums/index.ts';
import type { SumPair } from '../sums/index.ts';
import type { Confusion } from './confusion.ts';
import { confusionMetrics } from './confusion-metrics.ts';

/** Σ aₖ·bₖ. */
export function products(a: readonly SumPair[], b: readonly SumPair[]): SumPair {
  return a.reduce((sum, x, k) => mergeSums(sum, multiplyPairs(x, b[k] ?? ZERO_SUM)), ZERO_SUM);
}

/** The correlation of label and prediction as indicators, over any number of classes. */
function mccOf({ truths, predictions, hits, total }: Confusion): number | Finished {
  const square = multiplyPairs(total, total);
  const covariance = subtractPairs(multiplyPairs(hits, total), products(truths, predictions));
  const ofTruths = sumValue(subtractPairs(square, products(truths, truths)));
  const ofPredictions = sumValue(subtractPairs(square, products(predictions, predictions)));
  if (ofTruths <= 0) return noValue('all targets are of one class');
  if (ofPredictions <= 0) return noValue('all rows are predicted to be of one class');
  return sumValue(covariance) / (Math.sqrt(ofTruths) * Math.sqrt(ofPredictions));
}

export const { classes: mcc, yesOrNo: binaryMcc } = confusionMetrics(
  {
    name: 'mcc',
    summaries: {
      classes: "Matthews' correlation of label and prediction: 1 is perfect, 0 no better than chance.",
      yesOrNo:
        "Matthews' correlation of label and prediction for yes or no: 1 is perfect, 0 no better than chance.",
    },
    source: 'Gorodkin 2004, doi:10.1016/j.compbiolchem.2004.09.006',
    guide: {
      group: 'classes',
      unit: 'none',
      use: 'As the one number for classes that are not as frequent: it is high only if all four cells are good.',
      avoid: 'It says little to who has to decide what a mistake costs: show the confusion matrix beside it.',
      elsewhere: { 'scikit-learn': 'matthews_corrcoef: the same, but null instead of 0 where it is 0/0.' },
    },
  },
  mccOf,
  ({ agreement, chance, truths, predictions }) =>
    div(sub(agreement, chance), sqrt(mul(sub(1, truths), sub(1, predictions)))),
);
