import { neg, weigh } from '../expression/arithmetic.ts';
import { rowSum } from '../expression/class-matrix.ts';
import { classCount } from '../expression/expression.ts';
import { defineLoss } from '../loss/define-loss.ts';
import { distributionProbabilities } from '../loss/tasks.ts';
import { logProbabilities } from './log-probabilities.ts';
import { classWeights, labelSmoothing, logFloor, normalize } from './shared-parameters.ts';
import { smoothed } from './smoothing.ts';
import { weightedByClass, weightOfDistribution } from './class-weighting.ts';

export const cce = defineLoss({
  name: 'cce',
  summary: 'Categorical cross-entropy: the surprise at a one-hot or soft label, given class probabilities.',
  columns: distributionProbabilities,
  parameters: { floor: logFloor, labelSmoothing, classWeights, normalize },
  value: ({ target, prediction }, { floor, labelSmoothing, classWeights, normalize }) => {
    const label = weightedByClass(smoothed(target, labelSmoothing, classCount), classWeights);
    return neg(rowSum(weigh(label, logProbabilities(prediction, floor, normalize))));
  },
  divisor: ({ target }, { classWeights }) => weightOfDistribution(target, classWeights),
  source: 'Good 1952, doi:10.1111/j.2517-6161.1952.tb00104.x',
  guide: {
    group: 'classes',
    unit: 'nats',
    use: 'For one-hot or soft labels and class probabilities.',
    avoid:
      'For labels that are an index: sparse-cce is the same without storing zeros. For columns of logits: cce-logits.',
    elsewhere: {
      Keras: 'CategoricalCrossentropy: it renormalises, and clips at 1e-7 on both sides.',
      'scikit-learn': "log_loss: clipped by the type's epsilon.",
    },
  },
});
