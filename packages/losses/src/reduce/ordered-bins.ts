import type { Expression } from '../expression/expression.ts';
import { DOUBLE, HIGH_WORD, WORDS } from '../math/double-bits.ts';
import type { BinIndex } from './bin-index.ts';
import { row } from './reducer.ts';

/** Bits of the fraction that a bin keeps: bins are 2⁻¹⁰ of their numbers wide. */
const fractionBits = 10;
const dropped = 20 - fractionBits;
/** The bin that begins at 0; those of negative numbers come before. */
const zeroBin = 2 ** 21;
const infinity = 0x7ff00000 >>> dropped;
/** The bins of −∞ and ∞ alone. */
export const lowestBin = zeroBin - 1 - infinity;
export const highestBin = zeroBin + infinity;

const anyClasses = (): void => {};

/** The bin of a number: closed below, open above, whatever the sign; NaN for NaN. */
function orderedBin(x: number): number {
  if (Number.isNaN(x)) return NaN;
  if (x === -Infinity) return lowestBin;
  // 0 for −0.
  DOUBLE[0] = x + 0;
  const high = WORDS[HIGH_WORD]!;
  if (x >= 0) return zeroBin + (high >>> dropped);
  const size = high & 0x7fffffff;
  const isEdge = WORDS[1 - HIGH_WORD] === 0 && size % 2 ** dropped === 0;
  return zeroBin - 1 - (size >>> dropped) + (isEdge ? 1 : 0);
}

/**
 * Bins of any numbers, in their order, that are 2⁻¹⁰ of their size wide: exact, the same everywhere, and split at every
 * number of eleven significant bits, so that they add up to bins of equal width.
 * Source: log-linear buckets as in Masson, Rim, Lee 2019, doi:10.14778/3352063.3352135
 */
export function orderedBins(x: Expression<'row'>): BinIndex {
  return { inputs: [row(x)], bin: (inputs, i) => orderedBin(inputs[0]![i]!), checkClasses: anyClasses };
}

/** The number that a bin begins with; the one before ends there. The largest double for that of ∞. */
export function startOfBin(bin: number): number {
  const place = bin - zeroBin;
  WORDS[HIGH_WORD] = Math.abs(place) << dropped;
  WORDS[1 - HIGH_WORD] = 0;
  const size = Math.min(DOUBLE[0]!, Number.MAX_VALUE);
  return place < 0 ? 0 - size : size;
}

/**
 * Bins between edges, each closed below, the last one above too: bin i ends at edge i, so that bin 0 holds what is
 * below them, and the last one what is above.
 * @param edges  two or more, ascending
 */
export function edgeBins(x: Expression<'row'>, edges: readonly number[]): BinIndex {
  const bounds = Float64Array.from(edges);
  const last = bounds.length - 1;
  return {
    inputs: [row(x)],
    bin: (inputs, i) => {
      const value = inputs[0]![i]!;
      if (Number.isNaN(value)) return NaN;
      if (value === bounds[last]) return last;
      let [low, high] = [0, bounds.length];
      while (low < high) {
        const middle = (low + high) >> 1;
        if (bounds[middle]! <= value) low = middle + 1;
        else high = middle;
      }
      return low;
    },
    checkClasses: anyClasses,
  };
}
