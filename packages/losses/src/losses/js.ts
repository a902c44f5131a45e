import { rowSum } from '../expression/class-matrix.ts';
import { jsDiv } from '../expression/special.ts';
import { defineLoss } from '../loss/define-loss.ts';
import { distributionProbabilities } from '../loss/tasks.ts';

export const js = defineLoss({
  name: 'js',
  summary: 'Jensen-Shannon divergence: symmetric, finite whatever is 0, and ln 2 at most.',
  columns: distributionProbabilities,
  value: ({ target, prediction }) => rowSum(jsDiv(target, prediction)),
  source: 'Lin 1991, doi:10.1109/18.61115',
  guide: {
    group: 'distributions',
    unit: 'nats; from 0 to ln 2',
    use: 'To compare distributions of which either may have zeros.',
    avoid: 'To train or rank probabilistic forecasts: kl and cce are likelihoods, this is not.',
    elsewhere: {},
  },
});
