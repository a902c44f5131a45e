import { add, neg, sub, weigh } from '../expression/arithmetic.ts';
import { clampedLog, clampedLog1p } from '../expression/exponential.ts';
import { defineLoss } from '../loss/define-loss.ts';
import { binaryProbabilities } from '../loss/tasks.ts';
import { alpha, focalWeight, gamma } from './focal-weight.ts';
import { labelSmoothing, logFloor } from './shared-parameters.ts';
import { smoothed } from './smoothing.ts';

export const focal = defineLoss({
  name: 'focal',
  summary:
    'Binary cross-entropy in which rows that are predicted well count less, for the rare and the hard.',
  columns: binaryProbabilities,
  parameters: { gamma, alpha, floor: logFloor, labelSmoothing },
  value: ({ target, prediction }, { gamma, alpha, floor, labelSmoothing }) => {
    const labels = {
      yes: smoothed(target, labelSmoothing, 2),
      no: smoothed(sub(1, target), labelSmoothing, 2),
    };
    const weight = focalWeight(labels, { yes: prediction, no: sub(1, prediction) }, gamma, alpha);
    const yes = weigh(labels.yes, clampedLog(prediction, floor));
    const no = weigh(labels.no, clampedLog1p(neg(prediction), floor));
    return neg(weigh(weight, add(yes, no)));
  },
  source: 'Lin et al. 2017, doi:10.1109/ICCV.2017.324',
  guide: {
    group: 'binary',
    unit: 'nats, discounted',
    use: 'For detectors and other tasks with few positives among many easy negatives.',
    avoid: 'To judge probabilities: it does not reward those that are true. bce and brier do.',
    elsewhere: {
      Keras: 'BinaryFocalCrossentropy: the same without class balancing; it clips at 1e-7.',
    },
  },
});
