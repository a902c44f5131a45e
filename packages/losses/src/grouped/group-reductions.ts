import { emptyLossState } from '../evaluate/loss-state.ts';
import type { SpecialCounts } from '../evaluate/loss-state.ts';
import type { RowReduction } from '../reduce/row-reduction.ts';
import type { SumMethod } from '../sums/index.ts';
import type { ReducedGroups } from './group-fields.ts';
import type { LossRows } from './row-values.ts';

/** The reducers of one metric over the groups of a chunk's rows: what a group has are the bits of its rows alone. */
export class GroupReductions {
  readonly #method: SumMethod;
  /** By group. */
  #reductions: (readonly RowReduction[] | undefined)[] = [];
  /** Those of earlier chunks, to start again from nothing. */
  readonly #free: (readonly RowReduction[])[] = [];

  constructor(method: SumMethod) {
    this.#method = method;
  }

  /** Adds a block's rows, each to its group. */
  add(groups: Int32Array, count: number, { fates, weights, terms }: LossRows): void {
    if (terms === null) return;
    const { inputs } = terms;
    for (let i = 0; i < count; i++) {
      const reductions = (this.#reductions[groups[i]!] ??= this.#started(terms));
      if (fates !== null && fates[i] !== 0) continue;
      const weight = weights === null ? 1 : weights[i]!;
      for (let r = 0; r < reductions.length; r++) reductions[r]!.addRow(inputs[r]!, i, weight);
    }
  }

  #started({ reducers, classes }: NonNullable<LossRows['terms']>): readonly RowReduction[] {
    return this.#free.pop() ?? reducers.map(({ start }) => start(classes, this.#method));
  }

  /**
   * What some groups that have rows gathered; all groups start again from nothing.
   * @param onSpecial  called with the place of a group that has rows without a place in its states, and their counts
   */
  take(groups: Int32Array, onSpecial: (at: number, counts: SpecialCounts) => void): ReducedGroups {
    const taken = this.#reductions;
    this.#reductions = [];
    return Array.from(groups, (group, at) => {
      const reductions = taken[group] ?? [];
      const states = reductions.map(({ state }) => state);
      for (const reduction of reductions) {
        const { special } = reduction;
        if (special !== emptyLossState.special) onSpecial(at, special);
        reduction.reset();
      }
      this.#free.push(reductions);
      return states;
    });
  }
}
