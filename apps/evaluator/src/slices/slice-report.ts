import { mergeLossStates, stateOfGroup, totalValue } from '@offmark/losses';
import type { GroupedStates, LossState } from '@offmark/losses';
import type { LossReport, Slice, SliceGrouping, SliceLoss } from '../report.ts';
import type { LossComparison, SliceComparison, SliceValue } from '../report-sections.ts';
import { itemAt } from '../item-at.ts';
import { binText, edgesOf } from './bins.ts';
import { compareKeyTuples } from './key.ts';
import type { Key } from './key.ts';
import type { SlicePlan } from './slice-plan.ts';

/**
 * A report of one loss over some slices together.
 * @param places  of the slices, among the states of their grouping
 */
export type ReportLoss = (loss: number, state: LossState, places: readonly number[]) => LossReport;

/**
 * What the predictions of some slices together differ by.
 * @param losses  the reports of the slices
 * @param states  all of the slices, those of the pairs too
 */
export type CompareLosses = (
  losses: readonly LossReport[],
  states: readonly LossState[],
  places: readonly number[],
) => readonly LossComparison[];

/** A grouping, with what predictions differ by in its slices. */
export interface GroupingReport {
  readonly grouping: SliceGrouping;
  readonly comparison: SliceComparison;
}

/** One slice before it is written. */
interface Found {
  readonly keys: readonly Key[];
  /** Its place among the states; of several slices, theirs. */
  readonly places: readonly number[];
  readonly rows: number;
  readonly states: readonly LossState[];
}

function foundSlices(states: GroupedStates, keys: readonly (readonly Key[])[]): readonly Found[] {
  return Array.from(states.groups, (group, at) => ({
    keys: keys[group] ?? [],
    places: [at],
    rows: states.rows[at] ?? 0,
    states: states.losses.map((_, loss) => stateOfGroup(states, loss, at)),
  }));
}

/** A key as reports have it: integers that no double holds as their digits, bins as their ranges. */
function valueOf(key: Key, edges: readonly number[] | undefined): SliceValue {
  if (typeof key === 'bigint') return String(key);
  return edges !== undefined && typeof key === 'number' ? binText(edges, key) : key;
}

function together(slices: readonly Found[]): Omit<Found, 'keys'> {
  const [first, ...others] = slices;
  let states = first?.states ?? [];
  for (const other of others) {
    states = states.map((state, i) => mergeLossStates(state, other.states[i] ?? state));
  }
  return {
    places: slices.flatMap(({ places }) => places),
    rows: slices.reduce((sum, { rows }) => sum + rows, 0),
    states,
  };
}

const withShare = (loss: LossReport, share: number | null): SliceLoss => ({ ...loss, share });

/** A slice's part of a total; null where the total is 0, or no number. */
function shareOf(part: LossState, whole: LossState | undefined): number | null {
  if (whole === undefined || Object.values(whole.special).some((count) => count > 0)) return null;
  const total = totalValue(whole.total);
  const share = totalValue(part.total) / total;
  return total === 0 || !Number.isFinite(share) ? null : share;
}

/**
 * The report of a grouping: its slices by their keys or, if only some are wanted, the largest by rows, ties by their
 * keys, and all others together.
 * @param top      how many slices are wanted; all if it is not given
 * @param entries  how many of the states are of losses; behind them stand those of pairs
 */
export function sliceGrouping(
  by: readonly string[],
  states: GroupedStates,
  keys: readonly (readonly Key[])[],
  { bins }: SlicePlan,
  top: number | undefined,
  entries: number,
  reportLoss: ReportLoss,
  compareLosses: CompareLosses,
): GroupingReport {
  const byKey = foundSlices(states, keys).toSorted((a, b) => compareKeyTuples(a.keys, b.keys));
  const whole = together(byKey);
  const losses = (slice: Omit<Found, 'keys'>): readonly SliceLoss[] =>
    slice.states
      .slice(0, entries)
      .map((state, loss) =>
        withShare(reportLoss(loss, state, slice.places), shareOf(state, whole.states[loss])),
      );
  const written = (slice: Found): Slice => ({
    key: slice.keys.map((key, i) => valueOf(key, edgesOf(bins, by[i] ?? ''))),
    rows: { read: slice.rows },
    losses: losses(slice),
  });
  const listed = top === undefined ? byKey : byKey.toSorted((a, b) => b.rows - a.rows);
  const rest = listed.slice(top ?? listed.length);
  const other = together(rest);
  const shown = listed.slice(0, top);
  const slices = shown.map(written);
  const comparison = {
    by,
    slices: slices.map((slice, i) => ({
      key: slice.key,
      losses: compareLosses(slice.losses, itemAt(shown, i).states, itemAt(shown, i).places),
    })),
  };
  const grouping = {
    by,
    distinct: byKey.length,
    slices,
    ...(rest.length === 0
      ? {}
      : { other: { count: rest.length, rows: { read: other.rows }, losses: losses(other) } }),
  };
  return { grouping, comparison };
}
