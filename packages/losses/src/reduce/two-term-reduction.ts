import { differenceError } from './pair-cells.ts';
import type { ReducedBlock } from './reducer.ts';
import { RowReduction } from './row-reduction.ts';

/** Gathers the used rows of two terms. */
export abstract class TwoTermReduction extends RowReduction {
  readonly #ofError: boolean;

  /** @param ofError  y is what the second term has beyond the first, exactly */
  constructor(ofError: boolean) {
    super();
    this.#ofError = ofError;
  }

  /** @param yLow  what rounding took from y */
  protected abstract addTerms(x: number, y: number, yLow: number, w: number): void;

  /** As `addRow` of each: a loop of its own is a third faster. */
  override add({ inputs: [xs, ys], weights, count, fates }: ReducedBlock): void {
    if (xs === undefined || ys === undefined) return;
    for (let i = 0; i < count; i++) {
      if (fates !== null && fates[i] !== 0) continue;
      this.#addTwo(xs[i]!, ys[i]!, weights === null ? 1 : weights[i]!);
    }
  }

  override addRow(inputs: readonly Float64Array[], i: number, weight: number): void {
    this.#addTwo(inputs[0]![i]!, inputs[1]![i]!, weight);
  }

  #addTwo(x: number, second: number, weight: number): void {
    const y = this.#ofError ? second - x : second;
    const yLow = this.#ofError ? differenceError(second, x, y) : 0;
    if (Number.isFinite(x + y + yLow)) this.addTerms(x, y, yLow, weight);
    else this.leaveOut(Number.isFinite(x) ? y : x);
  }
}
