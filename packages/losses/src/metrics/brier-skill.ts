import { sub } from '../expression/arithmetic.ts';
import { defineMetric } from '../loss/define-metric.ts';
import { binaryProbabilities } from '../loss/tasks.ts';
import { errorMoments } from '../reduce/moments.ts';
import { shareOfVariationFormula, skill } from './variation.ts';

export const brierSkill = defineMetric({
  name: 'brier-skill',
  summary:
    'The Brier skill score, 1 − Σ(p − y)²/Σ(y − ȳ)²: how much better than the mean label for every row.',
  columns: binaryProbabilities,
  terms: ({ target, prediction }) => ({ moments: errorMoments(target, prediction) }),
  formula: ({ target, prediction }) => sub(1, shareOfVariationFormula(target, prediction)),
  finish: ({ moments }) => skill(moments, 'all targets are the same'),
  higherIsBetter: true,
  source: 'Murphy 1973, doi:10.1175/1520-0450(1973)012<0595:ANVPOT>2.0.CO;2',
  guide: {
    group: 'calibration',
    unit: 'none',
    use: 'To say how good probabilities are, on a scale where 1 is perfect and 0 no better than the share.',
    avoid: 'Where a wrong certainty must cost without bound, choose d2-log-loss.',
    elsewhere: { 'scikit-learn': 'd2_brier_score: the same for two classes.' },
  },
});
