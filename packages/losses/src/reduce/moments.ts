import type { Expression } from '../expression/expression.ts';
import { dividePairs, mergeSums, multiplyPairs, pairFrom, subtractPairs } from '../sums/index.ts';
import type { SumPair } from '../sums/index.ts';
import { emptyMoments } from './moments-state.ts';
import type { MomentsState } from './moments-state.ts';
import { addProductToCell, addToCell, differenceError } from './pair-cells.ts';
import { ExactMomentsReduction } from './exact-moments.ts';
import { row } from './reducer.ts';
import type { Reducer } from './reducer.ts';
import { TwoTermReduction } from './two-term-reduction.ts';

/** Cells of the sums around the pivot: Σw, Σw·dx, Σw·dy, Σw·dx², Σw·dx·dy, Σw·dy². */
const [W, X, Y, XX, XY, YY] = [0, 1, 2, 3, 4, 5];

/** Where weighted squares around the pivot, and weights, neither over- nor underflow, however many rows there are. */
const most = 2 ** 900;
const leastWeight = 2 ** -900;

/**
 * Moments around a pivot, the chunk's first row: an exact difference to it, then sums of pairs. A variance that is
 * small beside the offset's square keeps its digits.
 */
class MomentsReduction extends TwoTermReduction {
  readonly #cells = new Float64Array(12);
  readonly #extremes = new Float64Array(4);
  #pivotX = NaN;
  #pivotY = NaN;

  protected override addTerms(x: number, y: number, yLow: number, w: number): void {
    if (Number.isNaN(this.#pivotX)) this.#start(x, y);
    const pivotX = this.#pivotX;
    const pivotY = this.#pivotY;
    const dx = x - pivotX;
    const dy = y - pivotY;
    const size = w * (dx * dx + dy * dy);
    if (!(size < most && w < most && Math.abs(dx) + Math.abs(dy) < most && w > leastWeight)) {
      this.leaveOut(x, w <= leastWeight);
      return;
    }
    const dxLow = differenceError(x, pivotX, dx);
    const dyLow = differenceError(y, pivotY, dy) + yLow;
    this.#addToSums(w, dx, dxLow, dy, dyLow);
    const extremes = this.#extremes;
    if (x < extremes[0]!) extremes[0] = x;
    if (x > extremes[1]!) extremes[1] = x;
    if (y < extremes[2]!) extremes[2] = y;
    if (y > extremes[3]!) extremes[3] = y;
  }

  #start(x: number, y: number): void {
    this.#pivotX = x;
    this.#pivotY = y;
    this.#extremes.set([x, x, y, y]);
  }

  #addToSums(w: number, dx: number, dxLow: number, dy: number, dyLow: number): void {
    const cells = this.#cells;
    addToCell(cells, W, w, 0);
    if (w === 1) {
      addToCell(cells, X, dx, dxLow);
      addToCell(cells, Y, dy, dyLow);
      addProductToCell(cells, XX, dx, dxLow, dx, dxLow);
      addProductToCell(cells, XY, dx, dxLow, dy, dyLow);
      addProductToCell(cells, YY, dy, dyLow, dy, dyLow);
      return;
    }
    const { high: wx, low: wxLow } = multiplyPairs(pairFrom(w), { high: dx, low: dxLow });
    const { high: wy, low: wyLow } = multiplyPairs(pairFrom(w), { high: dy, low: dyLow });
    addToCell(cells, X, wx, wxLow);
    addToCell(cells, Y, wy, wyLow);
    addProductToCell(cells, XX, wx, wxLow, dx, dxLow);
    addProductToCell(cells, XY, wx, wxLow, dy, dyLow);
    addProductToCell(cells, YY, wy, wyLow, dy, dyLow);
  }

  #cell(cell: number): SumPair {
    return { high: 0 + this.#cells[2 * cell]!, low: 0 + this.#cells[2 * cell + 1]! };
  }

  get state(): MomentsState {
    const weight = this.#cell(W);
    if (weight.high === 0) return emptyMoments;
    const [sumX, sumY] = [this.#cell(X), this.#cell(Y)];
    const [x, y] = [dividePairs(sumX, weight), dividePairs(sumY, weight)];
    const [leastX = 0, mostX = 0, leastY = 0, mostY = 0] = this.#extremes;
    return {
      kind: 'moments',
      weight,
      meanX: mergeSums(pairFrom(this.#pivotX), x),
      meanY: mergeSums(pairFrom(this.#pivotY), y),
      xx: subtractPairs(this.#cell(XX), multiplyPairs(sumX, x)),
      xy: subtractPairs(this.#cell(XY), multiplyPairs(sumX, y)),
      yy: subtractPairs(this.#cell(YY), multiplyPairs(sumY, y)),
      leastX: 0 + leastX,
      mostX: 0 + mostX,
      leastY: 0 + leastY,
      mostY: 0 + mostY,
    };
  }

  override reset(): void {
    super.reset();
    this.#cells.fill(0);
    this.#pivotX = NaN;
    this.#pivotY = NaN;
  }
}

/**
 * Means and co-moments of two terms, merged by Chan's formula.
 * Error bound: some n u² of Σw(x − first x)², with n ≤ 2¹⁶ and u = 2⁻⁵³: far below an ulp of the variance unless that is
 * 2³⁰ times smaller. Where sums are exact, moments are rounded once to 106 bits.
 */
export function centredMoments(x: Expression<'row'>, y: Expression<'row'>): Reducer<MomentsState> {
  return moments(x, y, false);
}

/** The moments of a target x and its error y = prediction − target, which is not rounded. */
export function errorMoments(
  target: Expression<'row'>,
  prediction: Expression<'row'>,
): Reducer<MomentsState> {
  return moments(target, prediction, true);
}

function moments(x: Expression<'row'>, y: Expression<'row'>, ofError: boolean): Reducer<MomentsState> {
  return {
    kind: 'moments',
    inputs: [row(x), row(y)],
    empty: emptyMoments,
    start: (_classes, method) =>
      method === 'exact' ? new ExactMomentsReduction(ofError) : new MomentsReduction(ofError),
  };
}
