import { emptyLossState, mergeLossStates, stateOfGroup, totalValue } from '@offmark/losses';
import type { GroupedStates, LossState } from '@offmark/losses';
import type { LossReport, Slice, SliceGrouping, SliceLoss } from '../result/report.ts';
import type { LossComparison, SliceComparison, SliceValue } from '../result/report-sections.ts';
import { itemAt } from '../item-at.ts';
import { binText, edgesOf } from './bins.ts';
import type { Key } from './key.ts';
import { compareKeysAt, keysAt } from './key-table.ts';
import type { KeyTable } from './key-table.ts';
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

/** A grouping's states, and the keys of its slices. */
interface Found {
  readonly states: GroupedStates;
  readonly keys: KeyTable;
}

/** The places of the slices, in the order of their keys. */
function placesByKey({ states: { groups }, keys }: Found): readonly number[] {
  return Array.from(groups.keys()).toSorted((a, b) => compareKeysAt(keys, groups[a]!, groups[b]!));
}

/** A key as reports have it: integers that no double holds as their digits, bins as their ranges. */
function valueOf(key: Key, edges: readonly number[] | undefined): SliceValue {
  if (typeof key === 'bigint') return String(key);
  return edges !== undefined && typeof key === 'number' ? binText(edges, key) : key;
}

/** The state of each loss over some slices together; made anew each time, because slices may be many. */
function statesOf({ states }: Found, places: readonly number[]): readonly LossState[] {
  return states.losses.map((_, loss) => {
    let sum: LossState | undefined;
    for (const place of places) {
      const state = stateOfGroup(states, loss, place);
      sum = sum === undefined ? state : mergeLossStates(sum, state);
    }
    return sum ?? emptyLossState;
  });
}

function rowsOf({ states }: Found, places: readonly number[]): number {
  return places.reduce((sum, place) => sum + (states.rows[place] ?? 0), 0);
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
 * @param top    how many slices are wanted; all if it is not given
 * @param means  of each loss, whether it is a mean, which slices have shares of; behind these states stand those of pairs
 * @param compareLosses  null if no predictions are compared
 */
export function sliceGrouping(
  by: readonly string[],
  states: GroupedStates,
  keys: KeyTable,
  { bins }: SlicePlan,
  top: number | undefined,
  means: readonly boolean[],
  reportLoss: ReportLoss,
  compareLosses: CompareLosses | null,
): GroupingReport {
  const found = { states, keys };
  const byKey = placesByKey(found);
  // What reducers gathered has no share.
  const { reduced: _, ...sums } = states;
  const whole = statesOf({ states: sums, keys }, byKey);
  const losses = (places: readonly number[], ofSlices: readonly LossState[]): readonly SliceLoss[] =>
    ofSlices.slice(0, means.length).map((state, loss) => {
      const report = reportLoss(loss, state, places);
      if (means[loss] !== true || state.reduced !== undefined) return report;
      return withShare(report, shareOf(state, whole[loss]));
    });
  const written = (place: number): Slice => ({
    key: keysAt(keys, states.groups[place]!).map((key, i) => valueOf(key, edgesOf(bins, by[i] ?? ''))),
    rows: { read: rowsOf(found, [place]) },
    losses: losses([place], statesOf(found, [place])),
  });
  const listed = top === undefined ? byKey : byKey.toSorted((a, b) => states.rows[b]! - states.rows[a]!);
  const rest = listed.slice(top ?? listed.length);
  const shown = listed.slice(0, top);
  const slices = shown.map(written);
  const compared =
    compareLosses &&
    slices.map(({ key, losses: ofSlice }, i) => {
      const places = [itemAt(shown, i)];
      return { key, losses: compareLosses(ofSlice, statesOf(found, places), places) };
    });
  const grouping = {
    by,
    distinct: byKey.length,
    slices,
    ...(rest.length === 0
      ? {}
      : {
          other: {
            count: rest.length,
            rows: { read: rowsOf(found, rest) },
            losses: losses(rest, statesOf(found, rest)),
          },
        }),
  };
  return { grouping, comparison: { by, slices: compared ?? [] } };
}
