import { floorAt } from '../expression/special.ts';
import { relativeEntropy } from '../expression/vectors.ts';
import { defineLoss } from '../loss/define-loss.ts';
import { distributionProbabilities } from '../loss/tasks.ts';
import { logFloor } from './shared-parameters.ts';

export const kl = defineLoss({
  name: 'kl',
  summary: 'Kullback-Leibler divergence of the predicted distribution from the true one.',
  columns: distributionProbabilities,
  parameters: { floor: logFloor },
  value: ({ target, prediction }, { floor }) => relativeEntropy(target, floorAt(prediction, floor)),
  source: 'Kullback, Leibler 1951, doi:10.1214/aoms/1177729694',
  guide: {
    group: 'distributions',
    unit: 'nats',
    use: 'For soft labels: it is cce without the entropy of the labels, so that a perfect prediction costs 0.',
    avoid: 'Where predictions may be 0 where labels are not: js is bounded.',
    elsewhere: {
      PyTorch:
        "torch.nn.KLDivLoss(reduction='batchmean'): the same; it takes logarithms of predictions, and its 'mean' divides by classes too.",
      Keras: 'KLDivergence: both sides are clipped at 1e-7.',
      Optax: 'kl_divergence: the same; it takes logarithms of predictions.',
    },
  },
});
