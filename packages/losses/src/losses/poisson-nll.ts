import { add, sub, weigh } from '../expression/arithmetic.ts';
import { clampedLog } from '../expression/exponential.ts';
import { defineLoss } from '../loss/define-loss.ts';
import { counts } from '../loss/tasks.ts';
import { factorialTerm, logFactorial } from './log-factorial.ts';

export const poissonNll = defineLoss({
  name: 'poisson-nll',
  summary: 'Negative log-likelihood of a count, given the mean of a Poisson distribution.',
  columns: counts,
  parameters: { full: factorialTerm },
  // Its terms may cancel: the error is one of their ulps, not of the sum's.
  value: ({ target, prediction }, { full }) =>
    add(sub(prediction, weigh(target, clampedLog(prediction, 0))), logFactorial(target, full)),
  source: 'Nelder, Wedderburn 1972, doi:10.2307/2344614',
  guide: {
    group: 'counts',
    unit: 'nats',
    use: 'For counts, with the mean predicted; full=exact makes it a likelihood that other models compare with.',
    avoid: 'Where 0 should mean a perfect prediction: poisson-deviance has the same ranking and that zero.',
    elsewhere: {
      PyTorch:
        'torch.nn.PoissonNLLLoss(log_input=False): it adds 1e-8 to the mean; its full is our full=stirling.',
      Keras: 'Poisson: it adds 1e-7 to the mean.',
    },
  },
});
