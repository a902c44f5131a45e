import { emptyLossState } from '../evaluate/loss-state.ts';
import type { SpecialCounts } from '../evaluate/loss-state.ts';
import { countSpecial } from '../evaluate/running-sum.ts';
import type { ReducedState } from './reduced-state.ts';
import type { ReducedBlock, Reduction } from './reducer.ts';

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** Gathers the used rows one after another: those of blocks, or of one group of many. */
export abstract class RowReduction implements Reduction {
  /** null as long as every row has its place. */
  #special: Writable<SpecialCounts> | null = null;

  abstract readonly state: ReducedState;

  /**
   * Adds a row that is used.
   * @param inputs  as those of a block
   * @param i       the row's place in it
   */
  abstract addRow(inputs: readonly Float64Array[], i: number, weight: number): void;

  add({ inputs, weights, count, fates }: ReducedBlock): void {
    for (let i = 0; i < count; i++) {
      if (fates !== null && fates[i] !== 0) continue;
      this.addRow(inputs, i, weights === null ? 1 : weights[i]!);
    }
  }

  /** Counts a row that has no place in the state. @param isLost  by a tiny weight */
  protected leaveOut(value: number, isLost: boolean = false): void {
    this.#special ??= { ...emptyLossState.special };
    countSpecial(this.#special, value, isLost);
  }

  get special(): SpecialCounts {
    return this.#special === null ? emptyLossState.special : { ...this.#special };
  }

  reset(): void {
    this.#special = null;
  }
}
