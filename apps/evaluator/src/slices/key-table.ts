import { compareKeys } from './key.ts';
import type { Key } from './key.ts';

/** The keys of a grouping's slices, by their numbers: column by column, because slices may be many. */
export interface KeyTable {
  /** How many slices there are. */
  readonly size: number;
  /** By column of the grouping. */
  readonly columns: readonly (readonly Key[])[];
}

export const noKeys: KeyTable = { size: 0, columns: [] };

/** The table of tuples of keys, one for each slice. */
export function keyTable(tuples: readonly (readonly Key[])[]): KeyTable {
  const columns = (tuples[0] ?? []).map((_, column) => tuples.map((keys) => keys[column] ?? null));
  return { size: tuples.length, columns };
}

/** The keys of a slice. */
export function keysAt({ columns }: KeyTable, number: number): readonly Key[] {
  return columns.map((keys) => keys[number] ?? null);
}

/** Orders two slices by their keys, as `compareKeyTuples`. */
export function compareKeysAt({ columns }: KeyTable, a: number, b: number): number {
  for (const keys of columns) {
    const order = compareKeys(keys[a] ?? null, keys[b] ?? null);
    if (order !== 0) return order;
  }
  return 0;
}
