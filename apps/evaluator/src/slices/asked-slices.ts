import { byBytes } from '../order.ts';
import { slicePlan } from './slice-options.ts';
import type { SliceOptions } from './slice-options.ts';
import type { SlicePlan } from './slice-plan.ts';

/** How rows are grouped and reported, as partial states tell it: each option, null where it was not given. Plain data. */
export interface AskedSlices {
  readonly by: SlicePlan['by'];
  /** In the order of the columns' bytes. */
  readonly bins: SlicePlan['bins'];
  readonly maxSlices: number;
  readonly top: number | null;
  readonly confidence: number | null;
  readonly cluster: string | null;
  /** Which of several predictions the others are compared with, by its place; absent if none is. */
  readonly baseline?: number;
}

/** What was asked; null if rows are not grouped. */
export function askedSlices(plan: SlicePlan | null, top: number | undefined): AskedSlices | null {
  if (plan === null) return null;
  const { by, bins, mostSlices, confidence, cluster, compare } = plan;
  const sorted = Object.entries(bins).toSorted(([a], [b]) => byBytes(a, b));
  return {
    by,
    bins: Object.fromEntries(sorted),
    maxSlices: mostSlices,
    top: top ?? null,
    confidence,
    cluster,
    ...(compare === null ? {} : { baseline: compare.baseline }),
  };
}

/** The same as options of a job. */
export function sliceOptionsOf({ by, bins, maxSlices, top, confidence, cluster }: AskedSlices): SliceOptions {
  return {
    by,
    bins,
    maxSlices,
    ...(top === null ? {} : { top }),
    ...(confidence === null ? {} : { confidence }),
    ...(cluster === null ? {} : { cluster }),
  };
}

/** The plan behind them. @throws E_ARGUMENT for options that do not go together */
export function slicePlanOf(asked: AskedSlices | null): SlicePlan | null {
  return asked === null ? null : slicePlan(sliceOptionsOf(asked), asked.baseline ?? null);
}
