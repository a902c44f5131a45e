/** How many characters to insert, delete, replace, or swap with the next one. Source: Damerau 1964, doi:10.1145/363958.363994 */
function distance(a: string, b: string): number {
  const [from, to] = [Array.from(a), Array.from(b)];
  let before: readonly number[] = [];
  let row: readonly number[] = Array.from({ length: to.length + 1 }, (_, j) => j);
  for (const [i, x] of from.entries()) {
    const next = [i + 1];
    for (const [j, y] of to.entries()) {
      const replaced = (row[j] ?? 0) + (x === y ? 0 : 1);
      const isSwap = i > 0 && j > 0 && x === to[j - 1] && from[i - 1] === y;
      const swapped = isSwap ? (before[j - 1] ?? 0) + 1 : Infinity;
      next.push(Math.min(replaced, swapped, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    [before, row] = [row, next];
  }
  return row.at(-1) ?? 0;
}

/** How much of a name may be mistaken for it to be still the one that was meant. */
const mostMistaken = 1 / 3;

/** Longer texts than these are no slips of a finger, and would take long to compare. */
const longestName = 100;

/** `Did you mean mse?`, for the known name that is nearest; empty if none is near. */
export function suggestion(name: string, known: readonly string[]): string {
  if (name.length > longestName) return '';
  const [best] = known
    .filter(({ length }) => length <= longestName)
    .map((candidate) => ({
      candidate,
      mistakes: distance(name.toLowerCase(), candidate.toLowerCase()),
    }))
    .filter(({ candidate, mistakes }) => mistakes <= mostMistaken * Math.max(name.length, candidate.length))
    .toSorted((a, b) => a.mistakes - b.mistakes);
  return best === undefined ? '' : `Did you mean ${best.candidate}?`;
}
