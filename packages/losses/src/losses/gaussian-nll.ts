import { add, div, mul, square, sub } from '../expression/arithmetic.ts';
import { clampedLog } from '../expression/exponential.ts';
import { defineLoss } from '../loss/define-loss.ts';
import { variance } from '../loss/domain.ts';
import { flag } from '../loss/parameter.ts';
import { regression } from '../loss/tasks.ts';

/** ½·ln(2π). */
const constantTerm = 0.918_938_533_204_672_7;

export const gaussianNll = defineLoss({
  name: 'gaussian-nll',
  summary: 'Negative log-likelihood of a normal distribution of which mean and variance are predicted.',
  columns: { ...regression, variance },
  parameters: {
    full: flag({ default: false, summary: 'add the constant ½·ln(2π), so that it is the likelihood itself' }),
  },
  // Its terms may cancel: the error is one of their ulps, not of the sum's.
  value: ({ target, prediction, variance }, { full }) => {
    const surprise = add(clampedLog(variance, 0), div(square(sub(prediction, target)), variance));
    return add(mul(0.5, surprise), full ? constantTerm : 0);
  },
  source: 'Nix, Weigend 1994, doi:10.1109/ICNN.1994.374138',
  guide: {
    group: 'regression',
    unit: 'nats',
    use: 'To score predictions that say how sure they are, in a column of variances.',
    avoid: 'Where the variances are not to be trusted: one that is far too small outweighs everything.',
    elsewhere: { PyTorch: 'torch.nn.GaussianNLLLoss: variances below 1e-6 are raised to it, ours are not.' },
  },
});
