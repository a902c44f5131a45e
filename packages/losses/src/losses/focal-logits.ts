import { add, neg, sub, weigh } from '../expression/arithmetic.ts';
import { sigmoid, softplus } from '../expression/exponential.ts';
import { defineLoss } from '../loss/define-loss.ts';
import { binaryLogits } from '../loss/tasks.ts';
import { alpha, focalWeight, gamma } from './focal-weight.ts';
import { labelSmoothing } from './shared-parameters.ts';
import { smoothed } from './smoothing.ts';

export const focalLogits = defineLoss({
  name: 'focal-logits',
  summary: 'Focal loss on logits: as focal, but exact where a probability would round to 0 or 1.',
  columns: binaryLogits,
  parameters: { gamma, alpha, labelSmoothing },
  value: ({ target, prediction }, { gamma, alpha, labelSmoothing }) => {
    const labels = {
      yes: smoothed(target, labelSmoothing, 2),
      no: smoothed(sub(1, target), labelSmoothing, 2),
    };
    const probabilities = { yes: sigmoid(prediction), no: sigmoid(neg(prediction)) };
    const yes = weigh(labels.yes, softplus(neg(prediction)));
    const no = weigh(labels.no, softplus(prediction));
    return weigh(focalWeight(labels, probabilities, gamma, alpha), add(yes, no));
  },
  source: 'Lin et al. 2017, doi:10.1109/ICCV.2017.324',
  guide: {
    group: 'binary',
    unit: 'nats, discounted',
    use: 'For detectors and other tasks with few positives, where the dump holds logits.',
    avoid: 'To judge probabilities: it does not reward those that are true. bce-logits does.',
    elsewhere: {
      Keras: 'BinaryFocalCrossentropy(from_logits=True): the same without class balancing.',
      Optax: 'sigmoid_focal_loss: the same.',
    },
  },
});
