import { square, sub } from '../expression/arithmetic.ts';
import { defineLoss } from '../loss/define-loss.ts';
import { binaryProbabilities } from '../loss/tasks.ts';

export const brier = defineLoss({
  name: 'brier',
  summary: 'Squared error of a probability: rewards honest probabilities, and never costs more than 1.',
  columns: binaryProbabilities,
  value: ({ target, prediction }) => square(sub(prediction, target)),
  source: 'Brier 1950, doi:10.1175/1520-0493(1950)078<0001:VOFEIT>2.0.CO;2',
  guide: {
    group: 'binary',
    unit: 'none; from 0 to 1',
    use: 'To judge probabilities without letting a few that are surely wrong decide.',
    avoid: 'For rare events, where a probability of 0 costs next to nothing: bce.',
    elsewhere: { 'scikit-learn': 'brier_score_loss: the same.' },
  },
});
