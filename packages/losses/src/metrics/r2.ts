import { sub } from '../expression/arithmetic.ts';
import { defineMetric } from '../loss/define-metric.ts';
import { regression } from '../loss/tasks.ts';
import { errorMoments } from '../reduce/moments.ts';
import { explained, shareOfVariationFormula, squaredErrors } from './variation.ts';

export const r2 = defineMetric({
  name: 'r2',
  summary:
    'The coefficient of determination, 1 − Σe²/Σ(y − ȳ)²: the share of the variation that is explained.',
  columns: regression,
  terms: ({ target, prediction }) => ({ moments: errorMoments(target, prediction) }),
  formula: ({ target, prediction }) => sub(1, shareOfVariationFormula(target, prediction)),
  finish: ({ moments }) => {
    const perfect = moments.leastY === 0 && moments.mostY === 0;
    return explained(squaredErrors(moments), perfect, moments);
  },
  higherIsBetter: true,
  source: 'Wright 1921, Journal of Agricultural Research 20',
  guide: {
    group: 'regression',
    unit: 'none',
    use: 'To say how much better than the mean target a model is: 1 is perfect, 0 no better, below 0 worse.',
    avoid:
      'It is not comparable between data of different spread; for an error in a unit, choose rmse. Of a constant target it says nothing: 1 where all predictions are right, else 0, and the report says why.',
    elsewhere: {
      Keras: 'keras.metrics.R2Score: the same; ours keeps its digits where targets have a large offset.',
      'scikit-learn': 'r2_score: the same; a constant target gives 1 or 0.',
    },
  },
});
