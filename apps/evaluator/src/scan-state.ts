import { MergeTree, emptyLossState, mergeLossStates } from '@offmark/losses';
import type { LossState } from '@offmark/losses';

/** All that is kept of some rows: what merges with that of others, and what the report is made of. Plain data. */
export interface ScanState {
  /** Of all losses, in the order of the plan. */
  readonly losses: readonly LossState[];
  /** Rows that the condition left out. */
  readonly filtered: number;
}

/** The state of no rows. */
export function emptyScanState(losses: number): ScanState {
  return { losses: Array.from({ length: losses }, () => emptyLossState), filtered: 0 };
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
  };
}

/** A merge tree of the states of chunks. */
export function newStateTree(): MergeTree<ScanState> {
  return new MergeTree<ScanState>(mergeScanStates);
}
