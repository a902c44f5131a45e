import { quotient } from '../expression/arithmetic.ts';
import type { ClassRatio } from './per-class.ts';
import { classRatioMetrics } from './confusion-metrics.ts';

const ratio: ClassRatio = ({ hits, truths }) => [hits, truths];

export const { classes: recall, yesOrNo: binaryRecall } = classRatioMetrics(
  {
    name: 'recall',
    summaries: {
      classes: 'Of the rows of a class, the share that is predicted so; averaged over the classes.',
      yesOrNo: 'Of the positive rows, the share that is predicted so.',
    },
    source: 'Sokolova and Lapalme 2009, doi:10.1016/j.ipm.2009.03.002',
    guide: {
      group: 'classes',
      unit: 'none',
      use: 'Where a miss costs more than a false alarm.',
      avoid: 'Predicting every row positive has recall 1: show precision beside it.',
      elsewhere: {
        'scikit-learn':
          'recall_score: the same, but from scores, and null instead of 0 where yes-or-no has no answer.',
      },
    },
  },
  ratio,
  ({ hits, truths }) => quotient(hits, truths),
  'no target is positive',
);
