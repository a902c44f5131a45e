import { ZERO_SUM, dividePairs, mergeSums, multiplyPairs, subtractPairs } from '../sums/index.ts';
import type { SumPair } from '../sums/index.ts';

/**
 * Weighted means and co-moments of two terms x and y. All are pairs, so that neither an offset of 10¹² nor a prediction
 * near its target costs digits.
 */
export interface MomentsState {
  readonly kind: 'moments';
  /** Σw. */
  readonly weight: SumPair;
  readonly meanX: SumPair;
  readonly meanY: SumPair;
  /** Σw(x − x̄)², Σw(x − x̄)(y − ȳ), Σw(y − ȳ)². */
  readonly xx: SumPair;
  readonly xy: SumPair;
  readonly yy: SumPair;
  /** The smallest and largest x and y: whether they are constant is not left to rounding. 0 for no rows. */
  readonly leastX: number;
  readonly mostX: number;
  readonly leastY: number;
  readonly mostY: number;
}

export const emptyMoments: MomentsState = {
  kind: 'moments',
  weight: ZERO_SUM,
  meanX: ZERO_SUM,
  meanY: ZERO_SUM,
  xx: ZERO_SUM,
  xy: ZERO_SUM,
  yy: ZERO_SUM,
  leastX: 0,
  mostX: 0,
  leastY: 0,
  mostY: 0,
};

/**
 * Merges the moments of two runs of rows.
 * Error bound: a few u² of each moment and of the mean's square distance, u = 2⁻⁵³.
 * Source: Chan, Golub, LeVeque 1983, doi:10.1080/00031305.1983.10483115
 */
export function mergeMoments(a: MomentsState, b: MomentsState): MomentsState {
  if (a.weight.high === 0) return b;
  if (b.weight.high === 0) return a;
  const weight = mergeSums(a.weight, b.weight);
  const share = dividePairs(b.weight, weight);
  const [dx, dy] = [subtractPairs(b.meanX, a.meanX), subtractPairs(b.meanY, a.meanY)];
  const between = multiplyPairs(a.weight, share);
  const joined = (name: 'xx' | 'xy' | 'yy', p: SumPair, q: SumPair): SumPair =>
    mergeSums(mergeSums(a[name], b[name]), multiplyPairs(multiplyPairs(p, q), between));
  return {
    kind: 'moments',
    weight,
    meanX: mergeSums(a.meanX, multiplyPairs(dx, share)),
    meanY: mergeSums(a.meanY, multiplyPairs(dy, share)),
    xx: joined('xx', dx, dx),
    xy: joined('xy', dx, dy),
    yy: joined('yy', dy, dy),
    leastX: Math.min(a.leastX, b.leastX),
    mostX: Math.max(a.mostX, b.mostX),
    leastY: Math.min(a.leastY, b.leastY),
    mostY: Math.max(a.mostY, b.mostY),
  };
}
