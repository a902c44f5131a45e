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

const ratio: ClassRatio = ({ hits, truths }) => [hits, truths];

const shared = {
  higherIsBetter: true,
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
} as const;

export const recall = defineMetric({
  ...shared,
  ...ofScores,
  name: 'recall',
  summary: 'Of the rows of a class, the share that is predicted so; averaged over the classes.',
  parameters: { average: averages, ...scoreParameters },
  finish: ({ cells }, { average }) => averageOfClasses(confusionOfScores(cells), ratio, average),
});

export const binaryRecall = defineMetric({
  ...shared,
  ...ofYesOrNo,
  name: 'binary-recall',
  summary: 'Of the positive rows, the share that is predicted so.',
  finish: ({ cells }) => ratioOfYes(confusionOfYesOrNo(cells), ratio, 'no target is positive'),
});
