import type { LossSpec } from '../loss-spec.ts';

export const comparators = ['<=', '>=', '==', '<', '>'] as const;
export type Comparator = (typeof comparators)[number];

/** A column of a slice with its value, as they are written; a quoted value is text and nothing else. */
export interface SlicePart {
  readonly column: string;
  readonly value: string;
  readonly quoted: boolean;
}

/** What is measured: a loss, over all rows or a slice, or an end of its interval. */
export interface Measure {
  /** With the parameters that were written, which are enough to tell it from others. */
  readonly loss: LossSpec;
  /** The column of predictions, where there are several; null where it is not yet known, or there is one. */
  readonly prediction: string | null;
  readonly bound: 'value' | 'lower' | 'upper';
  /** Empty for all rows. */
  readonly slice: readonly SlicePart[];
}

/** `0.3`, or `baseline * factor + offset`; the factor is null if none was written. */
export type Threshold =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'baseline'; readonly factor: number | null; readonly offset: number };

/** A claim about a report that holds or does not. */
export interface Gate {
  /** As it was written. */
  readonly expression: string;
  readonly severity: 'fail' | 'warn';
  readonly measure: Measure;
  readonly comparator: Comparator;
  readonly threshold: Threshold;
}
