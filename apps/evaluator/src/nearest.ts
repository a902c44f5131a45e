/** Levenshtein's distance: how many characters to insert, delete or replace. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (const [i, x] of Array.from(a).entries()) {
    const next = [i + 1];
    for (const [j, y] of Array.from(b).entries()) {
      const replaced = (row[j] ?? 0) + (x === y ? 0 : 1);
      next.push(Math.min(replaced, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
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
