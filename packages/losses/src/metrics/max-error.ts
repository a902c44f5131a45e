import { largestOf } from '../expression/aggregate.ts';
import { abs, sub } from '../expression/arithmetic.ts';
import { defineMetric, noValue } from '../loss/define-metric.ts';
import { regression } from '../loss/tasks.ts';
import { maximum } from '../reduce/maximum.ts';

export const maxError = defineMetric({
  name: 'max-error',
  summary: 'The largest absolute error: the worst row, whatever its weight.',
  columns: regression,
  terms: ({ target, prediction }) => ({ error: maximum(abs(sub(prediction, target))) }),
  formula: ({ target, prediction }) => largestOf(abs(sub(prediction, target))),
  finish: ({ error: { value } }) => value ?? noValue('no rows were used'),
  source: 'Chebyshev 1853',
  guide: {
    group: 'regression',
    unit: "the target's",
    use: 'Where a single row that is far off does harm: tolerances, safety.',
    avoid: 'It grows with the number of rows and says nothing of the others; beside it, show mae.',
    elsewhere: { 'scikit-learn': 'max_error: the same.' },
  },
});
