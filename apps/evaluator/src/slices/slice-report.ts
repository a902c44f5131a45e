import { mergeLossStates, stateOfGroup, totalValue } from '@offmark/losses';
import type { GroupedStates, LossState } from '@offmark/losses';
import type { LossReport, Slice, SliceGrouping, SliceLoss } from '../report.ts';
import type { SliceValue } from '../report-sections.ts';
import { binText } from './bins.ts';
import { compareKeyTuples } from './key.ts';
import type { Key } from './key.ts';
import type { SlicePlan } from './slice-plan.ts';

/**
 * A report of one loss over some slices together.
 * @param places  of the slices, among the states of their grouping
 */
export type ReportLoss = (loss: number, state: LossState, places: readonly number[]) => LossReport;

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
 * @param top  how many slices are wanted; all if it is not given
 */
export function sliceGrouping(
  by: readonly string[],
  states: GroupedStates,
  keys: readonly (readonly Key[])[],
  { bins }: SlicePlan,
  top: number | undefined,
  reportLoss: ReportLoss,
): SliceGrouping {
  const byKey = foundSlices(states, keys).toSorted((a, b) => compareKeyTuples(a.keys, b.keys));
  const whole = together(byKey);
  const losses = (slice: Omit<Found, 'keys'>): readonly SliceLoss[] =>
    slice.states.map((state, loss) => ({
      ...reportLoss(loss, state, slice.places),
      share: shareOf(state, whole.states[loss]),
    }));
  const written = (slice: Found): Slice => ({
    key: slice.keys.map((key, i) => valueOf(key, bins[by[i] ?? ''])),
    rows: { read: slice.rows },
    losses: losses(slice),
  });
  const listed = top === undefined ? byKey : byKey.toSorted((a, b) => b.rows - a.rows);
  const rest = listed.slice(top ?? listed.length);
  const other = together(rest);
  return {
    by,
    distinct: byKey.length,
    slices: listed.slice(0, top).map(written),
    ...(rest.length === 0
      ? {}
      : { other: { count: rest.length, rows: { read: other.rows }, losses: losses(other) } }),
  };
}
