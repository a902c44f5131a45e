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
  guide: {
    group: 'binary',
    unit: 'nats',
    use: 'To judge probabilities of yes: honest ones cost least, and being sure and wrong costs without bound.',
    avoid: 'For columns of logits: bce-logits. Where a few wrong labels should not decide: brier.',
    elsewhere: {
      PyTorch:
        'torch.nn.BCELoss: logarithms are clamped at -100, ours at ln 2^-52; its weights divide by the number of rows.',
      Keras: 'BinaryCrossentropy: clipped at 1e-7 on both sides, so that a perfect row costs 1e-7 and not 0.',
      'scikit-learn': "log_loss: clipped on both sides, by the type's epsilon.",
    },
  },
});
