import { noValue } from '../loss/define-metric.ts';
import type { Finished } from '../evaluate/loss-state.ts';
import { ZERO_SUM, divideSums, mergeSums, sumValue } from '../sums/index.ts';
import type { SumPair } from '../sums/index.ts';
import type { Average, Confusion } from './confusion.ts';

/** The counts of one class against all others. */
export interface ClassCounts {
  /** Rows of the class that were predicted so. */
  readonly hits: SumPair;
  /** Rows of the class. */
  readonly truths: SumPair;
  /** Rows that were predicted to be of it. */
  readonly predictions: SumPair;
}

/** A metric of one class as numerator and denominator. */
export type ClassRatio = (counts: ClassCounts) => readonly [numerator: SumPair, denominator: SumPair];

export const twice = ({ high, low }: SumPair): SumPair => ({ high: 2 * high, low: 2 * low });

function countsOf({ cell, truths, predictions }: Confusion, k: number): ClassCounts {
  return {
    hits: cell(k, k),
    truths: truths[k] ?? ZERO_SUM,
    predictions: predictions[k] ?? ZERO_SUM,
  };
}

/** The ratio of one class, or null where it is 0/0. */
function ratioOf(ratio: ClassRatio, counts: ClassCounts): number | null {
  const [numerator, denominator] = ratio(counts);
  return sumValue(denominator) === 0 ? null : divideSums(numerator, denominator);
}

/** Of class 1; null, with the reason, for 0/0. */
export function ratioOfYes(confusion: Confusion, ratio: ClassRatio, why: string): number | Finished {
  return ratioOf(ratio, countsOf(confusion, 1)) ?? noValue(why);
}

/**
 * The average over the classes that occur, as label or as prediction; one whose ratio is 0/0 counts 0, as in
 * scikit-learn. The details have each class's own, null for 0/0, and its rows.
 */
export function averageOfClasses(confusion: Confusion, ratio: ClassRatio, average: Average): Finished {
  const counts = Array.from({ length: confusion.classes }, (_, k) => countsOf(confusion, k));
  const ratios = counts.map((each) => ratioOf(ratio, each));
  const details = {
    classes: counts.map(({ truths }, k) => ({ value: ratios[k] ?? null, weight: sumValue(truths) })),
  };
  if (average === 'micro') {
    const { hits, total } = confusion;
    return { value: ratioOf(ratio, { hits, truths: total, predictions: total }), details };
  }
  const occurring = counts.flatMap(({ truths, predictions }, k) => {
    if (sumValue(truths) === 0 && sumValue(predictions) === 0) return [];
    return [{ value: ratios[k] ?? 0, weight: average === 'macro' ? 1 : sumValue(truths) }];
  });
  return { value: weightedMean(occurring), details };
}

function weightedMean(items: readonly { readonly value: number; readonly weight: number }[]): number {
  let [sum, weights] = [ZERO_SUM, ZERO_SUM];
  for (const { value, weight } of items) {
    sum = mergeSums(sum, { high: value * weight, low: 0 });
    weights = mergeSums(weights, { high: weight, low: 0 });
  }
  return divideSums(sum, weights);
}
