import type { DictionaryStorage } from '../storage.ts';
import { valueCopier } from './copy-values.ts';
import type { Dictionary } from './dictionary.ts';
import { IntegerReader, ValidityReader } from './read-buffers.ts';
import { type BatchColumn, ValueError, type ValueReader } from './value-reader.ts';

/** Values looked up in a dictionary; null where the index or the dictionary's value is. */
export class DictionaryValues implements ValueReader {
  readonly bytes: number;
  readonly #storage: DictionaryStorage;
  readonly #dictionary: Dictionary;
  readonly #indices: IntegerReader;
  readonly #validity = new ValidityReader();

  constructor(storage: DictionaryStorage, dictionary: Dictionary) {
    this.#storage = storage;
    this.#dictionary = dictionary;
    this.#indices = new IntegerReader(storage.indexType);
    this.bytes = dictionary.bytes;
  }

  read(column: BatchColumn, first: number, count: number, data: Uint8Array, valid: Uint8Array): void {
    const { slot } = this.#storage;
    const indices = this.#indices.read(column, slot + 1, first, count);
    this.#validity.read(column, slot, first, count, valid);
    const values = this.#dictionary.at(column);
    const copy = valueCopier(values.data, data, this.bytes);
    for (let index = 0; index < count; index += 1) {
      if (valid[index] === 0) continue;
      const value = indices[index] ?? -1;
      if (!(value >= 0 && value < values.count)) throw indexError(first + index, value, values.count);
      copy(value, index);
      valid[index] = values.valid[value] ?? 0;
    }
  }
}

function indexError(index: number, value: number, count: number): ValueError {
  const expected = count === 0 ? 'a dictionary with values' : `a dictionary index from 0 to ${count - 1}`;
  return new ValueError('E_DICTIONARY_INDEX', index, { expected, got: String(value) });
}
