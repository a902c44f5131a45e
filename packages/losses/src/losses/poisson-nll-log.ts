import { add, mul, sub } from '../expression/arithmetic.ts';
import { exp } from '../expression/exponential.ts';
import { defineLoss } from '../loss/define-loss.ts';
import { logCounts } from '../loss/tasks.ts';
import { factorialTerm, logFactorial } from './log-factorial.ts';

export const poissonNllLog = defineLoss({
  name: 'poisson-nll-log',
  summary: 'Negative log-likelihood of a count, given the logarithm of the mean of a Poisson distribution.',
  columns: logCounts,
  parameters: { full: factorialTerm },
  // Its terms may cancel: the error is one of their ulps, not of the sum's.
  value: ({ target, prediction }, { full }) =>
    add(sub(exp(prediction), mul(target, prediction)), logFactorial(target, full)),
  source: 'Nelder, Wedderburn 1972, doi:10.2307/2344614',
  guide: {
    group: 'counts',
    unit: 'nats',
    use: 'For counts, where the model has a log link and the dump holds what it gave before exp.',
    avoid: 'For columns of means: that is poisson-nll.',
    elsewhere: { PyTorch: 'torch.nn.PoissonNLLLoss: the same; its full is our full=stirling.' },
  },
});
