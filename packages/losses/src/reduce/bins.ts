import { countSpecial } from '../evaluate/running-sum.ts';
import { emptyLossState } from '../evaluate/loss-state.ts';
import { constant } from '../expression/expression.ts';
import type { Expression } from '../expression/expression.ts';
import { productError } from '../sums/index.ts';
import type { BinIndex } from './bin-index.ts';
import { ExactBinsReduction } from './exact-bins.ts';
import { emptyBins } from './bins-state.ts';
import type { BinsState } from './bins-state.ts';
import { addToCell } from './pair-cells.ts';
import { row } from './reducer.ts';
import type { ReducedBlock, Reducer, Reduction } from './reducer.ts';

/** Bins of a page: memory is there only for pages that hold something. */
const pageBins = 1024;

/** Weights beyond this would not split into halves; they overflow. Terms are small: shares, labels and counts. */
const most = 2 ** 960;

class BinsReduction implements Reduction {
  readonly #index: BinIndex;
  readonly #terms: number;
  readonly #classes: number;
  readonly #isWeighted: boolean;
  /** By the number of the page; few are there. */
  #pages: (Float64Array | undefined)[] = [];
  #special = { ...emptyLossState.special };

  constructor(index: BinIndex, terms: number, classes: number, isWeighted: boolean) {
    this.#isWeighted = isWeighted;
    this.#index = index;
    this.#terms = terms;
    this.#classes = classes;
  }

  /** The inputs are the index's own, then the terms. */
  add({ inputs, weights, count, fates }: ReducedBlock): void {
    const own = inputs.slice(0, this.#index.inputs.length);
    const terms = inputs.slice(this.#index.inputs.length);
    const { bin: binOf } = this.#index;
    const counted = this.#isWeighted ? weights : null;
    for (let i = 0; i < count; i++) {
      if (fates !== null && fates[i] !== 0) continue;
      this.#addRow(binOf(own, i, this.#classes), terms, i, counted === null ? 1 : counted[i]!);
    }
  }

  #addRow(bin: number, terms: readonly Float64Array[], i: number, weight: number): void {
    if (!(bin >= 0 && weight < most)) {
      countSpecial(this.#special, weight);
      return;
    }
    const page = this.#page(Math.floor(bin / pageBins));
    const first = (bin % pageBins) * this.#terms;
    for (let term = 0; term < terms.length; term++) {
      const value = terms[term]![i]!;
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

  get special(): Reduction['special'] {
    return { ...this.#special };
  }

  reset(): void {
    this.#pages = [];
    this.#special = { ...emptyLossState.special };
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
  return {
    kind: 'bins',
    inputs: [...index.inputs, ...terms.map(row)],
    empty: emptyBins(terms.length),
    start: (_backend, classes, method) => {
      index.checkClasses(classes);
      // A count is exact either way.
      return method === 'exact' && isWeighted
        ? new ExactBinsReduction(index, terms.length, classes)
        : new BinsReduction(index, terms.length, classes, isWeighted);
    },
  };
}
