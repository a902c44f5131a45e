import { abs, add, div, less, mul, select, sub } from '../expression/arithmetic.ts';
import { defineLoss } from '../loss/define-loss.ts';
import { regression } from '../loss/tasks.ts';

export const smape = defineLoss({
  name: 'smape',
  summary: 'Symmetric percentage error, from 0 to 2: the error in relation to the mean size of both numbers.',
  columns: regression,
  // The sizes are halved first, so that their sum does not overflow.
  value: ({ target, prediction }) => {
    const [expected, got] = [abs(target), abs(prediction)];
    const relative = div(abs(sub(prediction, target)), add(mul(0.5, expected), mul(0.5, got)));
    return select(less(0, add(expected, got)), relative, 0);
  },
  source: 'Makridakis 1993, doi:10.1016/0169-2070(93)90079-3',
  guide: {
    group: 'regression',
    unit: 'none; 2 at most',
    use: 'To compare forecasts with others that were scored by it; a row of two zeros costs 0.',
    avoid: 'Where targets are often 0: each such row costs 2, whatever the prediction.',
    elsewhere: {},
  },
});
