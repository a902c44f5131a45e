import { LossError } from '../errors.ts';
import type { Expression } from '../expression/expression.ts';
import { DOUBLE, HIGH_WORD, WORDS } from '../math/double-bits.ts';
import { matrix, row } from './reducer.ts';
import type { ReducedInput } from './reducer.ts';

/** Which bin a row belongs to: a whole number from 0; NaN for a row that no bin has a place for. */
export interface BinIndex {
  readonly inputs: readonly ReducedInput[];
  readonly bin: (inputs: readonly Float64Array[], row: number, classes: number) => number;
  /** @throws E_CLASS_COUNT if there are more classes than bins were made for */
  readonly checkClasses: (classes: number) => void;
}

const anyClasses = (): void => {};

/** `count` bins of the same width over [0, 1], each closed below; the last one holds 1 too. */
export function uniformBins(x: Expression<'row'>, count: number): BinIndex {
  return {
    inputs: [row(x)],
    bin: (inputs, i) => Math.min(count - 1, Math.floor(inputs[0]![i]! * count)),
    checkClasses: anyClasses,
  };
}

/** Bin 1 for numbers above the threshold, else bin 0: at a tie the first class wins, as with a maximum. */
export function thresholdBins(x: Expression<'row'>, threshold: number): BinIndex {
  return {
    inputs: [row(x)],
    bin: (inputs, i) => (inputs[0]![i]! > threshold ? 1 : 0),
    checkClasses: anyClasses,
  };
}

/** Most classes of a confusion matrix; 65,536 rows fill no more of its cells than they are. */
export const mostClasses = 1024;

/** Bin label · 1,024 + the class with the largest score, the first of several. */
export function confusionBins(label: Expression<'row'>, scores: Expression<'matrix'>): BinIndex {
  return {
    inputs: [row(label), matrix(scores)],
    bin: (inputs, i, classes) => {
      const values = inputs[1]!;
      const first = i * classes;
      let best = first;
      for (let at = first + 1; at < first + classes; at++) if (values[at]! > values[best]!) best = at;
      return inputs[0]![i]! * mostClasses + best - first;
    },
    checkClasses: (classes) => {
      if (classes <= mostClasses) return;
      throw new LossError({
        code: 'E_CLASS_COUNT',
        place: 'confusion matrix',
        expected: `at most ${mostClasses} classes`,
        got: String(classes),
      });
    },
  };
}

/** Bits of the fraction that a magnitude bin keeps: bins are 2⁻¹⁰ of their numbers wide. */
const fractionBits = 10;

/**
 * Bins of numbers from 0 up that are 2⁻¹⁰ of their size wide, by the leading bits of the double: exact and the same
 * everywhere, without a logarithm. Bin 0 is for 0 alone. The numbers below 2⁻¹⁰²² have bins 2⁻¹⁰³² wide.
 * Source: log-linear buckets as in Masson, Rim, Lee 2019, doi:10.14778/3352063.3352135
 */
export function magnitudeBins(x: Expression<'row'>): BinIndex {
  return {
    inputs: [row(x)],
    bin: (inputs, i) => {
      const size = inputs[0]![i]!;
      if (size === Infinity) return NaN;
      DOUBLE[0] = size;
      return size === 0 ? 0 : (WORDS[HIGH_WORD]! >>> (20 - fractionBits)) + 1;
    },
    checkClasses: anyClasses,
  };
}

/** The number that a magnitude bin begins with; it ends before the next one's, but for that of 0 alone. */
export function magnitudeOfBin(bin: number): number {
  WORDS[HIGH_WORD] = Math.max(0, bin - 1) << (20 - fractionBits);
  WORDS[1 - HIGH_WORD] = 0;
  return DOUBLE[0]!;
}
