import { exactSum } from '../sums/index.ts';

/** The array with room for more; what is new is 0. */
export function grown(array: Float64Array, length: number): Float64Array {
  const larger = new Float64Array(length);
  larger.set(array);
  return larger;
}

/** The numbers of some groups, which start again from 0. */
export function taken(array: Float64Array, groups: Int32Array): Float64Array {
  const numbers = new Float64Array(groups.length);
  for (let i = 0; i < groups.length; i++) {
    const group = groups[i]!;
    numbers[i] = array[group]!;
    array[group] = 0;
  }
  return numbers;
}

/** Compensated sums of finite numbers by group, one lane each: TwoSum, as in the lanes of a whole chunk. */
export class PairSums {
  high: Float64Array = new Float64Array(0);
  low: Float64Array = new Float64Array(0);
  /** How often 2¹⁰²⁴ was left out; null as long as that never happened. */
  wraps: Float64Array | null = null;

  reserve(groups: number): void {
    this.high = grown(this.high, groups);
    this.low = grown(this.low, groups);
    if (this.wraps !== null) this.wraps = grown(this.wraps, groups);
  }

  add(group: number, value: number): void {
    const before = this.high[group]!;
    const sum = before + value;
    if (sum - sum !== 0) {
      this.#addWrapped(group, value);
      return;
    }
    const added = sum - before;
    this.low[group]! += before - (sum - added) + (value - added);
    this.high[group] = sum;
  }

  #addWrapped(group: number, value: number): void {
    const { high, low, wraps = 0 } = exactSum(this.high[group]!, value);
    this.wraps ??= new Float64Array(this.high.length);
    this.high[group] = high;
    this.low[group]! += low;
    this.wraps[group]! += wraps;
  }
}
