import { rowSum } from '../expression/class-matrix.ts';
import { klDiv } from '../expression/special.ts';
import { defineLoss } from '../loss/define-loss.ts';
import { classAmounts, predictedAmounts } from '../loss/domain.ts';

export const generalisedKl = defineLoss({
  name: 'generalised-kl',
  summary: 'Kullback-Leibler divergence of amounts that need not sum to 1: also called I-divergence.',
  columns: { target: classAmounts, prediction: predictedAmounts },
  value: ({ target, prediction }) => rowSum(klDiv(target, prediction)),
  source: 'Csiszár 1991, doi:10.1214/aos/1176348385',
  guide: {
    group: 'distributions',
    unit: "the amounts' unit",
    use: 'For rows of counts or intensities, such as spectra and word counts.',
    avoid: 'For probabilities that should sum to 1: kl says so when they do not.',
    elsewhere: { Optax: 'convex_kl_divergence: the same; it takes logarithms of predictions.' },
  },
});
