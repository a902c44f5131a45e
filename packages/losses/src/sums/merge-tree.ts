import { LossError } from '../errors.ts';
import { powerOfTwo } from '../math/power-of-two.ts';

/** The value of chunks index · 2^level to (index + 1) · 2^level − 1; a chunk itself has level 0. */
export interface MergeTreeNode<T> {
  readonly level: number;
  readonly index: number;
  readonly value: T;
}

/**
 * The balanced binary tree over chunk numbers in which partial results merge. Which values meet depends on their
 * chunk numbers alone, so the result does not depend on the order of insertion, to the bit. Holds the maximal
 * complete subtrees: as many as log₂ of the chunks, and one or so per gap.
 */
export class MergeTree<T> {
  readonly #merge: (left: T, right: T) => T;
  /** In the order of their chunks; none overlap. */
  readonly #nodes: MergeTreeNode<T>[] = [];

  /** @param merge  makes a new value; the left one covers the chunks before the right one's */
  constructor(merge: (left: T, right: T) => T) {
    this.#merge = merge;
  }

  /** The maximal complete subtrees, in the order of their chunks. */
  get nodes(): readonly MergeTreeNode<T>[] {
    return this.#nodes;
  }

  /**
   * Adds a chunk or a complete subtree, in any order.
   * @throws E_STATE_MISMATCH if a chunk is there already, or if the numbers are not those of a node
   */
  insert(node: MergeTreeNode<T>): void {
    checkNode(node);
    const at = this.#placeOf(node);
    this.#checkFree(node, this.#nodes[at - 1], this.#nodes[at]);
    this.#nodes.splice(at, 0, node);
    this.#mergeAround(at);
  }

  /** All values in one, from the right, so that the smallest subtrees meet first; undefined if there are none. */
  fold(): T | undefined {
    const last = this.#nodes.at(-1);
    if (last === undefined) return undefined;
    return this.#nodes.slice(0, -1).reduceRight((right, node) => this.#merge(node.value, right), last.value);
  }

  /** Where in `#nodes` the node belongs, by bisection. */
  #placeOf(node: MergeTreeNode<T>): number {
    const start = startOf(node);
    let [low, high] = [0, this.#nodes.length];
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      if (startOf(this.#nodes[middle]!) < start) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #checkFree(
    node: MergeTreeNode<T>,
    before: MergeTreeNode<T> | undefined,
    after: MergeTreeNode<T> | undefined,
  ): void {
    if (before !== undefined && endOf(before) > startOf(node)) throw overlap(node, before);
    if (after !== undefined && startOf(after) < endOf(node)) throw overlap(node, after);
  }

  #mergeAround(inserted: number): void {
    for (let at = inserted; ;) {
      const left = this.#nodes[at]!.index % 2 === 0 ? at : at - 1;
      const merged = this.#mergedPair(this.#nodes[left], this.#nodes[left + 1]);
      if (merged === undefined) return;
      this.#nodes.splice(left, 2, merged);
      at = left;
    }
  }

  /** Siblings in one, `left` having an even index; undefined if they are not siblings. */
  #mergedPair(
    left: MergeTreeNode<T> | undefined,
    right: MergeTreeNode<T> | undefined,
  ): MergeTreeNode<T> | undefined {
    if (left === undefined || right === undefined) return undefined;
    if (left.level !== right.level || left.index + 1 !== right.index) return undefined;
    return { level: left.level + 1, index: left.index / 2, value: this.#merge(left.value, right.value) };
  }
}

function startOf({ level, index }: MergeTreeNode<unknown>): number {
  return index * powerOfTwo(level);
}

function endOf({ level, index }: MergeTreeNode<unknown>): number {
  return (index + 1) * powerOfTwo(level);
}

function named(node: MergeTreeNode<unknown>): string {
  return `${startOf(node)} to ${endOf(node) - 1}`;
}

function checkNode({ level, index }: MergeTreeNode<unknown>): void {
  const whole = Number.isInteger(level) && level >= 0 && Number.isInteger(index) && index >= 0;
  if (whole && level <= 52 && Number.isSafeInteger((index + 1) * powerOfTwo(level))) return;
  throw new LossError({
    code: 'E_STATE_MISMATCH',
    place: 'merge tree',
    expected: 'a node with whole level and index ≥ 0 and chunks below 2⁵³',
    got: `level ${level}, index ${index}`,
  });
}

function overlap(node: MergeTreeNode<unknown>, present: MergeTreeNode<unknown>): LossError {
  return new LossError({
    code: 'E_STATE_MISMATCH',
    place: 'merge tree',
    expected: 'every chunk once',
    got: `chunks ${named(node)} although chunks ${named(present)} are there`,
    next: 'Merge each partial result once.',
  });
}
