import { bitsPerValue, type NumberType } from './number-type.ts';

/** Where a field's node and buffers stand among those of a record batch, and among its column's regions. */
export interface StoragePlace {
  /** Index of the field's node. */
  readonly node: number;
  /** Index of the field's first buffer, the buffers of variadic fields before it left out. */
  readonly buffer: number;
  /** How many fields before this one have a number of buffers that each batch states anew. */
  readonly variadicsBefore: number;
  /** Index of the field's first buffer among the column's regions. */
  readonly slot: number;
}

/** Numbers or booleans. Regions: validity, data. */
export interface NumberStorage extends StoragePlace {
  readonly kind: 'number';
  readonly type: NumberType;
}

/** Lists of one size. Regions: validity, then the elements'. */
export interface FixedListStorage extends StoragePlace {
  readonly kind: 'fixed list';
  readonly size: number;
  readonly elements: NumberStorage;
}

/** How a column's values are stored in every record batch of its schema. Plain data. */
export type Storage = NumberStorage | FixedListStorage;

/** @returns how many regions the column has in each batch */
export function regionCount(storage: Storage): number {
  return storage.kind === 'number' ? 2 : 1 + regionCount(storage.elements);
}

/** @returns bits of one row in the data of its chunk */
export function rowBits({ type, classes }: { type: NumberType; classes: number | null }): number {
  return bitsPerValue(type) * (classes ?? 1);
}
