import { neg, weigh } from '../expression/arithmetic.ts';
import { logSoftmax, rowSum } from '../expression/class-matrix.ts';
import { classCount } from '../expression/expression.ts';
import { defineLoss } from '../loss/define-loss.ts';
import { distributionLogits } from '../loss/tasks.ts';
import { weightedByClass, weightOfDistribution } from './class-weighting.ts';
import { classWeights, labelSmoothing } from './shared-parameters.ts';
import { smoothed } from './smoothing.ts';

export const cceLogits = defineLoss({
  name: 'cce-logits',
  summary:
    'Categorical cross-entropy on logits: as cce, but exact where a probability would round to 0 or 1.',
  columns: distributionLogits,
  parameters: { labelSmoothing, classWeights },
  value: ({ target, prediction }, { labelSmoothing, classWeights }) => {
    const label = weightedByClass(smoothed(target, labelSmoothing, classCount), classWeights);
    return neg(rowSum(weigh(label, logSoftmax(prediction))));
  },
  divisor: ({ target }, { classWeights }) => weightOfDistribution(target, classWeights),
  source: 'Bridle 1990, doi:10.1007/978-3-642-76153-9_28',
  guide: {
    group: 'classes',
    unit: 'nats',
    use: 'For one-hot or soft labels and logits: exact where probabilities would round to 0 or 1.',
    avoid: 'For columns of probabilities: cce.',
    elsewhere: {
      PyTorch:
        'torch.nn.CrossEntropyLoss with probabilities as targets: class weights divide by the number of rows there, by their sum here.',
      Keras: 'CategoricalCrossentropy(from_logits=True): the same.',
      Optax: 'softmax_cross_entropy: the same; a class ruled out by -inf costs nothing here.',
    },
  },
});
