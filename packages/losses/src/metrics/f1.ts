import { defineMetric } from '../loss/define-metric.ts';
import { mergeSums } from '../sums/index.ts';
import {
  averages,
  confusionOfScores,
  confusionOfYesOrNo,
  ofScores,
  ofYesOrNo,
  scoreParameters,
} from './confusion.ts';
import { averageOfClasses, ratioOfYes, twice } from './per-class.ts';
import type { ClassRatio } from './per-class.ts';

/** 2·hits / (truths + predictions), so that it is 0/0 only where the class occurs nowhere. */
const ratio: ClassRatio = ({ hits, truths, predictions }) => [twice(hits), mergeSums(truths, predictions)];

const shared = {
  higherIsBetter: true,
  source: 'van Rijsbergen 1979, Information Retrieval',
  guide: {
    group: 'classes',
    unit: 'none',
    use: 'For a rare class whose misses and false alarms both cost.',
    avoid: 'It does not see the rows that are rightly left out; where they count too, choose mcc.',
    elsewhere: {
      'scikit-learn':
        'f1_score: the same, but from scores, and null instead of 0 where yes-or-no has no answer.',
    },
  },
} as const;

export const f1 = defineMetric({
  ...shared,
  ...ofScores,
  name: 'f1',
  summary: 'The harmonic mean of precision and recall of a class; averaged over the classes.',
  parameters: { average: averages, ...scoreParameters },
  finish: ({ cells }, { average }) => averageOfClasses(confusionOfScores(cells), ratio, average),
});

export const binaryF1 = defineMetric({
  ...shared,
  ...ofYesOrNo,
  name: 'binary-f1',
  summary: 'The harmonic mean of precision and recall.',
  finish: ({ cells }) => ratioOfYes(confusionOfYesOrNo(cells), ratio, 'no row is positive or predicted so'),
});
