import { quotient } from '../expression/arithmetic.ts';
import type { ClassRatio } from './per-class.ts';
import { classRatioMetrics } from './confusion-metrics.ts';

const ratio: ClassRatio = ({ hits, predictions }) => [hits, predictions];

export const { classes: precision, yesOrNo: binaryPrecision } = classRatioMetrics(
  {
    name: 'precision',
    summaries: {
      classes: 'Of the rows predicted to be of a class, the share that is; averaged over the classes.',
      yesOrNo: 'Of the rows predicted to be positive, the share that is.',
    },
    source: 'Sokolova and Lapalme 2009, doi:10.1016/j.ipm.2009.03.002',
    guide: {
      group: 'classes',
      unit: 'none',
      use: 'Where a false alarm costs more than a miss.',
      avoid: 'It rises with the threshold while misses pile up: show recall beside it.',
      elsewhere: {
        'scikit-learn':
          'precision_score: the same, but from scores, and null instead of 0 where yes-or-no has no answer.',
      },
    },
  },
  ratio,
  ({ hits, predictions }) => quotient(hits, predictions),
  'no row is predicted positive',
);
