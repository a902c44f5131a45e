/**
 * Doubles of a group's cell: the sum, its compensation, how many values were added (an integer of 32 bits, in the first
 * half), and one more, so that no cell lies across two lines of the cache.
 */
export const CELL_LENGTH = 4;
const CELL_WORDS = 2 * CELL_LENGTH;
const COUNT_WORD = 4;

/** The cells' words, of which `countPlace` says which are counts. */
export function wordsOf({ buffer, byteOffset, length }: Float64Array): Int32Array {
  return new Int32Array(buffer, byteOffset, 2 * length);
}

/** Where a group's count stands among the words. */
export function countPlace(group: number): number {
  return CELL_WORDS * group + COUNT_WORD;
}

/**
 * Adds each value to the cell of its group, by TwoSum, and counts it. Nothing is asked of values and sums: whoever calls
 * it knows that they stay finite.
 * Source: TwoSum, Knuth 1969; the sum, Ogita, Rump, Oishi 2005, doi:10.1137/030601818
 */
export function addToGroups(
  cells: Float64Array,
  groups: Int32Array,
  values: Float64Array,
  count: number,
): void {
  const words = wordsOf(cells);
  for (let i = 0; i < count; i++) {
    const group = groups[i]!;
    const value = values[i]!;
    const at = CELL_LENGTH * group;
    const before = cells[at]!;
    const sum = before + value;
    const added = sum - before;
    cells[at + 1]! += before - (sum - added) + (value - added);
    cells[at] = sum;
    words[countPlace(group)]! += 1;
  }
}
