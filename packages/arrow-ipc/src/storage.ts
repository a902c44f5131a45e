import { bitsPerValue, type NumberType } from './number-type.ts';
import type { BatchShape } from './schema.ts';

/** Where a field's node and buffers stand among those of a record batch, and among its column's regions. */
export interface StoragePlace {
  /** Index of the field's node. */
  readonly node: number;
  /** Index of the field's first buffer, the buffers of variadic fields before it left out. */
  readonly buffer: number;
  /** How many fields before this one have a number of buffers that each batch states anew. */
  readonly variadicsBefore: number;
  /** Index of the field's first buffer among the column's regions; those of its children follow. */
  readonly slot: number;
}

/** Numbers or booleans. Regions: validity, data. */
export interface NumberStorage extends StoragePlace {
  readonly kind: 'number';
  readonly type: NumberType;
}

/** Unscaled integers of 32 to 256 bits: the value is unscaled · 10^−scale. Regions: validity, data. */
export interface DecimalStorage extends StoragePlace {
  readonly kind: 'decimal';
  readonly bitWidth: number;
  readonly scale: number;
}

/** Nothing but nulls. No regions. */
export interface NullStorage extends StoragePlace {
  readonly kind: 'null';
}

/** UTF-8 between offsets. Regions: validity, offsets, bytes. */
export interface TextStorage extends StoragePlace {
  readonly kind: 'text';
  readonly offsetType: 'int32' | 'int64';
}

/** UTF-8, short texts inline. Regions: validity, views, then as many buffers of bytes as the batch says. */
export interface TextViewStorage extends StoragePlace {
  readonly kind: 'text view';
}

/** One field of a struct. Regions: the struct's validity, then the field's. */
export interface StructStorage extends StoragePlace {
  readonly kind: 'struct';
  readonly field: Storage;
}

/** Lists of one size. Regions: validity, then the elements'. */
export interface FixedListStorage extends StoragePlace {
  readonly kind: 'fixed list';
  readonly size: number;
  readonly elements: Storage;
}

/** Lists between offsets. Regions: validity, offsets, then the elements'. */
export interface ListStorage extends StoragePlace {
  readonly kind: 'list';
  readonly offsetType: 'int32' | 'int64';
  readonly elements: Storage;
}

/** Indices into a dictionary. Regions: validity, indices; the values have regions in the dictionary's batches. */
export interface DictionaryStorage extends StoragePlace {
  readonly kind: 'dictionary';
  readonly id: string;
  readonly indexType: NumberType;
  readonly values: Storage;
  readonly valuesShape: BatchShape;
}

/** Values, each for a run of rows. Regions: the run ends', then the values'. */
export interface RunsStorage extends StoragePlace {
  readonly kind: 'runs';
  readonly runEnds: NumberStorage;
  readonly values: Storage;
}

/** Columns side by side, one for each class. Regions: those of each column. */
export interface ColumnsStorage {
  readonly kind: 'columns';
  readonly names: readonly string[];
  readonly columns: readonly Storage[];
}

/** How a column's values are stored in every record batch of its schema. Plain data. */
export type Storage =
  | NumberStorage
  | DecimalStorage
  | NullStorage
  | TextStorage
  | TextViewStorage
  | StructStorage
  | FixedListStorage
  | ListStorage
  | DictionaryStorage
  | RunsStorage
  | ColumnsStorage;

/** Regions of a storage itself, without variadic buffers. */
const ownRegions: Readonly<Record<Storage['kind'], number>> = {
  null: 0,
  number: 2,
  decimal: 2,
  dictionary: 2,
  text: 3,
  'text view': 2,
  struct: 1,
  'fixed list': 1,
  list: 2,
  runs: 0,
  columns: 0,
};

/** @returns how many regions the column has in each batch, without variadic buffers */
export function regionCount(storage: Storage): number {
  return insideOf(storage).reduce((sum, inner) => sum + regionCount(inner), ownRegions[storage.kind]);
}

/** @returns the storages directly inside this one, in the same batch */
export function insideOf(storage: Storage): readonly Storage[] {
  if (storage.kind === 'struct') return [storage.field];
  if (storage.kind === 'list' || storage.kind === 'fixed list') return [storage.elements];
  if (storage.kind === 'runs') return [storage.runEnds, storage.values];
  return storage.kind === 'columns' ? storage.columns : [];
}

/** Numbers that can be read as they stand: the fast path. */
export type PlainStorage = NumberStorage | (FixedListStorage & { readonly elements: NumberStorage });

export function isPlain(storage: Storage): storage is PlainStorage {
  if (storage.kind === 'number') return true;
  // Rows of booleans start inside a byte.
  return (
    storage.kind === 'fixed list' && storage.elements.kind === 'number' && storage.elements.type !== 'bool'
  );
}

/** @returns bits of one row in the data of its chunk */
export function rowBits({ type, classes }: { type: NumberType; classes: number | null }): number {
  return bitsPerValue(type) * (classes ?? 1);
}
