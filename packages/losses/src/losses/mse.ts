import { sub, square } from '../expression/arithmetic.ts';
import { defineLoss } from '../loss/define-loss.ts';
import { regression } from '../loss/tasks.ts';

export const mse = defineLoss({
  name: 'mse',
  summary: 'Mean squared error: large errors count far more than small ones, and the mean is its best guess.',
  columns: regression,
  value: ({ target, prediction }) => square(sub(prediction, target)),
  source: 'Gauss 1809; Legendre 1805',
});
