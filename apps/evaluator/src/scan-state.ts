import {
  MergeTree,
  emptyLossState,
  mergeGroupedStates,
  mergeLossStates,
  mergeResampled,
} from '@offmark/losses';
import type { GroupedStates, LossState, ResampledSums } from '@offmark/losses';
import { mergeCauseStates } from './causes/cause-state.ts';
import type { CauseState } from './causes/cause-state.ts';
import { itemAt } from './item-at.ts';

/** All that is kept of some rows: what merges with that of others, and what the report is made of. Plain data. */
export interface ScanState {
  /** Of all losses, in the order of the plan. */
  readonly losses: readonly LossState[];
  /** Rows that the condition left out. */
  readonly filtered: number;
  /** Of all groupings, in the order of the plan; absent if there are none. */
  readonly groupings?: readonly GroupedStates[];
  /** Absent if nothing is asked of single rows, or there are none. */
  readonly causes?: CauseState;
  /** Of all that is summed by groups, in that order; absent if nothing is resampled. */
  readonly resampled?: readonly ResampledSums[];
}

function many<T>(length: number, item: T): readonly T[] {
  return Array.from({ length }, () => item);
}

/** The state of no rows. */
export function emptyScanState(losses: number, groupings = 0): ScanState {
  const state = { losses: many(losses, emptyLossState), filtered: 0 };
  if (groupings === 0) return state;
  const noGroups = { groups: new Int32Array(0), rows: new Float64Array(0), losses: many(losses, {}) };
  return { ...state, groupings: many(groupings, noGroups) };
}

function mergeGroupings(left: ScanState, right: ScanState): Pick<ScanState, 'groupings'> {
  if (left.groupings === undefined || right.groupings === undefined) return {};
  const others = right.groupings;
  return {
    groupings: left.groupings.map((states, i) => {
      const other = others[i];
      if (other === undefined) throw new RangeError(`${others.length} groupings, but more on the left`);
      return mergeGroupedStates(states, other);
    }),
  };
}

function mergeResamples(
  { resampled: left }: ScanState,
  { resampled: right }: ScanState,
): Pick<ScanState, 'resampled'> {
  if (left === undefined || right === undefined) return {};
  return { resampled: left.map((sums, i) => mergeResampled(sums, itemAt(right, i))) };
}

function mergeCauses({ causes: left }: ScanState, { causes: right }: ScanState): Pick<ScanState, 'causes'> {
  return left === undefined || right === undefined ? {} : { causes: mergeCauseStates(left, right) };
}

function mergeScanStates(left: ScanState, right: ScanState): ScanState {
  return {
    losses: left.losses.map((state, i) => {
      const other = right.losses[i];
      if (other === undefined)
        throw new RangeError(`${right.losses.length} states for ${left.losses.length} losses`);
      return mergeLossStates(state, other);
    }),
    filtered: left.filtered + right.filtered,
    ...mergeGroupings(left, right),
    ...mergeResamples(left, right),
    ...mergeCauses(left, right),
  };
}

/** A merge tree of the states of chunks. */
export function newStateTree(): MergeTree<ScanState> {
  return new MergeTree<ScanState>(mergeScanStates);
}
