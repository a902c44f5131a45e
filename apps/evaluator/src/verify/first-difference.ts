/** Where two JSON values differ first, and what stands there in each; `nothing` where a member is missing. */
export interface ValueDifference {
  readonly place: string;
  readonly expected: string;
  readonly got: string;
}

function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}

function membersOf(value: unknown): ReadonlyMap<string, unknown> | null {
  if (typeof value !== 'object' || value === null) return null;
  return new Map(Object.entries(value));
}

/** Members in the order of the first value, then those that the second alone has; null if all are the same. */
export function firstDifference(expected: unknown, got: unknown, place: string): ValueDifference | null {
  const [left, right] = [membersOf(expected), membersOf(got)];
  if (left === null || right === null || Array.isArray(expected) !== Array.isArray(got)) {
    return Object.is(expected, got) ? null : { place, expected: shown(expected), got: shown(got) };
  }
  for (const name of new Set([...left.keys(), ...right.keys()])) {
    const member = Array.isArray(expected) ? `${place}[${name}]` : `${place}.${name}`;
    const difference = firstDifference(left.get(name), right.get(name), member);
    if (difference !== null) return difference;
  }
  return null;
}
