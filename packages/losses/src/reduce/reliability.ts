import { productError } from '../sums/index.ts';
import { emptyBins } from './bins-state.ts';
import type { BinsState } from './bins-state.ts';
import { addToCell } from './pair-cells.ts';
import type { ReducedInput, Reducer } from './reducer.ts';
import { RowReduction } from './row-reduction.ts';

/** Sums of a bin: rows, Σw, Σw·p and Σw·y. */
export const reliabilityTerms = 4;

/** Weights beyond this would not split into halves. */
const most = 2 ** 960;

class ReliabilityReduction extends RowReduction {
  readonly #bins: number;
  /** 1 for a probability per row. */
  readonly #classes: number;
  readonly #isLabel: boolean;
  readonly #cells: Float64Array;

  constructor(bins: number, classes: number, isLabel: boolean) {
    super();
    this.#bins = bins;
    this.#classes = classes;
    this.#isLabel = isLabel;
    this.#cells = new Float64Array(2 * reliabilityTerms * bins * classes);
  }

  override addRow(inputs: readonly Float64Array[], i: number, weight: number): void {
    const probabilities = inputs[0]!;
    const targets = inputs[1]!;
    const classes = this.#classes;
    for (let k = 0; k < classes; k++) {
      const at = i * classes + k;
      const target = this.#isLabel ? (targets[i] === k ? 1 : 0) : targets[at]!;
      this.#addClass(k, probabilities[at]!, target, weight);
    }
  }

  #addClass(k: number, p: number, target: number, weight: number): void {
    // NaN where all logits are −∞; no bin has a place for it.
    if (!(p >= 0 && p <= 1 && weight < most)) {
      this.leaveOut(NaN);
      return;
    }
    const bin = Math.min(this.#bins - 1, Math.floor(p * this.#bins));
    const first = (k * this.#bins + bin) * reliabilityTerms;
    const [byP, byTarget] = [p * weight, target * weight];
    const isOne = weight === 1;
    addToCell(this.#cells, first, 1, 0);
    addToCell(this.#cells, first + 1, weight, 0);
    addToCell(this.#cells, first + 2, byP, isOne ? 0 : productError(p, weight, byP));
    addToCell(this.#cells, first + 3, byTarget, isOne ? 0 : productError(target, weight, byTarget));
  }

  get state(): BinsState {
    const bins: number[] = [];
    const high: number[] = [];
    const low: number[] = [];
    for (let bin = 0; bin < this.#bins * this.#classes; bin++) {
      const first = bin * reliabilityTerms;
      if (this.#cells[2 * first] === 0) continue;
      bins.push(bin);
      for (let cell = first; cell < first + reliabilityTerms; cell++) {
        high.push(0 + this.#cells[2 * cell]!);
        low.push(0 + this.#cells[2 * cell + 1]!);
      }
    }
    const classes = bins.length === 0 ? 0 : this.#classes;
    return { kind: 'bins', terms: reliabilityTerms, classes, bins, high, low };
  }

  override reset(): void {
    super.reset();
    this.#cells.fill(0);
  }
}

/**
 * Rows, Σw, Σw·p and Σw·y of each class in bins of the same width over its probability p; bin b of class k has the
 * number k·bins + b.
 * @param target  as the probability, or the number of the class
 * Error bound: exact for rows; else u²·n of each sum, n the rows of a chunk and u = 2⁻⁵³.
 */
export function reliability(
  probability: ReducedInput,
  target: ReducedInput,
  bins: number,
): Reducer<BinsState> {
  const isLabel = probability.shape === 'matrix' && target.shape === 'row';
  return {
    kind: 'bins',
    inputs: [probability, target],
    empty: emptyBins(reliabilityTerms),
    start: (classes) => new ReliabilityReduction(bins, probability.shape === 'matrix' ? classes : 1, isLabel),
  };
}
