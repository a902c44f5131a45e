import { abs, sub } from '../expression/arithmetic.ts';
import { defineLoss } from '../loss/define-loss.ts';
import { regression } from '../loss/tasks.ts';

export const mae = defineLoss({
  name: 'mae',
  summary: 'Mean absolute error: every unit of error counts the same, and the median is its best guess.',
  columns: regression,
  value: ({ target, prediction }) => abs(sub(prediction, target)),
  source: 'Laplace 1774; Willmott, Matsuura 2005, doi:10.3354/cr030079',
  guide: {
    group: 'regression',
    unit: "the target's unit",
    use: "For an error that reads in the target's unit and does not listen to outliers: its best guess is the median.",
    avoid: 'Where a few large errors are worse than many small ones: mse.',
    elsewhere: {
      PyTorch: 'torch.nn.L1Loss: the same.',
      Keras: 'MeanAbsoluteError: the same, weights apart: ours divides by their sum.',
      'scikit-learn': 'mean_absolute_error: the same.',
    },
  },
});
