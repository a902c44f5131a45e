import { constant } from '../expression/expression.ts';
import type { Expression } from '../expression/expression.ts';
import { productError } from '../sums/index.ts';
import type { SumMethod } from '../sums/index.ts';
import type { BinIndex } from './bin-index.ts';
import { emptyBins, mostWeight } from './bins-state.ts';
import type { BinsState } from './bins-state.ts';
import { addToCell } from './pair-cells.ts';
import { row } from './reducer.ts';
import type { Reducer } from './reducer.ts';
import { RowReduction } from './row-reduction.ts';
import { SparseExactBins, SparsePairBins } from './sparse-bins.ts';

/** Bins of a page: memory is there only for pages that hold something. */
const pageBins = 1024;

/** As `SparsePairBins`, faster where a chunk's rows fill the bins. */
class PagedBins extends RowReduction {
  readonly #index: BinIndex;
  readonly #terms: number;
  readonly #classes: number;
  readonly #isWeighted: boolean;
  /** By the number of the page; few are there. */
  #pages: (Float64Array | undefined)[] = [];

  constructor(index: BinIndex, terms: number, classes: number, isWeighted: boolean) {
    super();
    this.#isWeighted = isWeighted;
    this.#index = index;
    this.#terms = terms;
    this.#classes = classes;
  }

  /** The inputs are the index's own, then the terms. */
  override addRow(inputs: readonly Float64Array[], i: number, weightOfRow: number): void {
    const bin = this.#index.bin(inputs, i, this.#classes);
    const weight = this.#isWeighted ? weightOfRow : 1;
    if (!(bin >= 0 && weight < mostWeight)) {
      this.leaveOut(weight);
      return;
    }
    const page = this.#page(Math.floor(bin / pageBins));
    const first = (bin % pageBins) * this.#terms;
    const own = this.#index.inputs.length;
    for (let term = 0; term < this.#terms; term++) {
      const value = inputs[own + term]![i]!;
      const product = value * weight;
      const lost = weight === 1 ? 0 : productError(value, weight, product);
      addToCell(page, first + term, product, lost);
    }
  }

  #page(number: number): Float64Array {
    const known = this.#pages[number];
    if (known !== undefined) return known;
    const page = new Float64Array(2 * pageBins * this.#terms);
    this.#pages[number] = page;
    return page;
  }

  #holdsAnything(page: Float64Array, first: number): boolean {
    for (let cell = first; cell < first + this.#terms; cell++) if (page[2 * cell] !== 0) return true;
    return false;
  }

  get state(): BinsState {
    const bins: number[] = [];
    const high: number[] = [];
    const low: number[] = [];
    for (const [number, page] of this.#pages.entries()) {
      if (page === undefined) continue;
      for (let bin = 0; bin < pageBins; bin++) {
        const first = bin * this.#terms;
        if (!this.#holdsAnything(page, first)) continue;
        bins.push(number * pageBins + bin);
        for (let cell = first; cell < first + this.#terms; cell++) {
          high.push(0 + page[2 * cell]!);
          low.push(0 + page[2 * cell + 1]!);
        }
      }
    }
    const classes = bins.length === 0 ? 0 : this.#classes;
    return { kind: 'bins', terms: this.#terms, classes, bins, high, low };
  }

  override reset(): void {
    super.reset();
    this.#pages = [];
  }
}

/**
 * Σ weight·term of each term, in the bin that the index says.
 * @returns a reducer whose memory grows with the bins that hold anything
 * Error bound: exact for unweighted counts and where sums are; else u²·n of each sum, n the rows of a chunk and u = 2⁻⁵³.
 */
export function binned(index: BinIndex, terms: readonly Expression[]): Reducer<BinsState> {
  return binsReducer(index, terms, true);
}

/** How many rows are in the bin that the index says, whatever their weights. Exact. */
export function counted(index: BinIndex): Reducer<BinsState> {
  return binsReducer(index, [constant(1)], false);
}

function binsReducer(index: BinIndex, terms: readonly Expression[], isWeighted: boolean): Reducer<BinsState> {
  // A count is exact either way.
  const isExact = (method: SumMethod): boolean => method === 'exact' && isWeighted;
  return {
    kind: 'bins',
    inputs: [...index.inputs, ...terms.map(row)],
    empty: emptyBins(terms.length),
    start: (classes, method) => {
      index.checkClasses(classes);
      return isExact(method)
        ? new SparseExactBins(index, terms.length, classes)
        : new SparsePairBins(index, terms.length, classes, isWeighted);
    },
    startBlocks: (_backend, classes, method) => {
      index.checkClasses(classes);
      return isExact(method)
        ? new SparseExactBins(index, terms.length, classes)
        : new PagedBins(index, terms.length, classes, isWeighted);
    },
  };
}
