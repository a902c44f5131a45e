import { add, mul, neg } from '../expression/arithmetic.ts';
import { logSoftmax, pick } from '../expression/class-matrix.ts';
import { expm1 } from '../expression/special.ts';
import { defineLoss } from '../loss/define-loss.ts';
import { labelLogits } from '../loss/tasks.ts';
import { ignoreIndex, polyEpsilon } from './shared-parameters.ts';

export const polyLogits = defineLoss({
  name: 'poly-logits',
  summary: 'PolyLoss on logits: as poly, but exact where a probability would round to 0 or 1.',
  columns: labelLogits,
  parameters: { epsilon: polyEpsilon, ignoreIndex },
  // 1 − p is −(e^(ln p) − 1), which keeps its digits at p near 1.
  value: ({ target, prediction }, { epsilon }) => {
    const log = pick(logSoftmax(prediction), target);
    return neg(add(log, mul(epsilon, expm1(log))));
  },
  ignoredLabel: ({ ignoreIndex }) => ignoreIndex,
  source: 'Leng et al. 2022, doi:10.48550/arXiv.2204.12511',
  guide: {
    group: 'classes',
    unit: 'nats and probabilities',
    use: 'To score a model by the loss that it was trained with.',
    avoid: 'To compare with other models: sparse-cce-logits.',
    elsewhere: { Optax: 'poly_loss_cross_entropy: the same; labels there are one-hot.' },
  },
});
