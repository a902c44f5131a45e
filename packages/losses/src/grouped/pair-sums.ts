import { CELL_LENGTH, countPlace, wordsOf } from '../sums/group-cells.ts';
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

/** Sums of some groups. */
export interface TakenPairs {
  readonly high: Float64Array;
  readonly low: Float64Array;
  /** How often 2¹⁰²⁴ was left out; null if that never happened. */
  readonly wraps: Float64Array | null;
}

/** Compensated sums of finite numbers by group, one lane each: TwoSum, as in the lanes of a whole chunk. */
export class PairSums {
  /** By group, as `addToGroups` has them. */
  cells: Float64Array;
  #words: Int32Array;
  /** How often 2¹⁰²⁴ was left out; null as long as that never happened. */
  #wraps: Float64Array | null = null;

  /** @param cells  to begin with, all 0 */
  constructor(cells: Float64Array = new Float64Array(0)) {
    this.cells = cells;
    this.#words = wordsOf(cells);
  }

  reserve(groups: number): void {
    if (groups * CELL_LENGTH <= this.cells.length) return;
    this.cells = grown(this.cells, groups * CELL_LENGTH);
    this.#words = wordsOf(this.cells);
    if (this.#wraps !== null) this.#wraps = grown(this.#wraps, groups);
  }

  /** How many values `addToGroups` has added to a group. */
  countOf(group: number): number {
    return this.#words[countPlace(group)]!;
  }

  add(group: number, value: number): void {
    const at = CELL_LENGTH * group;
    const before = this.cells[at]!;
    const sum = before + value;
    if (sum - sum !== 0) {
      this.#addWrapped(group, value);
      return;
    }
    const added = sum - before;
    this.cells[at + 1]! += before - (sum - added) + (value - added);
    this.cells[at] = sum;
  }

  /** The sums of some groups; all of them start again from 0, and so do their counts. */
  take(groups: Int32Array): TakenPairs {
    const { cells } = this;
    const [high, low] = [new Float64Array(groups.length), new Float64Array(groups.length)];
    for (let i = 0; i < groups.length; i++) {
      const at = CELL_LENGTH * groups[i]!;
      high[i] = cells[at]!;
      low[i] = cells[at + 1]!;
      cells[at] = 0;
      cells[at + 1] = 0;
      cells[at + 2] = 0;
    }
    return { high, low, wraps: this.#wraps === null ? null : taken(this.#wraps, groups) };
  }

  #addWrapped(group: number, value: number): void {
    const at = CELL_LENGTH * group;
    const { high, low, wraps = 0 } = exactSum(this.cells[at]!, value);
    this.#wraps ??= new Float64Array(this.cells.length / CELL_LENGTH);
    this.cells[at] = high;
    this.cells[at + 1]! += low;
    this.#wraps[group]! += wraps;
  }
}
