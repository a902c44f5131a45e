import { mul } from '../expression/arithmetic.ts';
import { rowSum } from '../expression/class-matrix.ts';
import { unitVector } from '../expression/vectors.ts';
import { defineLoss } from '../loss/define-loss.ts';
import { vectors } from '../loss/tasks.ts';

export const cosineSimilarity = defineLoss({
  name: 'cosine-similarity',
  summary:
    'The cosine of the angle between two vectors: 1 for the same direction, −1 for opposite ones. More is better.',
  columns: vectors,
  value: ({ target, prediction }) => rowSum(mul(unitVector(target), unitVector(prediction))),
  higherIsBetter: true,
  source: 'Salton, McGill 1983, ISBN 0-07-054484-0',
  guide: {
    group: 'vectors',
    unit: 'none; from −1 to 1, more is better',
    use: 'For embeddings of which the direction matters and the length does not.',
    avoid: 'Where less should be better, or angles are small: cosine-distance keeps the digits.',
    elsewhere: {
      PyTorch: 'torch.nn.CosineSimilarity: the same; lengths below 1e-8 are raised to it, ours are not.',
      Keras: 'CosineSimilarity as a metric: the same. As a loss it is the negative.',
      'scikit-learn': 'cosine_similarity, row by row: the same.',
      Optax: 'cosine_similarity: the same.',
    },
  },
});
