import type { Backend } from '../backend/backend.ts';
import { RunningSum, leastNormal, leastTameWeight } from '../evaluate/running-sum.ts';
import { emptyLossState } from '../evaluate/loss-state.ts';
import type { SpecialCounts } from '../evaluate/loss-state.ts';
import type { Expression } from '../expression/expression.ts';
import {
  ExactCells,
  ZERO_SUM,
  countTotal,
  doubleUnitsAt,
  exactSumOf,
  mergeSums,
  pairFrom,
} from '../sums/index.ts';
import type { SumMethod, SumPair } from '../sums/index.ts';
import { emptySum } from './reduced-state.ts';
import type { SumState } from './reduced-state.ts';
import { row } from './reducer.ts';
import type { ReducedBlock, Reducer, Reduction } from './reducer.ts';
import { RowReduction } from './row-reduction.ts';

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

/** Row after row, in one lane. */
abstract class RowSum extends RowReduction {
  protected abstract addFinite(product: number): void;

  override addRow(inputs: readonly Float64Array[], i: number, weight: number): void {
    const value = inputs[0]![i]!;
    // A value of 0 stays so beside a weight that is no number.
    const product = value === 0 ? value : value * weight;
    const isLost = weight < leastTameWeight && value !== 0 && Math.abs(product) < leastNormal;
    if (Number.isFinite(product) && !isLost) this.addFinite(product);
    else this.leaveOut(value, isLost);
  }
}

class PairRowSum extends RowSum {
  #sum: SumPair = ZERO_SUM;

  protected override addFinite(product: number): void {
    this.#sum = mergeSums(this.#sum, pairFrom(product));
  }

  get state(): SumState {
    return { kind: 'sum', sum: this.#sum };
  }

  override reset(): void {
    super.reset();
    this.#sum = ZERO_SUM;
  }
}

class ExactRowSum extends RowSum {
  readonly #cells = new ExactCells(1);

  protected override addFinite(product: number): void {
    this.#cells.add(0, product);
  }

  get state(): SumState {
    return { kind: 'sum', sum: exactSumOf(doubleUnitsAt(this.#cells.peek([0]), 0)) };
  }

  override reset(): void {
    super.reset();
    this.#cells.take([0]);
  }
}

/** Σ weight·term, in the term's unit. Error bound: as of every mean's total. */
export function sum(term: Expression<'row'>): Reducer<SumState> {
  return {
    kind: 'sum',
    inputs: [row(term)],
    empty: emptySum,
    start: (_classes, method) => (method === 'exact' ? new ExactRowSum() : new PairRowSum()),
    startBlocks: (backend, _classes, method) => new SumReduction(backend, method),
  };
}
