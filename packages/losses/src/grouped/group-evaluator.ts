import { plainBackend } from '../backend/plain.ts';
import type { NanPolicy } from '../evaluate/row-fate.ts';
import type { GroupedStates } from './grouped-states.ts';
import { GroupSums } from './group-sums.ts';
import type { DenseCells } from './group-sums.ts';
import type { SumMethod } from '../sums/index.ts';
import { grown, taken } from './pair-sums.ts';
import type { LossRows } from './row-values.ts';

/** Counts rows by group, and notes the groups that are met first. @returns how many were met */
function countRows(
  rows: Float64Array,
  groups: Int32Array,
  count: number,
  met: Int32Array,
  metCount: number,
): number {
  let found = metCount;
  for (let i = 0; i < count; i++) {
    const group = groups[i]!;
    const before = rows[group]!;
    if (before === 0) met[found++] = group;
    rows[group] = before + 1;
  }
  return found;
}

/** What is few, where nobody says it. */
const plainCells: DenseCells = { backend: plainBackend, groups: 1024 };

/** All losses over the groups of one chunk after another. Groups have numbers from 0, as the caller gives them. */
export class GroupEvaluator {
  readonly #losses: readonly (GroupSums | null)[];
  /** As long as groups are few: the loss whose sums count rows along the way. */
  #counter: GroupSums | null;
  readonly #denseGroups: number;
  /** The groups of the chunk so far, but those of which all rows were counted so. */
  #met: Int32Array = new Int32Array(0);
  #metCount = 0;
  #rows: Float64Array = new Float64Array(0);

  /**
   * @param moments  of each loss, whether to keep what its standard error is made of; null if it is not summed at all
   * @param method   how sums are made, of standard errors too
   * @param nans     what a row that is not a number makes of its group
   * @param cells    where sums are made as long as groups are few; the bits are the same
   */
  constructor(
    moments: readonly (boolean | null)[],
    method: SumMethod = 'kahan',
    nans: NanPolicy = 'error',
    cells: DenseCells = plainCells,
  ) {
    this.#losses = moments.map((isKept) =>
      isKept === null ? null : new GroupSums(isKept, method, nans, cells),
    );
    this.#counter = this.#losses.find((sums) => sums !== null) ?? null;
    this.#denseGroups = cells.groups;
  }

  /**
   * Adds a block's rows.
   * @param groups  the number of each row's group
   * @param known   one more than the largest number so far
   * @param losses  in the order of the losses; null for one that is not summed
   */
  add(groups: Int32Array, count: number, known: number, losses: readonly (LossRows | null)[]): void {
    this.#reserve(known);
    let isCounted = false;
    for (const [i, sums] of this.#losses.entries()) {
      const loss = losses[i] ?? null;
      if (loss === null || sums === null) continue;
      const hasCounted = sums.add(groups, count, loss);
      if (sums === this.#counter) isCounted = hasCounted;
    }
    if (isCounted) return;
    this.#metCount = countRows(this.#rows, groups, count, this.#met, this.#metCount);
  }

  /** The states of the chunk's rows; the next chunk starts from nothing. */
  take(): GroupedStates {
    this.#gatherCounts();
    const groups = this.#metInOrder();
    this.#metCount = 0;
    const losses = this.#losses.map((sums) => sums?.take(groups) ?? { fields: {}, exact: null, reduced: [] });
    const exact = losses.flatMap((loss) => loss.exact ?? []);
    return {
      groups,
      rows: taken(this.#rows, groups),
      losses: losses.map(({ fields }) => fields),
      ...(exact.length === 0 ? {} : { exact }),
      ...(losses.every(({ reduced }) => reduced.length === 0)
        ? {}
        : { reduced: losses.map(({ reduced }) => reduced) }),
    };
  }

  /** The groups of the chunk by their numbers: sorted, or found by a look at all that there are. */
  #metInOrder(): Int32Array {
    const met = this.#met.slice(0, this.#metCount);
    if (met.length * 16 < this.#rows.length) return met.toSorted();
    let count = 0;
    for (let group = 0; group < this.#rows.length; group++) {
      if (this.#rows[group]! > 0) met[count++] = group;
    }
    return met;
  }

  /** Adds what was counted along the way to the rest. */
  #gatherCounts(): void {
    if (this.#counter === null) return;
    for (let group = 0; group < this.#rows.length; group++) {
      const count = this.#counter.countOf(group);
      if (count === 0) continue;
      if (this.#rows[group] === 0) this.#met[this.#metCount++] = group;
      this.#rows[group]! += count;
    }
  }

  #leaveDense(): void {
    this.#gatherCounts();
    this.#counter = null;
    for (const sums of this.#losses) sums?.leaveDense();
  }

  #reserve(groups: number): void {
    if (groups > this.#denseGroups && this.#counter !== null) this.#leaveDense();
    for (const sums of this.#losses) sums?.reserve(groups);
    if (groups <= this.#rows.length) return;
    const capacity = Math.max(groups, 2 * this.#rows.length);
    this.#rows = grown(this.#rows, capacity);
    const met = new Int32Array(capacity);
    met.set(this.#met);
    this.#met = met;
  }
}
