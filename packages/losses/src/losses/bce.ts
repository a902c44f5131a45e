import { add, mul, neg, sub, weigh } from '../expression/arithmetic.ts';
import { clampedLog, clampedLog1p } from '../expression/exponential.ts';
import { defineLoss } from '../loss/define-loss.ts';
import { binaryProbabilities } from '../loss/tasks.ts';
import { labelSmoothing, logFloor, posWeight } from './shared-parameters.ts';
import { smoothed } from './smoothing.ts';

export const bce = defineLoss({
  name: 'bce',
  summary:
    'Binary cross-entropy on probabilities: the surprise at the label, without bound for the surely wrong.',
  columns: binaryProbabilities,
  parameters: { floor: logFloor, labelSmoothing, posWeight },
  value: ({ target, prediction }, { floor, labelSmoothing, posWeight }) => {
    const yes = weigh(mul(posWeight, smoothed(target, labelSmoothing, 2)), clampedLog(prediction, floor));
    // 1 − y is smoothed apart: taking smoothed labels from 1 would cost several ulp.
    const no = weigh(smoothed(sub(1, target), labelSmoothing, 2), clampedLog1p(neg(prediction), floor));
    return neg(add(yes, no));
  },
  source: 'Good 1952, doi:10.1111/j.2517-6161.1952.tb00104.x',
});
