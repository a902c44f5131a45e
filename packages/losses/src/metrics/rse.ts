import { defineMetric } from '../loss/define-metric.ts';
import { regression } from '../loss/tasks.ts';
import { errorMoments } from '../reduce/moments.ts';
import { shareOfVariation, shareOfVariationFormula } from './variation.ts';

export const rse = defineMetric({
  name: 'rse',
  summary: 'Relative squared error, Σe²/Σ(y − ȳ)²: squared error against that of the mean target; 1 − r2.',
  columns: regression,
  terms: ({ target, prediction }) => ({ moments: errorMoments(target, prediction) }),
  formula: ({ target, prediction }) => shareOfVariationFormula(target, prediction),
  finish: ({ moments }) => shareOfVariation(moments),
  source: 'Quinlan 1992, Proceedings of the 5th Australian Joint Conference on Artificial Intelligence',
  guide: {
    group: 'regression',
    unit: 'none',
    use: 'Instead of r2 where models are nearly perfect: it keeps the digits that 1 − rse loses.',
    avoid: 'As r2, it is not comparable between data of different spread.',
    elsewhere: {},
  },
});
