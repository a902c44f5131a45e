import { countSpecial } from '../evaluate/running-sum.ts';
import { emptyLossState } from '../evaluate/loss-state.ts';
import type { Expression } from '../expression/expression.ts';
import { emptyMaximum } from './reduced-state.ts';
import type { MaximumState } from './reduced-state.ts';
import { row } from './reducer.ts';
import type { ReducedBlock, Reducer, Reduction } from './reducer.ts';

class MaximumReduction implements Reduction {
  #value = -Infinity;
  #special = { ...emptyLossState.special };

  add({ inputs: [values], count, fates }: ReducedBlock): void {
    if (values === undefined) return;
    for (let i = 0; i < count; i++) {
      if (fates !== null && fates[i] !== 0) continue;
      const value = values[i]!;
      if (!Number.isFinite(value)) countSpecial(this.#special, value);
      else if (value > this.#value) this.#value = value;
    }
  }

  get state(): MaximumState {
    return this.#value === -Infinity ? emptyMaximum : { kind: 'maximum', value: 0 + this.#value };
  }

  get special(): Reduction['special'] {
    return { ...this.#special };
  }

  reset(): void {
    this.#value = -Infinity;
    this.#special = { ...emptyLossState.special };
  }
}

/** The largest term, whatever the weights above 0. Exact. */
export function maximum(term: Expression<'row'>): Reducer<MaximumState> {
  return { kind: 'maximum', inputs: [row(term)], empty: emptyMaximum, start: () => new MaximumReduction() };
}
