import { ExactCells, productError } from '../sums/index.ts';
import type { BinIndex } from './bin-index.ts';
import { mostWeight } from './bins-state.ts';
import type { BinsState } from './bins-state.ts';
import { exactNumberAt } from './exact-states.ts';
import type { ExactBinsState } from './exact-states.ts';
import { addToCell } from './pair-cells.ts';
import { RowReduction } from './row-reduction.ts';

/** Σ weight·term by bins: memory grows with the bins that hold anything. */
abstract class SparseBins extends RowReduction {
  readonly #index: BinIndex;
  /** Rows weigh less, or stay out. */
  readonly #weightLimit: number;
  protected readonly terms: number;
  protected readonly classes: number;
  /** Where the sums of each bin begin. */
  readonly #places = new Map<number, number>();
  #capacity = 0;

  constructor(index: BinIndex, terms: number, classes: number, weightLimit: number) {
    super();
    this.#index = index;
    this.#weightLimit = weightLimit;
    this.terms = terms;
    this.classes = classes;
  }

  protected abstract reserve(cells: number): void;
  protected abstract addProduct(cell: number, weight: number, term: number): void;

  /** The inputs are the index's own, then the terms. */
  override addRow(inputs: readonly Float64Array[], i: number, weight: number): void {
    const bin = this.#index.bin(inputs, i, this.classes);
    if (!(bin >= 0 && weight < this.#weightLimit)) {
      this.leaveOut(weight);
      return;
    }
    const first = this.#placeOf(bin);
    const own = this.#index.inputs.length;
    for (let term = 0; term < this.terms; term++)
      this.addProduct(first + term, weight, inputs[own + term]![i]!);
  }

  #placeOf(bin: number): number {
    const known = this.#places.get(bin);
    if (known !== undefined) return known;
    const place = this.#places.size * this.terms;
    this.#places.set(bin, place);
    if (place + this.terms > this.#capacity) {
      this.#capacity = Math.max(place + this.terms, 2 * this.#capacity);
      this.reserve(this.#capacity);
    }
    return place;
  }

  /** The bins so far, ascending, and where the sums of each begin. */
  protected get held(): readonly (readonly [bin: number, first: number])[] {
    return [...this.#places].toSorted(([a], [b]) => a - b);
  }

  override reset(): void {
    super.reset();
    this.#places.clear();
    this.#capacity = 0;
  }
}

export class SparsePairBins extends SparseBins {
  readonly #isWeighted: boolean;
  #cells = new Float64Array(0);

  constructor(index: BinIndex, terms: number, classes: number, isWeighted: boolean) {
    super(index, terms, classes, isWeighted ? mostWeight : Infinity);
    this.#isWeighted = isWeighted;
  }

  protected override reserve(cells: number): void {
    const larger = new Float64Array(2 * cells);
    larger.set(this.#cells);
    this.#cells = larger;
  }

  protected override addProduct(cell: number, weight: number, term: number): void {
    const counted = this.#isWeighted ? weight : 1;
    const product = term * counted;
    addToCell(this.#cells, cell, product, counted === 1 ? 0 : productError(term, counted, product));
  }

  get state(): BinsState {
    const cells = this.#cells;
    const { terms } = this;
    const held = this.held.filter(([, first]) => {
      for (let cell = first; cell < first + terms; cell++) if (cells[2 * cell] !== 0) return true;
      return false;
    });
    const high: number[] = [];
    const low: number[] = [];
    for (const [, first] of held) {
      for (let cell = first; cell < first + terms; cell++) {
        high.push(0 + cells[2 * cell]!);
        low.push(0 + cells[2 * cell + 1]!);
      }
    }
    const classes = held.length === 0 ? 0 : this.classes;
    return { kind: 'bins', terms, classes, bins: held.map(([bin]) => bin), high, low };
  }

  override reset(): void {
    super.reset();
    this.#cells = new Float64Array(0);
  }
}

export class SparseExactBins extends SparseBins {
  #cells = new ExactCells();

  constructor(index: BinIndex, terms: number, classes: number) {
    super(index, terms, classes, Infinity);
  }

  protected override reserve(cells: number): void {
    this.#cells.reserve(cells);
  }

  protected override addProduct(cell: number, weight: number, term: number): void {
    this.#cells.addProduct(cell, weight, term);
  }

  get state(): ExactBinsState {
    const { terms, held } = this;
    const cells = held.flatMap(([, first]) => Array.from({ length: terms }, (_, term) => first + term));
    const column = this.#cells.peek(cells);
    const sums = cells.map((_, cell) => exactNumberAt(column, cell));
    const own = held.map((_, i) => sums.slice(i * terms, (i + 1) * terms));
    const kept = own.map((each) => each.some((sum) => sum !== 0));
    const bins = held.flatMap(([bin], i) => (kept[i] === true ? [bin] : []));
    return {
      kind: 'exact bins',
      terms,
      classes: bins.length === 0 ? 0 : this.classes,
      bins,
      sums: own.flatMap((each, i) => (kept[i] === true ? each : [])),
    };
  }

  override reset(): void {
    super.reset();
    this.#cells = new ExactCells();
  }
}
