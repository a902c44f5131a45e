import type { Expression } from '../expression/expression.ts';
import { emptyMaximum } from './reduced-state.ts';
import type { MaximumState } from './reduced-state.ts';
import { row } from './reducer.ts';
import type { Reducer } from './reducer.ts';
import { RowReduction } from './row-reduction.ts';

class MaximumReduction extends RowReduction {
  #value = -Infinity;

  override addRow(inputs: readonly Float64Array[], i: number): void {
    const value = inputs[0]![i]!;
    if (!Number.isFinite(value)) this.leaveOut(value);
    else if (value > this.#value) this.#value = value;
  }

  get state(): MaximumState {
    return this.#value === -Infinity ? emptyMaximum : { kind: 'maximum', value: 0 + this.#value };
  }

  override reset(): void {
    super.reset();
    this.#value = -Infinity;
  }
}

/** The largest term, whatever the weights above 0. Exact. */
export function maximum(term: Expression<'row'>): Reducer<MaximumState> {
  return { kind: 'maximum', inputs: [row(term)], empty: emptyMaximum, start: () => new MaximumReduction() };
}
