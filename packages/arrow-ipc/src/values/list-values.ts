import type { FixedListStorage, ListStorage } from '../storage.ts';
import { OffsetReader } from './offsets.ts';
import { ValidityReader } from './read-buffers.ts';
import { type BatchColumn, reindexed, Scratch, ValueError, type ValueReader } from './value-reader.ts';

/** Clears the lists that have an element without a value. */
function foldElements(valid: Uint8Array, elements: Uint8Array, from: number, to: number, size: number): void {
  let element = 0;
  for (let list = from; list < to; list += 1) {
    for (const end = element + size; element < end; element += 1) {
      valid[list] = (valid[list] ?? 0) & (elements[element] ?? 0);
    }
  }
}

/** Lists of one size: their elements one after another. */
export class FixedListValues implements ValueReader {
  readonly bytes: number;
  readonly #storage: FixedListStorage;
  readonly #elements: ValueReader;
  readonly #validity = new ValidityReader();
  readonly #scratch = new Scratch();

  constructor(storage: FixedListStorage, elements: ValueReader) {
    this.#storage = storage;
    this.#elements = elements;
    this.bytes = elements.bytes * storage.size;
  }

  read(column: BatchColumn, first: number, count: number, data: Uint8Array, valid: Uint8Array): void {
    const { size, slot } = this.#storage;
    const elements = this.#scratch.take(count * size);
    reindexed(
      () => this.#elements.read(column, first * size, count * size, data, elements),
      (index) => Math.floor(index / size),
    );
    this.#validity.read(column, slot, first, count, valid);
    foldElements(valid, elements, 0, count, size);
  }
}

/** Lists between offsets, all as long as the first one was. */
export class ListValues implements ValueReader {
  readonly bytes: number;
  readonly #size: number;
  readonly #slot: number;
  readonly #elements: ValueReader;
  readonly #offsets: OffsetReader;
  readonly #validity = new ValidityReader();
  readonly #scratch = new Scratch();

  constructor(storage: ListStorage, elements: ValueReader, size: number) {
    this.bytes = elements.bytes * size;
    this.#size = size;
    this.#slot = storage.slot;
    this.#elements = elements;
    this.#offsets = new OffsetReader(storage.offsetType, storage.slot + 1);
  }

  read(column: BatchColumn, first: number, count: number, data: Uint8Array, valid: Uint8Array): void {
    const offsets = this.#offsets.read(column, first, count, this.#elementCount(column));
    this.#validity.read(column, this.#slot, first, count, valid);
    for (let from = 0; from < count;) {
      const to = endOfRun(valid, from, count);
      if (valid[from] === 1) this.#readLists(column, offsets, first, from, to, data, valid);
      else data.fill(0, from * this.bytes, to * this.bytes);
      from = to;
    }
  }

  /** Lists that follow one another without a null have their elements side by side. */
  #readLists(
    column: BatchColumn,
    offsets: Float64Array,
    first: number,
    from: number,
    to: number,
    data: Uint8Array,
    valid: Uint8Array,
  ): void {
    for (let list = from; list < to; list += 1) this.#checkLength(offsets, list, first);
    const start = offsets[from] ?? 0;
    const elementCount = (to - from) * this.#size;
    const elements = this.#scratch.take(elementCount);
    const target = data.subarray(from * this.bytes, to * this.bytes);
    reindexed(
      () => this.#elements.read(column, start, elementCount, target, elements),
      (index) => first + from + Math.floor((index - start) / this.#size),
    );
    foldElements(valid, elements, from, to, this.#size);
  }

  #checkLength(offsets: Float64Array, list: number, first: number): void {
    const length = (offsets[list + 1] ?? 0) - (offsets[list] ?? 0);
    if (length === this.#size) return;
    throw new ValueError('E_RAGGED', first + list, {
      expected: `${this.#size} values as in the first list`,
      got: String(length),
      next: 'Every row needs a value for each class.',
    });
  }

  /** The elements' validity region says for how many values it is. */
  #elementCount({ regions }: BatchColumn): number {
    return regions[this.#slot + 2]?.values ?? 0;
  }
}

function endOfRun(valid: Uint8Array, from: number, count: number): number {
  let to = from + 1;
  while (to < count && valid[to] === valid[from]) to += 1;
  return to;
}
