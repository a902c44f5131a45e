import type { Backend } from '../backend/backend.ts';
import { RunningSum } from '../evaluate/running-sum.ts';
import { emptyLossState } from '../evaluate/loss-state.ts';
import type { SpecialCounts } from '../evaluate/loss-state.ts';
import type { Expression } from '../expression/expression.ts';
import { countTotal } from '../sums/index.ts';
import type { SumMethod } from '../sums/index.ts';
import { emptySum } from './reduced-state.ts';
import type { SumState } from './reduced-state.ts';
import { row } from './reducer.ts';
import type { ReducedBlock, Reducer, Reduction } from './reducer.ts';

class SumReduction implements Reduction {
  readonly #backend: Backend;
  readonly #method: SumMethod;
  #values: Float64Array | undefined;
  #running: RunningSum | undefined;

  constructor(backend: Backend, method: SumMethod) {
    this.#backend = backend;
    this.#method = method;
  }

  add({ inputs: [values], weights, count, fates }: ReducedBlock): void {
    if (values === undefined) return;
    if (this.#running === undefined || this.#values !== values) {
      const registers = { rest: values, factor: null };
      this.#running = new RunningSum(
        registers,
        weights,
        values.length,
        this.#backend,
        this.#method,
        this.#running?.lanes,
      );
      this.#values = values;
    }
    this.#running.add(count, fates);
  }

  get state(): SumState {
    return { kind: 'sum', sum: this.#running?.sum ?? countTotal(0, this.#method) };
  }

  get special(): SpecialCounts {
    return this.#running?.special ?? emptyLossState.special;
  }

  reset(): void {
    this.#running?.reset();
  }
}

/** Σ weight·term, in the term's unit. Error bound: as of every mean's total. */
export function sum(term: Expression<'row'>): Reducer<SumState> {
  return {
    kind: 'sum',
    inputs: [row(term)],
    empty: emptySum,
    start: (backend, _classes, method) => new SumReduction(backend, method),
  };
}
