import { batchRegions } from './batch.ts';
import { type BatchTable, TableBuilder } from './batch-table.ts';
import type { ColumnLayout } from './column.ts';
import { dictionariesOf } from './dictionaries.ts';
import type { Dump } from './dump.ts';
import { ArrowError, type Place } from './errors.ts';
import { dictionaryHeader, type Message } from './message.ts';
import { bodyPosition, MetadataReader } from './read-batches.ts';
import { type OpenFile, openFileReader } from './reader.ts';
import { type DictionaryStorage, regionCount } from './storage.ts';

/** The batches of one dictionary, in their order. Plain data. */
export interface DictionaryTable {
  /** Of one column: the values. */
  readonly batches: BatchTable;
  /** Per dictionary batch the first record batch that it holds for. */
  readonly firstBatches: Float64Array;
  /** Per dictionary batch the first one whose values come before its own: itself, unless it is a delta. */
  readonly starts: Float64Array;
}

/**
 * Reads the metadata of every dictionary batch that the columns need.
 * @returns a table for each of `dictionariesOf(columns)`
 * @throws what `readBatches` throws
 */
export function readDictionaries(
  dump: Dump,
  columns: readonly ColumnLayout[],
  open: OpenFile = openFileReader,
): DictionaryTable[] {
  const needed = columns.flatMap((column) =>
    dictionariesOf([column]).map((storage) => new DictionaryBuilder(column.name, storage, dump)),
  );
  if (needed.length === 0) return [];
  const blocks = dump.dictionaries.map(({ block }) => block);
  const reader = open(dump.path);
  try {
    const metadata = new MetadataReader(reader, blocks, { path: dump.path });
    for (const [dictionary, { block, firstBatch }] of dump.dictionaries.entries()) {
      const message = metadata.message(block, { path: dump.path, dictionary });
      const { id } = dictionaryHeader(message);
      for (const builder of needed) {
        if (builder.id === id) builder.add(message, bodyPosition(block), firstBatch);
      }
    }
    return needed.map((builder) => builder.finish());
  } finally {
    reader.close();
  }
}

class DictionaryBuilder {
  readonly id: string;
  readonly #storage: DictionaryStorage;
  readonly #column: string;
  readonly #place: Place;
  readonly #isFile: boolean;
  readonly #builder: TableBuilder;
  readonly #firstBatches: number[] = [];
  readonly #starts: number[] = [];

  constructor(column: string, storage: DictionaryStorage, dump: Dump) {
    this.id = storage.id;
    this.#storage = storage;
    this.#column = column;
    this.#place = { path: dump.path, column };
    this.#isFile = dump.format === 'file';
    this.#builder = new TableBuilder(dump.dictionaries.length, 1, regionCount(storage.values));
  }

  add(message: Message, position: number, firstBatch: number): void {
    const { values, valuesShape } = this.#storage;
    const { isDelta } = dictionaryHeader(message);
    const index = this.#starts.length;
    if (this.#isFile && index > 0 && !isDelta) {
      // A file's dictionaries hold for all its batches, so that nobody could tell which of two is meant.
      const details = { expected: `one dictionary ${this.id}, with deltas`, got: 'another one in its place' };
      throw new ArrowError('E_METADATA', this.#place, details);
    }
    const column = { name: this.#column, storage: values };
    this.#builder.add(batchRegions(message, valuesShape, [column], position));
    this.#firstBatches.push(firstBatch);
    this.#starts.push(isDelta && index > 0 ? (this.#starts[index - 1] ?? 0) : index);
  }

  finish(): DictionaryTable {
    return {
      batches: this.#builder.finish(this.#place),
      firstBatches: Float64Array.from(this.#firstBatches),
      starts: Float64Array.from(this.#starts),
    };
  }
}
