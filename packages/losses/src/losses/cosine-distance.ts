import { less, min, mul, select, square, sub } from '../expression/arithmetic.ts';
import { rowSum } from '../expression/class-matrix.ts';
import { rowNorm, unitVector } from '../expression/vectors.ts';
import { defineLoss } from '../loss/define-loss.ts';
import { vectors } from '../loss/tasks.ts';

export const cosineDistance = defineLoss({
  name: 'cosine-distance',
  summary:
    '1 minus the cosine of the angle between two vectors: 0 for the same direction, 2 for opposite ones.',
  columns: vectors,
  // 1 − cos is half the squared distance of the unit vectors: off by about 2⁻⁵² of the angle, and not by 2⁻⁵³ itself.
  value: ({ target, prediction }) => {
    const apart = rowSum(square(sub(unitVector(prediction), unitVector(target))));
    const shorter = min(rowNorm(prediction), rowNorm(target));
    return select(less(0, shorter), mul(0.5, apart), 1);
  },
  source: 'Salton, McGill 1983, ISBN 0-07-054484-0',
  guide: {
    group: 'vectors',
    unit: 'none; from 0 to 2',
    use: 'For embeddings of which the direction matters and the length does not. A vector of zeros costs 1.',
    avoid: 'Where lengths matter.',
    elsewhere: {
      PyTorch: 'torch.nn.CosineEmbeddingLoss with targets of 1: the same.',
      Keras: 'CosineSimilarity as a loss: 1 less.',
      'scikit-learn': 'cosine_distances, row by row: the same.',
      Optax: 'cosine_distance: the same.',
    },
  },
});
