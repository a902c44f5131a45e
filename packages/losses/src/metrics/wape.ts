import { sumOfRows } from '../expression/aggregate.ts';
import { abs, div, sub } from '../expression/arithmetic.ts';
import { defineMetric, noValue } from '../loss/define-metric.ts';
import { regression } from '../loss/tasks.ts';
import { sum } from '../reduce/sum.ts';
import { divideSums, totalPair, totalValue } from '../sums/index.ts';

export const wape = defineMetric({
  name: 'wape',
  summary: 'Weighted absolute percentage error, Σ|ŷ − y| / Σ|y|: the share of the total that is off.',
  columns: regression,
  value: ({ target, prediction }) => abs(sub(prediction, target)),
  terms: ({ target }) => ({ size: sum(abs(target)) }),
  formula: ({ target, prediction }) => div(sumOfRows(abs(sub(prediction, target))), sumOfRows(abs(target))),
  finish: ({ total, size }) =>
    totalValue(size.sum) === 0 ? noValue('all targets are 0') : divideSums(total, totalPair(size.sum)),
  source: 'Kolassa and Schütz 2007, Foresight 6',
  guide: {
    group: 'regression',
    unit: 'none',
    use: 'For demand and sales: a percentage that rows with a target of 0 do not break.',
    avoid: 'Rows with large targets decide; where each row should count the same, choose mae.',
    elsewhere: {},
  },
});
