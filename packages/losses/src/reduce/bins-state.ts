import { mergeSums } from '../sums/index.ts';
import type { SumPair } from '../sums/index.ts';

/** Weighted sums of some terms in each bin; of the bins that hold anything. */
export interface BinsState {
  readonly kind: 'bins';
  /** How many sums a bin has. */
  readonly terms: number;
  /** The classes of the rows' matrices; 0 if there are none, or no rows. */
  readonly classes: number;
  /** Bin numbers, ascending. */
  readonly bins: readonly number[];
  /** The sums of each of those bins, one bin after another, as pairs. Exact for counts. */
  readonly high: readonly number[];
  readonly low: readonly number[];
}

/** Weights from this on would not split into halves; they overflow. Terms are small: shares, labels and counts. */
export const mostWeight = 2 ** 960;

export function emptyBins(terms: number): BinsState {
  return { kind: 'bins', terms, classes: 0, bins: [], high: [], low: [] };
}

/** The sums of the i-th of the bins that hold anything. */
export function sumsAt({ terms, high, low }: BinsState, i: number): readonly SumPair[] {
  return Array.from({ length: terms }, (_, term) => ({
    high: high[i * terms + term] ?? 0,
    low: low[i * terms + term] ?? 0,
  }));
}

/** The sums of a bin, by its number; undefined if it holds nothing. */
export function sumsByBin(state: BinsState): ReadonlyMap<number, readonly SumPair[]> {
  return new Map(state.bins.map((bin, i) => [bin, sumsAt(state, i)]));
}

/** Merges bin by bin: commutative, and exact for counts. Error bound: that of `mergeSums`. */
export function mergeBins(a: BinsState, b: BinsState): BinsState {
  const merged = { bins: [] as number[], high: [] as number[], low: [] as number[] };
  let [i, j] = [0, 0];
  while (i < a.bins.length || j < b.bins.length) {
    const [left = Infinity, right = Infinity] = [a.bins[i], b.bins[j]];
    merged.bins.push(Math.min(left, right));
    for (let term = 0; term < a.terms; term++) {
      const [p, q] = [i * a.terms + term, j * b.terms + term];
      const [inA, inB] = [left <= right, right <= left];
      const one = inA ? { high: a.high[p] ?? 0, low: a.low[p] ?? 0 } : undefined;
      const other = inB ? { high: b.high[q] ?? 0, low: b.low[q] ?? 0 } : undefined;
      const both = one && other ? mergeSums(one, other) : (one ?? other);
      merged.high.push(both?.high ?? 0);
      merged.low.push(both?.low ?? 0);
    }
    if (left <= right) i++;
    if (right <= left) j++;
  }
  return { kind: 'bins', terms: a.terms, classes: Math.max(a.classes, b.classes), ...merged };
}
