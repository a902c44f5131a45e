import type { GroupFields, ReducedGroups } from '../grouped/group-fields.ts';
import type { GroupedStates } from '../grouped/grouped-states.ts';
import type { LossRows, RowTerms } from '../grouped/row-values.ts';
import type { ReducedState } from '../reduce/reduced-state.ts';
import type { RowReduction } from '../reduce/row-reduction.ts';
import { PoissonWeights } from './poisson-weights.ts';
import type { Resampling } from './poisson-weights.ts';

/** One loss in the resamples of each group: of a group's slot s those from s · resamples on. */
class ResampledLoss {
  readonly #resamples: number;
  #isMet = false;
  #terms: RowTerms | null = null;
  #totals = new Float64Array(0);
  #weights = new Float64Array(0);
  #reductions: (readonly RowReduction[] | undefined)[] = [];

  constructor(resamples: number) {
    this.#resamples = resamples;
  }

  /**
   * Adds a row to the resamples of a group: a row that they have k times weighs k times as much. What is no finite number
   * is counted where the loss is summed, which then has no interval either.
   */
  add(slot: number, drawn: Float64Array, rows: LossRows, row: number): void {
    const first = slot * this.#resamples;
    this.#reserve(first + this.#resamples);
    const { fates, values, weights, divisors, terms } = rows;
    this.#isMet = true;
    this.#terms = terms;
    if (fates !== null && fates[row] !== 0) return;
    const weight = weights === null ? 1 : weights[row]!;
    const loss = values[row]! * weight;
    const divisor = divisors === null ? 1 : divisors[row]!;
    if (!Number.isFinite(loss) || !Number.isFinite(divisor)) return;
    const totals = this.#totals;
    const sums = this.#weights;
    for (let i = 0; i < drawn.length; i++) {
      totals[first + i]! += drawn[i]! * loss;
      sums[first + i]! += drawn[i]! * divisor;
    }
    if (terms !== null) this.#reduce(first, drawn, terms, row, weight);
  }

  #reduce(first: number, drawn: Float64Array, terms: RowTerms, row: number, weight: number): void {
    for (let i = 0; i < drawn.length; i++) {
      const times = drawn[i]!;
      if (times === 0) continue;
      const reductions = (this.#reductions[first + i] ??= started(terms));
      for (let r = 0; r < reductions.length; r++)
        reductions[r]!.addRow(terms.inputs[r]!, row, weight * times);
    }
  }

  #reserve(length: number): void {
    if (length <= this.#totals.length) return;
    const capacity = Math.max(length, 2 * this.#totals.length);
    const [totals, weights] = [new Float64Array(capacity), new Float64Array(capacity)];
    totals.set(this.#totals);
    weights.set(this.#weights);
    [this.#totals, this.#weights] = [totals, weights];
  }

  /** The sums of some slots, in their order; of none if no row of the loss is known. */
  fieldsOf(slots: readonly number[]): GroupFields {
    if (!this.#isMet) return {};
    const of = (sums: Float64Array): Float64Array => {
      const found = new Float64Array(slots.length * this.#resamples);
      for (const [at, slot] of slots.entries()) {
        const first = slot * this.#resamples;
        found.set(sums.subarray(first, first + this.#resamples), at * this.#resamples);
      }
      return found;
    };
    return { 'total.high': of(this.#totals), 'weight.high': of(this.#weights) };
  }

  reducedOf(slots: readonly number[]): ReducedGroups {
    const terms = this.#terms;
    if (terms === null) return [];
    const none = statesOf(started(terms));
    return slots.flatMap((slot) =>
      Array.from({ length: this.#resamples }, (_, i) => {
        const reductions = this.#reductions[slot * this.#resamples + i];
        return reductions === undefined ? none : statesOf(reductions);
      }),
    );
  }
}

const statesOf = (reductions: readonly RowReduction[]): readonly ReducedState[] =>
  reductions.map(({ state }) => state);

function started({ reducers, classes }: RowTerms): readonly RowReduction[] {
  return reducers.map(({ start }) => start(classes, 'kahan'));
}

/** The resamples of the groups of one chunk's rows. */
class ResampledGroups {
  readonly #resamples: number;
  readonly #losses: readonly ResampledLoss[];
  /** Of the groups that there are rows of, in the order of their first. */
  readonly #slots = new Map<number, number>();
  readonly #rows: number[] = [];

  constructor(resamples: number, losses: number) {
    this.#resamples = resamples;
    this.#losses = Array.from({ length: losses }, () => new ResampledLoss(resamples));
  }

  add(group: number, drawn: Float64Array, losses: readonly (LossRows | null)[], row: number): void {
    const slot = this.#slots.get(group) ?? this.#slots.size;
    if (slot === this.#slots.size) this.#slots.set(group, slot);
    this.#rows[slot] = (this.#rows[slot] ?? 0) + 1;
    for (let i = 0; i < losses.length; i++) {
      const loss = losses[i]!;
      if (loss !== null) this.#losses[i]!.add(slot, drawn, loss, row);
    }
  }

  get states(): GroupedStates {
    const met = [...this.#slots].toSorted(([a], [b]) => a - b);
    const slots = met.map(([, slot]) => slot);
    const ofResamples = (numberOf: (group: number, slot: number, resample: number) => number): number[] =>
      met.flatMap(([group, slot]) =>
        Array.from({ length: this.#resamples }, (_, resample) => numberOf(group, slot, resample)),
      );
    return {
      groups: Int32Array.from(ofResamples((group, _, resample) => group * this.#resamples + resample)),
      rows: Float64Array.from(ofResamples((_, slot) => this.#rows[slot] ?? 0)),
      losses: this.#losses.map((loss) => loss.fieldsOf(slots)),
      reduced: this.#losses.map((loss) => loss.reducedOf(slots)),
    };
  }
}

/**
 * Gathers losses over the resamples of one chunk after another, each chunk's rows in their order. A resample of a group
 * is a group of its own: resample r of group g has the number g · resamples + r.
 */
export class Resampler {
  readonly #drawn: PoissonWeights;
  readonly #start: () => readonly ResampledGroups[];
  #groupings: readonly ResampledGroups[];

  /**
   * @param losses     how many there are
   * @param groupings  of how many groupings of the rows
   */
  constructor(resampling: Resampling, losses: number, groupings: number) {
    this.#drawn = new PoissonWeights(resampling);
    this.#start = () =>
      Array.from({ length: groupings }, () => new ResampledGroups(resampling.resamples, losses));
    this.#groupings = this.#start();
  }

  /**
   * Adds a block's rows.
   * @param chunk   the chunk's number
   * @param origin  of a row of the block, counted from the chunk's first
   * @param losses  in the order of the losses; null for one that is not resampled
   * @param groups  by grouping: the number of each row's group
   */
  add(
    chunk: number,
    origin: (row: number) => number,
    count: number,
    losses: readonly (LossRows | null)[],
    groups: readonly Int32Array[],
  ): void {
    for (let row = 0; row < count; row++) {
      this.#drawn.draw(chunk, origin(row));
      for (let i = 0; i < groups.length; i++)
        this.#groupings[i]!.add(groups[i]![row]!, this.#drawn.weights, losses, row);
    }
  }

  /** The states of the chunk's rows, by grouping; the next chunk starts from nothing. */
  take(): readonly GroupedStates[] {
    const states = this.#groupings.map((grouping) => grouping.states);
    this.#groupings = this.#start();
    return states;
  }
}
