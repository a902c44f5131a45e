import { abs, sub } from '../expression/arithmetic.ts';
import { constant } from '../expression/expression.ts';
import type { ColumnNodes } from '../loss/define-loss.ts';
import type { Finished } from '../evaluate/loss-state.ts';
import { noValue } from '../loss/define-metric.ts';
import { regression } from '../loss/tasks.ts';
import { magnitudeBins, magnitudeOfBin } from '../reduce/bin-index.ts';
import { binned } from '../reduce/bins.ts';
import { sumsByBin } from '../reduce/bins-state.ts';
import type { BinsState } from '../reduce/bins-state.ts';
import { ZERO_SUM, mergeSums, sumValue } from '../sums/index.ts';
import type { SumPair } from '../sums/index.ts';

/** What the quantiles of |ŷ − y| have in common: Σw in bins of its size. */
export const ofErrorSizes = {
  columns: regression,
  terms: ({ target, prediction }: ColumnNodes<typeof regression>) => ({
    sizes: binned(magnitudeBins(abs(sub(prediction, target))), [constant(1)]),
  }),
  source: 'Hyndman and Fan 1996, doi:10.1080/00031305.1996.10473566',
} as const;

/**
 * The quantile of the errors' sizes: the first whose rows, with all smaller ones, weigh the fraction or more, and at
 * exactly the fraction the mean of it and the next (type 2 of Hyndman and Fan).
 * @returns the middle of the bounds that the bins give; they are within 2⁻¹⁰ of each other, and the value within 2⁻¹¹
 */
export function quantileOf(sizes: BinsState, fraction: number, weight: SumPair): Finished {
  const [first, next] = binsAtQuantile(sizes, fraction * sumValue(weight));
  if (first === undefined) return noValue('no rows were used');
  const ends = [magnitudeOfBin(first), magnitudeOfBin(next ?? first)] as const;
  const highs = [highEnd(first), highEnd(next ?? first)] as const;
  const [low, high] = [middle(...ends), middle(...highs)];
  return { value: middle(low, high), details: { low, high } };
}

/** The bin that the weight falls into, and the next one where it falls just between them. */
function binsAtQuantile(sizes: BinsState, at: number): readonly (number | undefined)[] {
  let below = ZERO_SUM;
  const all = [...sumsByBin(sizes)];
  for (const [i, [bin, [count = ZERO_SUM]]] of all.entries()) {
    below = mergeSums(below, count);
    const reached = sumValue(below);
    if (reached >= at || i === all.length - 1) return [bin, reached === at ? all[i + 1]?.[0] : undefined];
  }
  return [];
}

function highEnd(bin: number): number {
  return bin === 0 ? 0 : Math.min(Number.MAX_VALUE, magnitudeOfBin(bin + 1));
}

function middle(a: number, b: number): number {
  return a === b ? a : a / 2 + b / 2;
}
