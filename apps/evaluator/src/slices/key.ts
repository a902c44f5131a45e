/**
 * A value that rows are grouped by, the same in every thread: a number for integers that doubles hold and for the
 * places of bins, a bigint for larger integers, null for null.
 */
export type Key = number | bigint | string | boolean | null;

const rank = { boolean: 0, number: 1, bigint: 1, string: 2 } as const;

function rankOf(key: Exclude<Key, null>): number {
  const type = typeof key;
  return type === 'boolean' || type === 'number' || type === 'bigint' ? rank[type] : rank.string;
}

/** Orders keys: false, true, numbers by value, texts by their UTF-8 bytes, null last. */
export function compareKeys(a: Key, b: Key): number {
  if (a === b) return 0;
  if (a === null) return 1;
  if (b === null) return -1;
  if (rankOf(a) !== rankOf(b)) return rankOf(a) - rankOf(b);
  if (typeof a === 'string' && typeof b === 'string') return Buffer.compare(Buffer.from(a), Buffer.from(b));
  return a < b ? -1 : 1;
}

/** Orders tuples of keys by their first difference. */
export function compareKeyTuples(a: readonly Key[], b: readonly Key[]): number {
  for (const [i, key] of a.entries()) {
    const order = compareKeys(key, b[i] ?? null);
    if (order !== 0) return order;
  }
  return 0;
}

/** Tuples of keys that are equal are equal texts. */
export function textOfKeys(keys: readonly Key[]): string {
  return JSON.stringify(keys.map((key) => (typeof key === 'bigint' ? [String(key)] : key)));
}
