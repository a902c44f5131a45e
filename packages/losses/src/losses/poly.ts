import { add, mul, neg, sub } from '../expression/arithmetic.ts';
import { pick } from '../expression/class-matrix.ts';
import { clampedLog } from '../expression/exponential.ts';
import { defineLoss } from '../loss/define-loss.ts';
import { labelProbabilities } from '../loss/tasks.ts';
import { ignoreIndex, logFloor, polyEpsilon } from './shared-parameters.ts';

export const poly = defineLoss({
  name: 'poly',
  summary: 'Cross-entropy plus epsilon times the probability that the label lacks: PolyLoss of first order.',
  columns: labelProbabilities,
  parameters: { epsilon: polyEpsilon, floor: logFloor, ignoreIndex },
  value: ({ target, prediction }, { epsilon, floor }) => {
    const ofLabel = pick(prediction, target);
    return add(neg(clampedLog(ofLabel, floor)), mul(epsilon, sub(1, ofLabel)));
  },
  ignoredLabel: ({ ignoreIndex }) => ignoreIndex,
  source: 'Leng et al. 2022, doi:10.48550/arXiv.2204.12511',
  guide: {
    group: 'classes',
    unit: 'nats and probabilities',
    use: 'To score a model by the loss that it was trained with.',
    avoid: 'To compare with other models: sparse-cce.',
    elsewhere: {},
  },
});
