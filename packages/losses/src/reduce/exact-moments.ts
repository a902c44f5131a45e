import { ExactCells } from '../sums/index.ts';
import { exactNumberAt, momentSums } from './exact-states.ts';
import type { ExactMomentsState } from './exact-states.ts';
import { TwoTermReduction } from './two-term-reduction.ts';

const [W, X, Y, XX, XY, YY] = [0, 1, 2, 3, 4, 5] as const;
const cells = Array.from({ length: momentSums }, (_, cell) => cell);

/** Moments of two terms as exact sums of their products: whatever the order of the rows, and however large an offset. */
export class ExactMomentsReduction extends TwoTermReduction {
  readonly #cells = new ExactCells(momentSums);
  readonly #extremes = [Infinity, -Infinity, Infinity, -Infinity];

  protected override addTerms(x: number, y: number, yLow: number, w: number): void {
    const sums = this.#cells;
    sums.add(W, w);
    sums.addProduct(X, w, x);
    sums.addWeightedProduct(XX, w, x, x);
    sums.addProduct(Y, w, y);
    sums.addWeightedProduct(XY, w, x, y);
    sums.addWeightedProduct(YY, w, y, y);
    if (yLow !== 0) {
      sums.addProduct(Y, w, yLow);
      sums.addWeightedProduct(XY, w, x, yLow);
      // (y + yLow)² = y² + 2·y·yLow + yLow²
      sums.addWeightedProduct(YY, w, y, 2 * yLow);
      sums.addWeightedProduct(YY, w, yLow, yLow);
    }
    const extremes = this.#extremes;
    if (x < extremes[0]!) extremes[0] = x;
    if (x > extremes[1]!) extremes[1] = x;
    if (y < extremes[2]!) extremes[2] = y;
    if (y > extremes[3]!) extremes[3] = y;
  }

  get state(): ExactMomentsState {
    const column = this.#cells.peek(cells);
    const [leastX, mostX, leastY, mostY] = this.#extremes.map((x) => (Number.isFinite(x) ? 0 + x : 0));
    return {
      kind: 'exact moments',
      sums: cells.map((cell) => exactNumberAt(column, cell)),
      leastX: leastX ?? 0,
      mostX: mostX ?? 0,
      leastY: leastY ?? 0,
      mostY: mostY ?? 0,
    };
  }

  override reset(): void {
    super.reset();
    this.#cells.take(cells);
    this.#extremes.splice(0, 4, Infinity, -Infinity, Infinity, -Infinity);
  }
}
