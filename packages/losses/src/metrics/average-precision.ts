import { defineMetric, noValue } from '../loss/define-metric.ts';
import { log1p } from '../math/index.ts';
import { sumsByBin } from '../reduce/bins-state.ts';
import { ZERO_SUM, mergeSums, pairFrom, sumValue } from '../sums/index.ts';
import type { SumPair } from '../sums/index.ts';
import { ofScoreBins } from './score-bins.ts';

/** What rounding may take from a bound: each bin's share is a few roundings of at most its positives. */
const slack = 2 ** -48;

/**
 * The least that the positives of a bin add up to in precision: all negatives first, then the positives one by one, in
 * steps as small as weights may be: ∫ t/(t + behind) dt over t from `above` to above + positive.
 */
function leastPrecision(positive: number, above: number, behind: number): number {
  return behind === 0 ? positive : positive - behind * log1p(positive / (above + behind));
}

/** The most: all positives first, at one threshold. */
function mostPrecision(positive: number, above: number, before: number): number {
  return (positive * (above + positive)) / (above + positive + before);
}

export const averagePrecision = defineMetric({
  ...ofScoreBins,
  name: 'average-precision',
  summary: 'The area under the precision-recall curve in steps: the mean precision at each positive row.',
  finish: ({ cells }, { bins }) => {
    let [above, before]: [SumPair, SumPair] = [ZERO_SUM, ZERO_SUM];
    let [least, most]: [SumPair, SumPair] = [ZERO_SUM, ZERO_SUM];
    for (const [, [positive = ZERO_SUM, negative = ZERO_SUM]] of [...sumsByBin(cells)].toReversed()) {
      const [p, a, f] = [sumValue(positive), sumValue(above), sumValue(before)];
      before = mergeSums(before, negative);
      above = mergeSums(above, positive);
      if (p === 0) continue;
      least = mergeSums(least, pairFrom(leastPrecision(p, a, sumValue(before))));
      most = mergeSums(most, pairFrom(mostPrecision(p, a, f)));
    }
    const positives = sumValue(above);
    if (positives === 0) return noValue('no target is positive');
    const low = Math.max(0, sumValue(least) / positives - slack);
    const high = Math.min(1, sumValue(most) / positives + slack);
    return { value: (low + high) / 2, details: { low, high, bins } };
  },
  higherIsBetter: true,
  source: 'Davis and Goadrich 2006, doi:10.1145/1143844.1143874',
  guide: {
    group: 'ranks',
    unit: 'none',
    use: 'To say how well rare positives are ranked to the top.',
    avoid: 'It is not comparable between data whose share of positives differs; there, choose auc.',
    elsewhere: {
      'scikit-learn':
        'average_precision_score: from all rows in memory; it lies between our bounds, which are wide where many rows have the same probability.',
    },
  },
});
