import { abs, div, mul, neg, square, sub } from '../expression/arithmetic.ts';
import { log1pmx } from '../expression/special.ts';
import { defineLoss } from '../loss/define-loss.ts';
import { positive } from '../loss/parameter.ts';
import { regression } from '../loss/tasks.ts';

export const fair = defineLoss({
  name: 'fair',
  summary: 'Half the squared error near zero, and far away a little less than c times the absolute error.',
  columns: regression,
  parameters: {
    c: positive({
      default: 1,
      symbol: 'c',
      summary: 'the error, in the unit of the target, around which it turns linear',
    }),
  },
  value: ({ target, prediction }, { c }) =>
    neg(mul(square(c), log1pmx(div(abs(sub(prediction, target)), c)))),
  source: 'Fair 1974, in Holland, Welsch 1977, doi:10.1080/03610927708827533',
  guide: {
    group: 'regression',
    unit: "the target's unit, squared",
    use: 'For a robust, convex loss with a continuous second derivative, as LightGBM offers it.',
    avoid: 'Where a threshold between the two regimes is wanted: huber is exact on either side of it.',
    elsewhere: {},
  },
});
