import { div, sub } from '../expression/arithmetic.ts';
import { noValue } from '../loss/define-metric.ts';
import type { Finished } from '../evaluate/loss-state.ts';
import { divideSums, multiplyPairs, subtractPairs, sumValue } from '../sums/index.ts';
import type { Confusion } from './confusion.ts';
import { products } from './mcc.ts';
import { confusionMetrics } from './confusion-metrics.ts';

/** Agreement beyond that of chance, as a share of what chance leaves. */
function kappaOf({ truths, predictions, hits, total }: Confusion): number | Finished {
  const chance = products(truths, predictions);
  const left = subtractPairs(multiplyPairs(total, total), chance);
  if (sumValue(left) <= 0) return noValue('all rows are of one class and predicted so');
  return divideSums(subtractPairs(multiplyPairs(hits, total), chance), left);
}

export const { classes: kappa, yesOrNo: binaryKappa } = confusionMetrics(
  {
    name: 'kappa',
    summaries: {
      classes: "Cohen's kappa: the accuracy beyond what chance would give with the same frequencies.",
      yesOrNo:
        "Cohen's kappa for yes or no: the accuracy beyond what chance would give with the same frequencies.",
    },
    source: 'Cohen 1960, doi:10.1177/001316446002000104',
    guide: {
      group: 'classes',
      unit: 'none',
      use: 'For agreement between two raters, one of them the model: 0 is what chance would give.',
      avoid: 'It depends on how frequent the classes are; between data sets, compare mcc or the matrix.',
      elsewhere: { 'scikit-learn': 'cohen_kappa_score without weights: the same.' },
    },
  },
  kappaOf,
  ({ agreement, chance }) => div(sub(agreement, chance), sub(1, chance)),
);
