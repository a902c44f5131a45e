import { defineLoss, sub, tasks } from '@offmark/losses';
import { illConditionedSum } from './ill-conditioned-sum.ts';
import type { IllConditionedSum } from './ill-conditioned-sum.ts';
import { ratioOf, unitsOf } from './units.ts';

/** A power of 2, so that a mean times it is its sum. */
const count = 2 ** 14;
const seeds = 10;
const hardest = 120;
const step = 4;

export const methods = ['naive', 'kahan', 'exact'] as const;
type Method = (typeof methods)[number];

/** The largest relative errors over some sums of about one condition number. */
export interface SumErrors {
  readonly condition: number;
  readonly errors: Readonly<Record<Method, number>>;
}

/** What a row adds is its prediction. */
const signedError = defineLoss({
  name: 'signed-error',
  summary: 'What is predicted, less what was true.',
  columns: tasks.regression,
  value: ({ target, prediction }) => sub(prediction, target),
  source: 'for sums that cancel',
});

function sumBy(method: Method, terms: Float64Array): number {
  if (method === 'naive') return terms.reduce((sum, term) => sum + term, 0);
  return signedError.mean(new Float64Array(terms.length), terms, { sum: method }) * terms.length;
}

function errorOf(method: Method, { terms, sum }: IllConditionedSum): number {
  return ratioOf(unitsOf(sumBy(method, terms)) - sum, sum);
}

/** Errors from easy sums to such as no double tells from 0. */
export function sumErrors(): readonly SumErrors[] {
  const rows: SumErrors[] = [];
  for (let bits = 0; bits <= hardest; bits += step) {
    const sums = Array.from({ length: seeds }, (_, seed) => illConditionedSum(count, bits, seed + 1));
    const largest = (method: Method): number => Math.max(...sums.map((sum) => errorOf(method, sum)));
    const conditions = sums.map(({ condition }) => condition).toSorted((a, b) => a - b);
    rows.push({
      condition: conditions[seeds / 2] ?? NaN,
      errors: { naive: largest('naive'), kahan: largest('kahan'), exact: largest('exact') },
    });
  }
  return rows;
}
