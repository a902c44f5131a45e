import { plainBufferReader } from '../buffer-reader.ts';
import { placed } from '../compression/frame-error.ts';
import { ArrowError } from '../errors.ts';
import type { ByteReader } from '../reader.ts';
import { ValueError } from './value-reader.ts';
import { codecAt, columnRegionsAt } from '../batch-table.ts';
import type { ColumnLayout } from '../column.ts';
import type { DictionaryTable } from '../dictionary-table.ts';
import { dictionariesOf } from '../dictionaries.ts';
import type { DictionaryStorage } from '../storage.ts';
import { Dictionary, type DictionaryBatch, type DictionarySource } from './dictionary.ts';
import { openValues } from './open-values.ts';
import { TextTable } from './text-table.ts';

/**
 * What a thread keeps of an input's columns from chunk to chunk, so that it is read once: the values of dictionaries
 * and the numbers of texts.
 */
export class SharedValues {
  readonly columns: readonly ColumnLayout[];
  readonly #texts = new Map<ColumnLayout, TextTable>();
  readonly #dictionaries = new Map<DictionaryStorage, Dictionary>();

  /** @param sources where the dictionaries of the columns come from, in the order of `dictionariesOf` */
  constructor(columns: readonly ColumnLayout[], sources: readonly DictionarySource[]) {
    this.columns = columns;
    let next = 0;
    for (const column of columns) {
      this.#texts.set(column, tableOf(column));
      const storages = dictionariesOf([column]);
      const columnSources = sources.slice(next, next + storages.length);
      next += storages.length;
      this.#openDictionaries(column, storages, columnSources);
    }
  }

  /** A dictionary's own come after it, and are opened before it. */
  #openDictionaries(
    column: ColumnLayout,
    storages: readonly DictionaryStorage[],
    sources: readonly DictionarySource[],
  ): void {
    for (const [index, storage] of [...storages.entries()].toReversed()) {
      const source = sources[index];
      if (source === undefined) throw new RangeError(`no source of dictionary ${storage.id}`);
      const inner = dictionariesOf([{ storage: storage.values }]).map((one) => this.dictionary(one));
      const reader = openValues(storage.values, column, this);
      this.#dictionaries.set(storage, new Dictionary(source, reader, inner));
    }
  }

  /** The texts of a column, by the numbers that its rows have. */
  texts(column: ColumnLayout): TextTable {
    const table = this.#texts.get(column);
    if (table === undefined) throw new RangeError(`no column ${column.name}`);
    return table;
  }

  /**
   * The texts of a column's dictionary that hold for a record batch; of several, those of the innermost one.
   * @param reader what the dictionaries of a file are read from
   * @returns null for a column without a dictionary
   * @throws  ArrowError if the dictionary is broken
   */
  dictionaryTexts(
    column: ColumnLayout,
    batch: number,
    reader: ByteReader,
    path: string,
  ): readonly (string | null)[] | null {
    const storage = dictionariesOf([column]).at(-1);
    if (storage === undefined) return null;
    try {
      const buffers = plainBufferReader(reader);
      const { count, data, valid } = this.dictionary(storage).at({ batch, regions: [], buffers, reader });
      const numbers = new Int32Array(data.buffer, data.byteOffset, count);
      return Array.from(numbers, (number, index) =>
        valid[index] === 1 ? this.texts(column).text(number) : null,
      );
    } catch (error) {
      const place = { path, column: column.name };
      if (!(error instanceof ValueError)) throw placed(error, { ...place, batch });
      throw new ArrowError(error.code, place, error.details);
    }
  }

  dictionary(storage: DictionaryStorage): Dictionary {
    const dictionary = this.#dictionaries.get(storage);
    if (dictionary === undefined) throw new RangeError(`no dictionary ${storage.id}`);
    return dictionary;
  }
}

/** The labels, or the first texts, have the first numbers, in their order. */
function tableOf({ labels, firstTexts = [] }: ColumnLayout): TextTable {
  const table = new TextTable();
  const encoder = new TextEncoder();
  for (const label of labels ?? firstTexts) {
    const bytes = encoder.encode(label);
    table.numberOf(bytes, 0, bytes.length);
  }
  return table;
}

/** The dictionary batches of a file, wherever they are in it. */
export function tableSource({ batches, firstBatches, starts }: DictionaryTable): DictionarySource {
  return {
    rangeAt: (batch) => {
      const end = countUpTo(firstBatches, batch);
      return { first: starts[end - 1] ?? 0, end };
    },
    batchAt: (index) => ({
      rows: (batches.firstRows[index + 1] ?? 0) - (batches.firstRows[index] ?? 0),
      codec: codecAt(batches, index),
      regions: columnRegionsAt(batches, index, 0),
      reader: null,
    }),
  };
}

/** How many of the rising numbers are at most this one: binary search. */
function countUpTo(numbers: Float64Array, most: number): number {
  let low = 0;
  let high = numbers.length;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if ((numbers[middle] ?? 0) <= most) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The dictionary batches of a pipe, as they come. */
export class PipedDictionary implements DictionarySource {
  readonly #batches = new Map<number, PipedBatch>();
  #end = 0;

  /** @param firstBatch the first record batch that it holds for */
  add(batch: DictionaryBatch, isDelta: boolean, firstBatch: number): void {
    const before = isDelta ? this.#batches.get(this.#end - 1) : undefined;
    this.#batches.set(this.#end, { batch, firstBatch, start: before?.start ?? this.#end });
    this.#end += 1;
  }

  rangeAt(batch: number): { first: number; end: number } {
    let end = this.#end;
    while ((this.#batches.get(end - 1)?.firstBatch ?? 0) > batch) end -= 1;
    return { first: this.#batches.get(end - 1)?.start ?? end, end };
  }

  /** Lets go what no record batch from this one on needs. */
  forget(batch: number): void {
    const { first } = this.rangeAt(batch);
    for (const index of this.#batches.keys()) if (index < first) this.#batches.delete(index);
  }

  batchAt(index: number): DictionaryBatch {
    const found = this.#batches.get(index);
    if (found === undefined) throw new RangeError(`no dictionary batch ${index}`);
    return found.batch;
  }
}

interface PipedBatch {
  readonly batch: DictionaryBatch;
  readonly firstBatch: number;
  /** The first batch whose values come before its own. */
  readonly start: number;
}
