import { unitDeviance } from '../expression/special.ts';
import { defineLoss } from '../loss/define-loss.ts';
import { numberThat } from '../loss/parameter.ts';
import { counts, positives, regression } from '../loss/tasks.ts';
import { rate } from '../loss/domain.ts';

export const tweedieDeviance = defineLoss({
  name: 'tweedie-deviance',
  summary: 'Deviance of the family between normal (power 0), Poisson (1), gamma (2) and beyond.',
  columns: counts,
  parameters: {
    power: numberThat(
      {
        default: 1.5,
        symbol: 'p',
        summary: 'the variance grows with this power of the mean',
      },
      'a finite number, at most 0 or at least 1',
      (power) => Math.abs(power) < Infinity && (power <= 0 || power >= 1),
    ),
  },
  columnsUnder: ({ power }) => {
    if (power === 0) return regression;
    if (power < 0) return { ...regression, prediction: rate };
    return power < 2 ? counts : positives;
  },
  value: ({ target, prediction }, { power }) => unitDeviance(target, prediction, power),
  source: 'Jørgensen 1987, doi:10.1111/j.2517-6161.1987.tb01685.x',
  guide: {
    group: 'counts',
    unit: "the target's unit to the power 2 − p",
    use: 'With a power between 1 and 2, for amounts of which many are exactly 0: insurance losses, rainfall.',
    avoid:
      'Comparing numbers of different powers. At 0, 1 and 2 it is mse, poisson-deviance and gamma-deviance.',
    elsewhere: {
      'scikit-learn': 'mean_tweedie_deviance: the same, but ours keeps its digits near equality.',
    },
  },
});
