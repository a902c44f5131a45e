import type { SliceValue } from '../result/report-sections.ts';

/** A row of a chunk with its value. */
export interface LargeRow {
  /** Counted from the chunk's first. */
  readonly row: number;
  readonly value: number;
  readonly weight: number | null;
  readonly shown: readonly SliceValue[];
}

/** Whether a row goes before another: by the larger value, then by place. */
const isBefore = (a: LargeRow, b: LargeRow): boolean =>
  a.value === b.value ? a.row < b.row : a.value > b.value;

/** The rows of a chunk with the largest values, of those that come in their order: a heap with the last of them on top. */
export class LargestRows {
  readonly #most: number;
  #heap: LargeRow[] = [];

  /** @param most  rows that are kept, 1 or more */
  constructor(most: number) {
    this.#most = most;
  }

  /** What a row's value has to exceed to be kept: a later row with the same value is not. */
  get threshold(): number {
    const [last] = this.#heap;
    return last === undefined || this.#heap.length < this.#most ? -Infinity : last.value;
  }

  /** Adds a row behind all that were added before, whose value exceeds the threshold. */
  add(row: LargeRow): void {
    if (this.#heap.length < this.#most) this.#raise(row);
    else this.#sink(row);
  }

  /** The rows in any order; the next chunk starts from none. */
  take(): readonly LargeRow[] {
    const rows = this.#heap;
    this.#heap = [];
    return rows;
  }

  #raise(row: LargeRow): void {
    const heap = this.#heap;
    let at = heap.length;
    while (at > 0) {
      const parent = heap[(at - 1) >> 1]!;
      if (!isBefore(parent, row)) break;
      heap[at] = parent;
      at = (at - 1) >> 1;
    }
    heap[at] = row;
  }

  /** Puts a row in the place of the last one. */
  #sink(row: LargeRow): void {
    const heap = this.#heap;
    let at = 0;
    for (let child = 1; child < heap.length; child = 2 * at + 1) {
      if (child + 1 < heap.length && isBefore(heap[child]!, heap[child + 1]!)) child += 1;
      if (!isBefore(row, heap[child]!)) break;
      heap[at] = heap[child]!;
      at = child;
    }
    heap[at] = row;
  }
}
