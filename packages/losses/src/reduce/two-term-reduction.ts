import { emptyLossState } from '../evaluate/loss-state.ts';
import { countSpecial } from '../evaluate/running-sum.ts';
import { differenceError } from './pair-cells.ts';
import type { ReducedBlock, Reduction } from './reducer.ts';

/** Gathers the used rows of two terms, one after another. */
export abstract class TwoTermReduction implements Reduction {
  readonly #ofError: boolean;
  #special = { ...emptyLossState.special };

  /** @param ofError  y is what the second term has beyond the first, exactly */
  constructor(ofError: boolean) {
    this.#ofError = ofError;
  }

  abstract readonly state: Reduction['state'];

  /** @param yLow  what rounding took from y */
  protected abstract addRow(x: number, y: number, yLow: number, w: number): void;

  add({ inputs: [xs, ys], weights, count, fates }: ReducedBlock): void {
    if (xs === undefined || ys === undefined) return;
    for (let i = 0; i < count; i++) {
      if (fates !== null && fates[i] !== 0) continue;
      const x = xs[i]!;
      const second = ys[i]!;
      const y = this.#ofError ? second - x : second;
      const yLow = this.#ofError ? differenceError(second, x, y) : 0;
      if (Number.isFinite(x + y + yLow)) this.addRow(x, y, yLow, weights === null ? 1 : weights[i]!);
      else this.leaveOut(Number.isFinite(x) ? y : x, false);
    }
  }

  /** Counts a row that no sum holds. @param isLost  by a tiny weight */
  protected leaveOut(value: number, isLost: boolean): void {
    countSpecial(this.#special, value, isLost);
  }

  get special(): Reduction['special'] {
    return { ...this.#special };
  }

  reset(): void {
    this.#special = { ...emptyLossState.special };
  }
}
