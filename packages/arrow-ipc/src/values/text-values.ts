import type { TextStorage, TextViewStorage } from '../storage.ts';
import { OffsetReader } from './offsets.ts';
import { ValidityReader } from './read-buffers.ts';
import type { TextTable } from './text-table.ts';
import { type BatchColumn, regionAt, Scratch, ValueError, type ValueReader } from './value-reader.ts';

/** Bytes that are read at a time, unless a text alone is longer. */
const bytesPerRead = 2 ** 20;
/** A label or a key is shorter; a longer one would take memory without end. */
const longestText = 2 ** 24;

/** Texts as their numbers in a table: int32. */
export class TextValues implements ValueReader {
  readonly bytes = 4;
  readonly #storage: TextStorage;
  readonly #table: TextTable;
  readonly #offsets: OffsetReader;
  readonly #validity = new ValidityReader();
  readonly #scratch = new Scratch();

  constructor(storage: TextStorage, table: TextTable) {
    this.#storage = storage;
    this.#table = table;
    this.#offsets = new OffsetReader(storage.offsetType, storage.slot + 1);
  }

  read(column: BatchColumn, first: number, count: number, data: Uint8Array, valid: Uint8Array): void {
    const { slot } = this.#storage;
    const { values } = regionAt(column.regions, slot + 2);
    const offsets = this.#offsets.read(column, first, count, values);
    this.#validity.read(column, slot, first, count, valid);
    const numbers = new Int32Array(data.buffer, data.byteOffset, count);
    for (let from = 0; from < count;) {
      const to = endOfRead(offsets, from, count, first);
      this.#number(column, offsets, from, to, numbers, valid, first);
      from = to;
    }
  }

  #number(
    column: BatchColumn,
    offsets: Float64Array,
    from: number,
    to: number,
    numbers: Int32Array,
    valid: Uint8Array,
    first: number,
  ): void {
    const start = offsets[from] ?? 0;
    const region = regionAt(column.regions, this.#storage.slot + 2);
    const bytes = this.#scratch.take((offsets[to] ?? start) - start);
    if (bytes.length > 0) column.buffers.read(bytes, region, region.values, start);
    for (let index = from; index < to; index += 1) {
      const [begin, end] = [(offsets[index] ?? 0) - start, (offsets[index + 1] ?? 0) - start];
      numbers[index] = valid[index] === 1 ? numberOf(this.#table, bytes, begin, end, first + index) : 0;
    }
  }
}

/** @returns the last text to be read with the one at `from` */
function endOfRead(offsets: Float64Array, from: number, count: number, first: number): number {
  const start = offsets[from] ?? 0;
  let to = from + 1;
  checkLength((offsets[to] ?? 0) - start, first + from);
  while (to < count && (offsets[to + 1] ?? 0) - start <= bytesPerRead) to += 1;
  return to;
}

function checkLength(length: number, index: number): void {
  if (length <= longestText) return;
  const expected = `a text of at most ${longestText} bytes`;
  throw new ValueError('E_TEXT', index, { expected, got: `${length} bytes` });
}

function numberOf(table: TextTable, bytes: Uint8Array, begin: number, end: number, index: number): number {
  try {
    return table.numberOf(bytes, begin, end);
  } catch (cause) {
    if (!(cause instanceof TypeError)) throw cause;
    const shown = Array.from(bytes.subarray(begin, Math.min(end, begin + 16)), (byte) =>
      byte.toString(16).padStart(2, '0'),
    );
    throw new ValueError('E_TEXT', index, { expected: 'UTF-8', got: `bytes ${shown.join(' ')}`, cause });
  }
}

const viewBytes = 16;
const longestInline = 12;

/** Texts of views as their numbers in a table: int32. */
export class TextViewValues implements ValueReader {
  readonly bytes = 4;
  readonly #storage: TextViewStorage;
  readonly #table: TextTable;
  readonly #validity = new ValidityReader();
  readonly #views = new Scratch();
  readonly #scratch = new Scratch();

  constructor(storage: TextViewStorage, table: TextTable) {
    this.#storage = storage;
    this.#table = table;
  }

  read(column: BatchColumn, first: number, count: number, data: Uint8Array, valid: Uint8Array): void {
    const { slot } = this.#storage;
    const region = regionAt(column.regions, slot + 1);
    const bytes = this.#views.take(count * viewBytes);
    column.buffers.read(bytes, region, region.values * viewBytes, first * viewBytes);
    this.#validity.read(column, slot, first, count, valid);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const numbers = new Int32Array(data.buffer, data.byteOffset, count);
    for (let index = 0; index < count; index += 1) {
      numbers[index] = valid[index] === 1 ? this.#numberOf(column, bytes, view, index, first) : 0;
    }
  }

  #numberOf(column: BatchColumn, bytes: Uint8Array, view: DataView, index: number, first: number): number {
    const start = index * viewBytes;
    const length = view.getInt32(start, true);
    if (length >= 0 && length <= longestInline) {
      return numberOf(this.#table, bytes, start + 4, start + 4 + length, first + index);
    }
    checkLength(length, first + index);
    const text = this.#textAt(column, view, start, length, first + index);
    return numberOf(this.#table, text, 0, length, first + index);
  }

  #textAt(column: BatchColumn, view: DataView, start: number, length: number, index: number): Uint8Array {
    const firstBuffer = this.#storage.slot + 2;
    const buffer = view.getInt32(start + 8, true);
    const offset = view.getInt32(start + 12, true);
    const region = buffer >= 0 ? column.regions[firstBuffer + buffer] : undefined;
    if (region === undefined || length < 0 || offset < 0 || offset + length > region.values) {
      const expected =
        region === undefined
          ? `a text in one of ${column.regions.length - firstBuffer} buffers`
          : `a text inside a buffer of ${region.values} bytes`;
      const got = region === undefined ? `buffer ${buffer}` : `${length} bytes from ${offset}`;
      throw new ValueError('E_OFFSETS', index, { expected, got });
    }
    const text = this.#scratch.take(length);
    column.buffers.read(text, region, region.values, offset);
    return text;
  }
}
