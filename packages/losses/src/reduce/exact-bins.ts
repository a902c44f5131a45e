import { countSpecial } from '../evaluate/running-sum.ts';
import { emptyLossState } from '../evaluate/loss-state.ts';
import { ExactCells } from '../sums/index.ts';
import type { BinIndex } from './bin-index.ts';
import { exactNumberAt } from './exact-states.ts';
import type { ExactBinsState } from './exact-states.ts';
import type { ReducedBlock, Reduction } from './reducer.ts';

/** Σ weight·term by bins, exactly: memory grows with the bins that hold anything. */
export class ExactBinsReduction implements Reduction {
  readonly #index: BinIndex;
  readonly #terms: number;
  readonly #classes: number;
  /** Where the sums of each bin begin. */
  readonly #places = new Map<number, number>();
  #cells = new ExactCells();
  #capacity = 0;
  #special = { ...emptyLossState.special };

  constructor(index: BinIndex, terms: number, classes: number) {
    this.#index = index;
    this.#terms = terms;
    this.#classes = classes;
  }

  /** The inputs are the index's own, then the terms. */
  add({ inputs, weights, count, fates }: ReducedBlock): void {
    const own = inputs.slice(0, this.#index.inputs.length);
    const terms = inputs.slice(this.#index.inputs.length);
    const { bin: binOf } = this.#index;
    for (let i = 0; i < count; i++) {
      if (fates !== null && fates[i] !== 0) continue;
      const bin = binOf(own, i, this.#classes);
      const weight = weights === null ? 1 : weights[i]!;
      if (!(bin >= 0)) {
        countSpecial(this.#special, weight);
        continue;
      }
      const first = this.#placeOf(bin);
      for (let term = 0; term < terms.length; term++) {
        this.#cells.addProduct(first + term, weight, terms[term]![i]!);
      }
    }
  }

  #placeOf(bin: number): number {
    const known = this.#places.get(bin);
    if (known !== undefined) return known;
    const place = this.#places.size * this.#terms;
    this.#places.set(bin, place);
    if (place + this.#terms > this.#capacity) {
      this.#capacity = Math.max(place + this.#terms, 2 * this.#capacity);
      this.#cells.reserve(this.#capacity);
    }
    return place;
  }

  get state(): ExactBinsState {
    const places = [...this.#places].toSorted(([a], [b]) => a - b);
    const cells = places.flatMap(([, first]) =>
      Array.from({ length: this.#terms }, (_, term) => first + term),
    );
    const column = this.#cells.peek(cells);
    const sums = cells.map((_, cell) => exactNumberAt(column, cell));
    const held = places.map((_, i) => sums.slice(i * this.#terms, (i + 1) * this.#terms));
    const kept = held.map((own) => own.some((sum) => sum !== 0));
    const bins = places.flatMap(([bin], i) => (kept[i] === true ? [bin] : []));
    return {
      kind: 'exact bins',
      terms: this.#terms,
      classes: bins.length === 0 ? 0 : this.#classes,
      bins,
      sums: held.flatMap((own, i) => (kept[i] === true ? own : [])),
    };
  }

  get special(): Reduction['special'] {
    return { ...this.#special };
  }

  reset(): void {
    this.#places.clear();
    this.#cells = new ExactCells(this.#capacity);
    this.#special = { ...emptyLossState.special };
  }
}
