import type { Expression } from '../expression/expression.ts';
import { DOUBLE, HIGH_WORD, WORDS } from '../math/double-bits.ts';
import { powerOfTwo } from '../math/power-of-two.ts';
import { ExactCells, ZERO_SUM, mergeSums, productError, rootOfRatio } from '../sums/index.ts';
import type { SumPair } from '../sums/index.ts';
import { emptyBins, sumsByBin } from './bins-state.ts';
import type { BinsState } from './bins-state.ts';
import { exactNumberAt } from './exact-states.ts';
import type { ExactBinsState } from './exact-states.ts';
import { addToCell } from './pair-cells.ts';
import { row } from './reducer.ts';
import type { Reducer } from './reducer.ts';
import { RowReduction } from './row-reduction.ts';

/** Numbers from 2^(64·bin − 1023) up to 64 powers of two beyond are of one bin, and squared in units of its start. */
const binExponents = 64;
const binCount = 2048 / binExponents;
const startOf = (bin: number): number => binExponents * bin - 1023;

/** Weights between these neither over- nor underflow with a square in such units. */
const leastWeight = 2 ** -800;
const mostWeight = 2 ** 800;

class SquaresReduction extends RowReduction {
  readonly #cells = new Float64Array(2 * binCount);

  override addRow(inputs: readonly Float64Array[], i: number, weight: number): void {
    const value = inputs[0]![i]!;
    if (!Number.isFinite(value) || !(weight >= leastWeight && weight <= mostWeight)) {
      this.leaveOut(value, weight < leastWeight);
      return;
    }
    const [bin, scaled] = scaledToBin(value);
    const square = scaled * scaled;
    const squareLow = productError(scaled, scaled, square);
    const high = square * weight;
    const low = weight === 1 ? squareLow : productError(square, weight, high) + squareLow * weight;
    addToCell(this.#cells, bin, high, low);
  }

  get state(): BinsState {
    const bins: number[] = [];
    const high: number[] = [];
    const low: number[] = [];
    for (let bin = 0; bin < binCount; bin++) {
      const sum = this.#cells[2 * bin]!;
      if (sum === 0) continue;
      bins.push(bin);
      high.push(sum);
      low.push(0 + this.#cells[2 * bin + 1]!);
    }
    return { ...emptyBins(1), bins, high, low };
  }

  override reset(): void {
    super.reset();
    this.#cells.fill(0);
  }
}

/** Where a finite number's square is added: its bin, and the number in units of the bin's start. */
function scaledToBin(value: number): readonly [bin: number, scaled: number] {
  DOUBLE[0] = value;
  const bin = Math.floor(((WORDS[HIGH_WORD]! & 0x7fffffff) >>> 20) / binExponents);
  return [bin, value * powerOfTwo(0 - startOf(bin))];
}

const everyBin = Array.from({ length: binCount }, (_, bin) => bin);

/** The same in exact sums. */
class ExactSquaresReduction extends RowReduction {
  readonly #cells = new ExactCells(binCount);

  override addRow(inputs: readonly Float64Array[], i: number, weight: number): void {
    const value = inputs[0]![i]!;
    if (Number.isFinite(value)) {
      const [bin, scaled] = scaledToBin(value);
      this.#cells.addWeightedProduct(bin, weight, scaled, scaled);
    } else this.leaveOut(value);
  }

  get state(): ExactBinsState {
    const column = this.#cells.peek(everyBin);
    const sums = everyBin.map((bin) => exactNumberAt(column, bin));
    const bins = everyBin.filter((bin) => sums[bin] !== 0);
    return { kind: 'exact bins', terms: 1, classes: 0, bins, sums: sums.filter((sum) => sum !== 0) };
  }

  override reset(): void {
    super.reset();
    this.#cells.take(everyBin);
  }
}

/**
 * Σ weight·term², by the size of the term, so that no square over- or underflows.
 * Error bound: some n u² of the sum, n the rows of a chunk and u = 2⁻⁵³.
 * Source: Blue 1978, doi:10.1145/355769.355771
 */
export function scaledSumOfSquares(term: Expression<'row'>): Reducer<BinsState> {
  return {
    kind: 'bins',
    inputs: [row(term)],
    empty: emptyBins(1),
    start: (_classes, method) => (method === 'exact' ? new ExactSquaresReduction() : new SquaresReduction()),
  };
}

/** √(Σ weight·term² / weight), in the term's unit. Error bound: 1.1 ulp. */
export function rootMeanSquare(squares: BinsState, weight: SumPair): number {
  const top = squares.bins.at(-1);
  if (top === undefined) return 0;
  let total: SumPair = ZERO_SUM;
  for (const [bin, [sum = ZERO_SUM]] of sumsByBin(squares)) {
    const down = 2 * binExponents * (bin - top);
    // Squares so much smaller lie below the last bit of the sum's low part.
    const scale = down < -1000 ? 0 : powerOfTwo(down);
    total = mergeSums(total, { high: sum.high * scale, low: sum.low * scale });
  }
  return rootOfRatio(total, weight) * powerOfTwo(startOf(top));
}
