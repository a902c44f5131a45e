import { square, sub } from '../expression/arithmetic.ts';
import { rowSum } from '../expression/class-matrix.ts';
import { defineLoss } from '../loss/define-loss.ts';
import { distributionProbabilities } from '../loss/tasks.ts';

export const categoricalBrier = defineLoss({
  name: 'categorical-brier',
  summary: 'Squared distance between the label and the class probabilities, from 0 to 2.',
  columns: distributionProbabilities,
  value: ({ target, prediction }) => rowSum(square(sub(prediction, target))),
  source: 'Brier 1950, doi:10.1175/1520-0493(1950)078<0001:VOFEIT>2.0.CO;2',
  guide: {
    group: 'classes',
    unit: 'none; from 0 to 2',
    use: 'To judge class probabilities without letting a few that are surely wrong decide.',
    avoid: 'For two classes in one column: brier, which is half as large.',
    elsewhere: { 'scikit-learn': 'brier_score_loss(scale_by_half=False): the same.' },
  },
});
