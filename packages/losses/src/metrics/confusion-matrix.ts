import type { Finished } from '../evaluate/loss-state.ts';
import { sumValue } from '../sums/index.ts';
import { accuracyOf } from './accuracy.ts';
import type { Confusion } from './confusion.ts';
import { confusionMetrics } from './confusion-metrics.ts';

function matrixOf(confusion: Confusion): Finished {
  const classes = Array.from({ length: confusion.classes }, (_, k) => k);
  const matrix = classes.map((truth) =>
    classes.map((predicted) => sumValue(confusion.cell(truth, predicted))),
  );
  return { value: accuracyOf(confusion), details: { matrix } };
}

export const { classes: confusionMatrix, yesOrNo: binaryConfusionMatrix } = confusionMetrics(
  {
    name: 'confusion-matrix',
    summaries: {
      classes:
        'The rows of each class (a row of the matrix) by the class predicted; its value is the accuracy.',
      yesOrNo:
        'The rows of no and of yes (a row of the matrix each) by what is predicted; its value is the accuracy.',
    },
    source: 'Pearson 1904, On the theory of contingency',
    guide: {
      group: 'classes',
      unit: 'rows',
      use: 'To see which classes are taken for which.',
      avoid: 'To compare models, choose a number that it gives: accuracy, f1, mcc.',
      elsewhere: { 'scikit-learn': 'confusion_matrix: the same.' },
    },
  },
  matrixOf,
  ({ agreement }) => agreement,
);
