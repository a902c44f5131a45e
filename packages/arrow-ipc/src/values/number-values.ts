import { bitsPerValue } from '../number-type.ts';
import type { DecimalStorage, NumberStorage, StructStorage } from '../storage.ts';
import { decimalsToDoubles } from './decimal.ts';
import { BitReader, ValidityReader } from './read-buffers.ts';
import { type BatchColumn, regionAt, Scratch, type ValueReader } from './value-reader.ts';

/** Numbers as they are stored; booleans as a byte each. */
export class NumberValues implements ValueReader {
  readonly bytes: number;
  readonly #storage: NumberStorage;
  readonly #validity = new ValidityReader();
  readonly #bits = new BitReader();

  constructor(storage: NumberStorage) {
    this.#storage = storage;
    this.bytes = Math.max(8, bitsPerValue(storage.type)) / 8;
  }

  read(column: BatchColumn, first: number, count: number, data: Uint8Array, valid: Uint8Array): void {
    const { slot, type } = this.#storage;
    const region = regionAt(column.regions, slot + 1);
    if (type === 'bool') this.#bits.read(column.buffers, region, first, count, data);
    else {
      const target = data.subarray(0, count * this.bytes);
      column.buffers.read(target, region, region.values * this.bytes, first * this.bytes);
    }
    this.#validity.read(column, slot, first, count, valid);
  }
}

/** Decimals as the nearest doubles. */
export class DecimalValues implements ValueReader {
  readonly bytes = 8;
  readonly #storage: DecimalStorage;
  readonly #validity = new ValidityReader();
  readonly #scratch = new Scratch();

  constructor(storage: DecimalStorage) {
    this.#storage = storage;
  }

  read(column: BatchColumn, first: number, count: number, data: Uint8Array, valid: Uint8Array): void {
    const { slot, bitWidth, scale } = this.#storage;
    const width = bitWidth / 8;
    const region = regionAt(column.regions, slot + 1);
    const unscaled = this.#scratch.take(count * width);
    column.buffers.read(unscaled, region, region.values * width, first * width);
    this.#validity.read(column, slot, first, count, valid);
    decimalsToDoubles(unscaled, width, scale, new Float64Array(data.buffer, data.byteOffset, count));
  }
}

/** Nothing but nulls. */
export class NullValues implements ValueReader {
  readonly bytes = 8;

  read(_column: BatchColumn, _first: number, count: number, data: Uint8Array, valid: Uint8Array): void {
    data.fill(0, 0, count * this.bytes);
    valid.fill(0, 0, count);
  }
}

/** A field of a struct: null where the struct is. */
export class StructValues implements ValueReader {
  readonly bytes: number;
  readonly #storage: StructStorage;
  readonly #field: ValueReader;
  readonly #validity = new ValidityReader();
  readonly #scratch = new Scratch();

  constructor(storage: StructStorage, field: ValueReader) {
    this.#storage = storage;
    this.#field = field;
    this.bytes = field.bytes;
  }

  read(column: BatchColumn, first: number, count: number, data: Uint8Array, valid: Uint8Array): void {
    this.#field.read(column, first, count, data, valid);
    const own = this.#scratch.take(count);
    this.#validity.read(column, this.#storage.slot, first, count, own);
    for (let index = 0; index < count; index += 1) valid[index] = (valid[index] ?? 0) & (own[index] ?? 0);
  }
}
