import { divideSums } from '../sums/index.ts';
import type { Confusion } from './confusion.ts';
import { confusionMetrics } from './confusion-metrics.ts';

/** The share of the rows on the diagonal. */
export const accuracyOf = ({ hits, total }: Confusion): number => divideSums(hits, total);

export const { classes: accuracy, yesOrNo: binaryAccuracy } = confusionMetrics(
  {
    name: 'accuracy',
    summaries: {
      classes: 'The share of rows whose label has the largest score; of equal scores, the first class wins.',
      yesOrNo: 'The share of rows whose label is on the right side of the threshold.',
    },
    source: 'Sokolova and Lapalme 2009, doi:10.1016/j.ipm.2009.03.002',
    guide: {
      group: 'classes',
      unit: 'none',
      use: 'Where all mistakes cost the same and the classes are about as frequent.',
      avoid:
        'Where one class is rare, the model that never predicts it has a high accuracy: choose f1 or mcc.',
      elsewhere: {
        Keras: 'keras.metrics.SparseCategoricalAccuracy, BinaryAccuracy: the same.',
        'scikit-learn': 'accuracy_score: the same, but from scores.',
      },
    },
  },
  accuracyOf,
  ({ agreement }) => agreement,
);
