import { bufferReader } from '../buffer-reader.ts';
import type { Codec, ColumnRegions } from '../buffer-region.ts';
import { Decompressor } from '../compression/decompressor.ts';
import type { ByteReader } from '../reader.ts';
import { type BatchColumn, ValueError, type ValueReader } from './value-reader.ts';

/** One batch of a dictionary. */
export interface DictionaryBatch {
  readonly rows: number;
  readonly codec: Codec;
  readonly regions: ColumnRegions;
  /** Of bytes in memory; null to read from the file that the rows are in. */
  readonly reader: ByteReader | null;
}

/** Where a dictionary's batches come from. */
export interface DictionarySource {
  /** The dictionary batches, by number, of which the values hold for a record batch. */
  rangeAt(batch: number): { readonly first: number; readonly end: number };
  batchAt(index: number): DictionaryBatch;
}

/** Values of a dictionary, side by side. */
export interface DictionaryContent {
  readonly count: number;
  readonly data: Uint8Array;
  /** A byte per value. */
  readonly valid: Uint8Array;
}

/** A dictionary as it is read: each of its batches once, as long as it holds. */
export class Dictionary {
  readonly bytes: number;
  readonly #source: DictionarySource;
  readonly #reader: ValueReader;
  readonly #inner: readonly Dictionary[];
  #first = -1;
  #end = -1;
  #innerState = '';
  #count = 0;
  #data = new Uint8Array(0);
  #valid = new Uint8Array(0);

  /** @param inner the dictionaries of the dictionary's own values */
  constructor(source: DictionarySource, reader: ValueReader, inner: readonly Dictionary[]) {
    this.#source = source;
    this.#reader = reader;
    this.#inner = inner;
    this.bytes = reader.bytes;
  }

  /** @throws ValueError for the first row that needs it, if the dictionary is broken */
  at(column: BatchColumn): DictionaryContent {
    const { first, end } = this.#source.rangeAt(column.batch);
    const innerState = this.#inner.map((dictionary) => dictionary.#stateAt(column.batch)).join(';');
    if (first !== this.#first || end < this.#end || innerState !== this.#innerState) this.#reset(first);
    this.#innerState = innerState;
    for (; this.#end < end; this.#end += 1) this.#append(this.#source.batchAt(this.#end), column);
    return { count: this.#count, data: this.#data, valid: this.#valid };
  }

  #stateAt(batch: number): string {
    const { first, end } = this.#source.rangeAt(batch);
    return `${first}-${end}`;
  }

  #reset(first: number): void {
    this.#first = first;
    this.#end = first;
    this.#count = 0;
  }

  #append({ rows, codec, regions, reader }: DictionaryBatch, { batch, reader: file }: BatchColumn): void {
    const bytes = reader ?? file;
    const count = this.#count + rows;
    this.#data = grown(this.#data, count * this.bytes, this.#count * this.bytes);
    this.#valid = grown(this.#valid, count, this.#count);
    const decompressor = new Decompressor();
    const column = { batch, regions, buffers: bufferReader(bytes, codec, decompressor, 0), reader: file };
    const data = this.#data.subarray(this.#count * this.bytes);
    try {
      // Its regions were checked to be as long as the values need, so that this is no larger than the input.
      this.#reader.read(column, 0, rows, data, this.#valid.subarray(this.#count));
    } catch (error) {
      this.#reset(-1);
      if (!(error instanceof ValueError)) throw error;
      const { expected } = error.details;
      const details = { ...error.details, expected: `${expected} at value ${error.index} of its dictionary` };
      throw new ValueError(error.code, 0, details);
    } finally {
      decompressor.close();
    }
    this.#count = count;
  }
}

/** @returns bytes for so many at least, with the first ones kept */
function grown(bytes: Uint8Array<ArrayBuffer>, length: number, kept: number): Uint8Array<ArrayBuffer> {
  if (length <= bytes.length) return bytes;
  const larger = new Uint8Array(Math.max(length, bytes.length * 2));
  larger.set(bytes.subarray(0, kept));
  return larger;
}
