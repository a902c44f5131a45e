import { sub } from '../expression/arithmetic.ts';
import { lnCosh } from '../expression/special.ts';
import { defineLoss } from '../loss/define-loss.ts';
import { regression } from '../loss/tasks.ts';

export const logCosh = defineLoss({
  name: 'log-cosh',
  summary: 'Like half the squared error near zero, like absolute error far away, and smooth everywhere.',
  columns: regression,
  value: ({ target, prediction }) => lnCosh(sub(prediction, target)),
  source: 'Green 1990, doi:10.1109/42.52985',
  guide: {
    group: 'regression',
    unit: "the target's unit far away, its square near zero",
    use: 'For a robust loss with every derivative, when errors are of the order of 1.',
    avoid:
      'For targets in other units: it turns linear at an error of 1; huber and pseudo-huber let you say where.',
    elsewhere: {
      Keras: 'LogCosh: the same, but it loses all digits of errors below 1e-8.',
      Optax: 'log_cosh: the same, but it loses all digits of errors below 1e-8.',
    },
  },
});
