import { mul, neg, sub, weigh } from '../expression/arithmetic.ts';
import { rowSum } from '../expression/class-matrix.ts';
import { classCount } from '../expression/expression.ts';
import { pow } from '../expression/special.ts';
import { defineLoss } from '../loss/define-loss.ts';
import { distributionProbabilities } from '../loss/tasks.ts';
import { weightedByClass, weightOfDistribution } from './class-weighting.ts';
import { gamma } from './focal-weight.ts';
import { logProbabilities } from './log-probabilities.ts';
import { classWeights, labelSmoothing, logFloor } from './shared-parameters.ts';
import { smoothed } from './smoothing.ts';

export const categoricalFocal = defineLoss({
  name: 'categorical-focal',
  summary: 'Categorical cross-entropy in which classes that are predicted well count less.',
  columns: distributionProbabilities,
  parameters: { gamma, floor: logFloor, labelSmoothing, classWeights },
  value: ({ target, prediction }, { gamma, floor, labelSmoothing, classWeights }) => {
    const label = weightedByClass(smoothed(target, labelSmoothing, classCount), classWeights);
    const weight = mul(label, pow(sub(1, prediction), gamma));
    return neg(rowSum(weigh(weight, logProbabilities(prediction, floor, false))));
  },
  divisor: ({ target }, { classWeights }) => weightOfDistribution(target, classWeights),
  source: 'Lin et al. 2017, doi:10.1109/ICCV.2017.324',
  guide: {
    group: 'classes',
    unit: 'nats, discounted',
    use: 'For classes of very different frequency, with most rows easy; class-weights balance the classes.',
    avoid: 'To judge probabilities: it does not reward those that are true. cce does.',
    elsewhere: {
      Keras:
        'CategoricalFocalCrossentropy: a quarter as large (alpha is 0.25), clipped at 1e-7, renormalised.',
    },
  },
});
