import { add, quotient, sub } from '../expression/arithmetic.ts';
import { mergeSums, subtractPairs } from '../sums/index.ts';
import type { ClassRatio } from './per-class.ts';
import { classRatioMetrics } from './confusion-metrics.ts';

/** Rows that are of the class and predicted so, of those that are either. */
const ratio: ClassRatio = ({ hits, truths, predictions }) => [
  hits,
  subtractPairs(mergeSums(truths, predictions), hits),
];

export const { classes: jaccard, yesOrNo: binaryJaccard } = classRatioMetrics(
  {
    name: 'jaccard',
    summaries: {
      classes:
        'Of the rows that are of a class or predicted so, the share that is both; averaged over the classes.',
      yesOrNo: 'Of the rows that are positive or predicted so, the share that is both.',
    },
    source: 'Jaccard 1912, doi:10.1111/j.1469-8137.1912.tb05611.x',
    guide: {
      group: 'classes',
      unit: 'none',
      use: 'For overlap, as of segmented pixels; it ranks as f1 does, and is harsher on the poor.',
      avoid: 'It does not see the rows that are rightly left out; where they count too, choose mcc.',
      elsewhere: {
        'scikit-learn':
          'jaccard_score: the same, but from scores, and null instead of 0 where yes-or-no has no answer.',
      },
    },
  },
  ratio,
  ({ hits, truths, predictions }) => quotient(hits, sub(add(truths, predictions), hits)),
  'no row is positive or predicted so',
);
