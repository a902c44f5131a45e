import { defineMetric } from '../loss/define-metric.ts';
import {
  averages,
  confusionOfScores,
  confusionOfYesOrNo,
  ofScores,
  ofYesOrNo,
  scoreParameters,
} from './confusion.ts';
import { averageOfClasses, ratioOfYes } from './per-class.ts';
import type { ClassRatio } from './per-class.ts';

const ratio: ClassRatio = ({ hits, predictions }) => [hits, predictions];

const shared = {
  higherIsBetter: true,
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
} as const;

export const precision = defineMetric({
  ...shared,
  ...ofScores,
  name: 'precision',
  summary: 'Of the rows predicted to be of a class, the share that is; averaged over the classes.',
  parameters: { average: averages, ...scoreParameters },
  finish: ({ cells }, { average }) => averageOfClasses(confusionOfScores(cells), ratio, average),
});

export const binaryPrecision = defineMetric({
  ...shared,
  ...ofYesOrNo,
  name: 'binary-precision',
  summary: 'Of the rows predicted to be positive, the share that is.',
  finish: ({ cells }) => ratioOfYes(confusionOfYesOrNo(cells), ratio, 'no row is predicted positive'),
});
