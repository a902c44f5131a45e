import { add, div, mul, sub } from '../expression/arithmetic.ts';
import { hypot } from '../expression/special.ts';
import { defineLoss } from '../loss/define-loss.ts';
import { positive } from '../loss/parameter.ts';
import { regression } from '../loss/tasks.ts';

export const pseudoHuber = defineLoss({
  name: 'pseudo-huber',
  summary: 'A smooth huber: half the squared error near zero, delta times the absolute error far away.',
  columns: regression,
  parameters: {
    delta: positive({
      default: 1,
      symbol: 'δ',
      summary: 'the error, in the unit of the target, around which it turns linear',
    }),
  },
  // δ²·(√(1 + (e/δ)²) − 1), without the cancellation near 0 and the overflow far out.
  value: ({ target, prediction }, { delta }) => {
    const error = sub(prediction, target);
    return mul(delta, mul(error, div(error, add(delta, hypot(delta, error)))));
  },
  source: 'Charbonnier et al. 1997, doi:10.1109/83.551699',
  guide: {
    group: 'regression',
    unit: "the target's unit, squared",
    use: 'Where huber would do but second derivatives are needed, as in gradient boosting.',
    avoid: 'Where errors below delta should count as their square exactly: that is huber.',
    elsewhere: {},
  },
});
