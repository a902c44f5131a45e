import { abs, sub } from '../expression/arithmetic.ts';
import { defineLoss } from '../loss/define-loss.ts';
import { regression } from '../loss/tasks.ts';

export const mae = defineLoss({
  name: 'mae',
  summary: 'Mean absolute error: every unit of error counts the same, and the median is its best guess.',
  columns: regression,
  value: ({ target, prediction }) => abs(sub(prediction, target)),
  source: 'Laplace 1774; Willmott, Matsuura 2005, doi:10.3354/cr030079',
});
