import { allocateRegister } from '../backend/backend.ts';
import type { Backend } from '../backend/backend.ts';
import { log } from '../math/index.ts';
import { ExactSums, LaneSums, LogProducts, mergeTotals, negatedSum } from '../sums/index.ts';
import type { SumMethod, Sums, Total } from '../sums/index.ts';
import { emptyLossState } from './loss-state.ts';
import type { SpecialCounts } from './loss-state.ts';

/** Registers with what is summed: rest − sign·ln factor; rest is 0 where it is null, and the factor 1. */
export interface SumRegisters {
  readonly rest: Float64Array | null;
  readonly factor: { readonly values: Float64Array; readonly sign: 1 | -1 } | null;
}

/** Factors beyond these would over- or underflow in a product: their logarithms are taken one by one. */
const leastFactor = 2 ** -1000;
const mostFactor = 2 ** 1000;

/** Weights from this on lose no digits of a value, unless it is as small itself. */
export const leastTameWeight = 2 ** -511;
/** Products below it have lost digits, unless their value is 0 or as small itself. */
export const leastNormal = 2 ** -1022;

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** The lanes of a running sum, which go on where the columns' types change and with them the registers. */
export interface SumLanes {
  readonly sums: Sums;
  readonly logs: LogProducts | null;
  special: Writable<SpecialCounts>;
}

/** Σ weight·value over the used rows of a chunk, and the values that are not numbers and stay out of it. */
export class RunningSum {
  readonly #backend: Backend;
  readonly #registers: SumRegisters;
  readonly #weights: Float64Array | null;
  readonly #values: Float64Array;
  readonly #products: Float64Array;
  readonly lanes: SumLanes;

  /**
   * @param blockRows  rows of a block at most
   * @param method     how to sum; exactly only without factors
   * @param lanes      those of the sum that this one goes on from
   */
  constructor(
    registers: SumRegisters,
    weights: Float64Array | null,
    blockRows: number,
    backend: Backend,
    method: SumMethod,
    lanes: SumLanes = newLanes(registers, backend, method),
  ) {
    this.#backend = backend;
    this.#registers = registers;
    this.#weights = weights;
    this.#values = allocateRegister(backend, blockRows);
    this.#products = allocateRegister(backend, blockRows);
    this.lanes = lanes;
  }

  /** Adds a block's rows; those that are not used (their fate is not 0) add +0. */
  add(count: number, fates: Uint8Array | null): void {
    const { rest } = this.#registers;
    const odd = this.lanes.logs && this.#multiply(this.lanes.logs, count, fates);
    if (odd === null && (rest === null || this.#isNothing(rest, count))) {
      this.lanes.sums.skip(count);
      return;
    }
    const values = rest === null ? this.#values.fill(0) : this.#used(rest, count, fates);
    this.#addFinite(odd === null ? values : this.#plus(values, odd, count), count);
  }

  /**
   * Adds a block's rows, all of them used, if their values are finite; for sums without weights and factors.
   * @returns whether it did; if not, nothing was added
   */
  tryAdd(count: number): boolean {
    const { rest } = this.#registers;
    return rest !== null && this.lanes.sums.tryAdd(rest, count);
  }

  /**
   * Adds rows by their factors, all of them used and fit for a product, and by finite rests; for sums with factors.
   * @param rests  null if they are nothing
   */
  addFactors(factors: Float64Array, rests: Float64Array | null, count: number): void {
    this.lanes.logs?.add(factors, count);
    if (rests === null) this.lanes.sums.skip(count);
    else this.lanes.sums.add(rests, count);
  }

  /** The sum of the rows so far. */
  get sum(): Total {
    const sum = this.lanes.sums.peek();
    if (this.lanes.logs === null) return sum;
    const logs = this.lanes.logs.peek();
    return mergeTotals(sum, this.#registers.factor?.sign === 1 ? logs : negatedSum(logs));
  }

  /** The values so far that are not finite. */
  get special(): SpecialCounts {
    return { ...this.lanes.special };
  }

  reset(): void {
    this.lanes.sums.take();
    this.lanes.logs?.take();
    this.lanes.special = { ...emptyLossState.special };
  }

  /** Multiplies the factors; gives ∓ln of those that no product holds, or null if there are none. */
  #multiply(logs: LogProducts, count: number, fates: Uint8Array | null): Float64Array | null {
    const { values = this.#values, sign = 1 } = this.#registers.factor ?? {};
    const fits = this.#backend.within(values, count, leastFactor, mostFactor);
    if (fits && fates === null) {
      logs.add(values, count);
      return null;
    }
    const odd = fits ? null : new Float64Array(count);
    for (let i = 0; i < count; i++) {
      const factor = fates === null || fates[i] === 0 ? values[i]! : 1;
      const multiplies = factor >= leastFactor && factor <= mostFactor;
      this.#products[i] = multiplies ? factor : 1;
      if (odd !== null && !multiplies) odd[i] = 0 - sign * log(factor);
    }
    logs.add(this.#products, count);
    return odd;
  }

  /** A rest that is 0 in every row needs no adding; most factors leave none. */
  #isNothing(rest: Float64Array, count: number): boolean {
    return this.lanes.logs !== null && this.#backend.within(rest, count, 0, 0);
  }

  #used(values: Float64Array, count: number, fates: Uint8Array | null): Float64Array {
    if (fates === null) return values;
    for (let i = 0; i < count; i++) this.#values[i] = fates[i] === 0 ? values[i]! : 0;
    return this.#values;
  }

  #plus(values: Float64Array, odd: Float64Array, count: number): Float64Array {
    for (let i = 0; i < count; i++) this.#values[i] = values[i]! + odd[i]!;
    return this.#values;
  }

  /** Adds weight·value where that is finite, and counts the other rows by their values. */
  #addFinite(values: Float64Array, count: number): void {
    const products = this.#weights === null ? values : this.#products;
    // A value that is not used is 0, and stays so beside a weight that is no number.
    if (this.#weights !== null) this.#backend.operations.weigh(products, [values, this.#weights], count, 1);
    const tame =
      this.#weights === null || this.#backend.within(this.#weights, count, leastTameWeight, Infinity);
    if (tame && this.lanes.sums.tryAdd(products, count)) return;
    for (let i = 0; i < count; i++) {
      const product = products[i]!;
      const lost = this.#weights !== null && values[i] !== 0 && Math.abs(product) < leastNormal;
      const counts = Number.isFinite(product) && !lost;
      if (!counts) countSpecial(this.lanes.special, values[i]!, lost);
      this.#products[i] = counts ? product : 0;
    }
    this.lanes.sums.add(this.#products, count);
  }
}

function newLanes({ factor }: SumRegisters, backend: Backend, method: SumMethod): SumLanes {
  return {
    sums: method === 'exact' ? new ExactSums(backend) : new LaneSums(backend),
    logs: factor && new LogProducts(backend),
    special: { ...emptyLossState.special },
  };
}

/** Counts a value that is not finite, overflows when weighted, or loses digits. */
export function countSpecial(special: Writable<SpecialCounts>, value: number, lost: boolean = false): void {
  if (lost) special.underflow++;
  else if (Number.isNaN(value)) special.nan++;
  else if (value === Infinity) special.positiveInfinity++;
  else if (value === -Infinity) special.negativeInfinity++;
  else special.overflow++;
}
