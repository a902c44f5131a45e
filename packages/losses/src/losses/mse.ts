import { sub, square } from '../expression/arithmetic.ts';
import { defineLoss } from '../loss/define-loss.ts';
import { regression } from '../loss/tasks.ts';

export const mse = defineLoss({
  name: 'mse',
  summary: 'Mean squared error: large errors count far more than small ones, and the mean is its best guess.',
  columns: regression,
  value: ({ target, prediction }) => square(sub(prediction, target)),
  source: 'Gauss 1809; Legendre 1805',
  guide: {
    group: 'regression',
    unit: "the target's unit, squared",
    use: 'As the first choice for a number: its best guess is the mean, and large errors are what matters.',
    avoid:
      "Where a few wild rows should not decide: mae, huber. To read it in the target's unit, take the root.",
    elsewhere: {
      PyTorch: 'torch.nn.MSELoss: the same.',
      Keras: 'MeanSquaredError: the same, weights apart: ours divides by their sum.',
      'scikit-learn': 'mean_squared_error: the same.',
      Optax: 'squared_error: the same; l2_loss is half of it.',
    },
  },
});
