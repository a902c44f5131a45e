import { add, mul, neg, sub, weigh } from '../expression/arithmetic.ts';
import { softplus } from '../expression/exponential.ts';
import { defineLoss } from '../loss/define-loss.ts';
import { binaryLogits } from '../loss/tasks.ts';
import { labelSmoothing, posWeight } from './shared-parameters.ts';
import { smoothed } from './smoothing.ts';

export const bceLogits = defineLoss({
  name: 'bce-logits',
  summary: 'Binary cross-entropy on logits: as bce, but exact where a probability would round to 0 or 1.',
  columns: binaryLogits,
  parameters: { labelSmoothing, posWeight },
  value: ({ target, prediction }, { labelSmoothing, posWeight }) =>
    add(
      weigh(mul(posWeight, smoothed(target, labelSmoothing, 2)), softplus(neg(prediction))),
      weigh(smoothed(sub(1, target), labelSmoothing, 2), softplus(prediction)),
    ),
  source: 'Cox 1958, doi:10.1111/j.2517-6161.1958.tb00292.x',
  guide: {
    group: 'binary',
    unit: 'nats',
    use: 'To judge a classifier by its logits: exact where probabilities would round to 0 or 1.',
    avoid: 'For columns of probabilities: bce.',
    elsewhere: {
      PyTorch: 'torch.nn.BCEWithLogitsLoss: the same; NaN for infinite logits, ours are certainty.',
      Keras: 'BinaryCrossentropy(from_logits=True): the same.',
      Optax: 'sigmoid_binary_cross_entropy: the same.',
    },
  },
});
