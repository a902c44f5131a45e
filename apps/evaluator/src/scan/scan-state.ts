import { MergeTree, emptyLossState, mergeGroupedStates, mergeLossStates } from '@offmark/losses';
import type { GroupedStates, LossState } from '@offmark/losses';
import { mergeCauseStates } from '../causes/cause-state.ts';
import type { CauseState } from '../causes/cause-state.ts';
import { itemAt } from '../item-at.ts';

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
  /** The resamples of the reported groupings' slices, then of all rows; absent if no rows are resampled. */
  readonly resampled?: readonly GroupedStates[];
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

function mergeGroupings(
  left: readonly GroupedStates[] | undefined,
  right: readonly GroupedStates[] | undefined,
): readonly GroupedStates[] | undefined {
  if (left === undefined || right === undefined) return undefined;
  return left.map((states, i) => mergeGroupedStates(states, itemAt(right, i)));
}

function mergeCauses({ causes: left }: ScanState, { causes: right }: ScanState): Pick<ScanState, 'causes'> {
  return left === undefined || right === undefined ? {} : { causes: mergeCauseStates(left, right) };
}

function mergeScanStates(left: ScanState, right: ScanState): ScanState {
  const groupings = mergeGroupings(left.groupings, right.groupings);
  const resampled = mergeGroupings(left.resampled, right.resampled);
  return {
    losses: left.losses.map((state, i) => {
      const other = right.losses[i];
      if (other === undefined)
        throw new RangeError(`${right.losses.length} states for ${left.losses.length} losses`);
      return mergeLossStates(state, other);
    }),
    filtered: left.filtered + right.filtered,
    ...(groupings === undefined ? {} : { groupings }),
    ...(resampled === undefined ? {} : { resampled }),
    ...mergeCauses(left, right),
  };
}

/** A merge tree of the states of chunks. */
export function newStateTree(): MergeTree<ScanState> {
  return new MergeTree<ScanState>(mergeScanStates);
}
