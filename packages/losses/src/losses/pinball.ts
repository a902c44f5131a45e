import { max, mul, sub } from '../expression/arithmetic.ts';
import { defineLoss } from '../loss/define-loss.ts';
import { fraction } from '../loss/parameter.ts';
import { regression } from '../loss/tasks.ts';

export const pinball = defineLoss({
  name: 'pinball',
  summary:
    'Quantile loss: its best guess is the quantile alpha; too low costs alpha a unit, too high 1 − alpha.',
  columns: regression,
  parameters: {
    alpha: fraction({ default: 0.5, symbol: 'α', summary: 'the quantile that is predicted' }),
  },
  // At a tie the first branch has the gradient: −α.
  value: ({ target, prediction }, { alpha }) => {
    const missing = sub(target, prediction);
    return max(mul(alpha, missing), mul(sub(alpha, 1), missing));
  },
  source: 'Koenker, Bassett 1978, doi:10.2307/1913643',
  guide: {
    group: 'regression',
    unit: "the target's unit",
    use: 'To score predicted quantiles, such as the bounds of an interval: one run for each quantile.',
    avoid: 'For predictions of the mean. At alpha = 0.5 it is half of mae.',
    elsewhere: { 'scikit-learn': 'mean_pinball_loss: the same.' },
  },
});
