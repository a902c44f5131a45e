import { add, mul, quotient } from '../expression/arithmetic.ts';
import { mergeSums } from '../sums/index.ts';
import { twice } from './per-class.ts';
import type { ClassRatio } from './per-class.ts';
import { classRatioMetrics } from './confusion-metrics.ts';

/** 2·hits / (truths + predictions), so that it is 0/0 only where the class occurs nowhere. */
const ratio: ClassRatio = ({ hits, truths, predictions }) => [twice(hits), mergeSums(truths, predictions)];

export const { classes: f1, yesOrNo: binaryF1 } = classRatioMetrics(
  {
    name: 'f1',
    summaries: {
      classes: 'The harmonic mean of precision and recall of a class; averaged over the classes.',
      yesOrNo: 'The harmonic mean of precision and recall.',
    },
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
  },
  ratio,
  ({ hits, truths, predictions }) => quotient(mul(2, hits), add(truths, predictions)),
  'no row is positive or predicted so',
);
