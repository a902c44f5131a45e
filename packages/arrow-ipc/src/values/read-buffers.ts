import { bytesForBits } from '../bits.ts';
import type { BufferReader } from '../buffer-reader.ts';
import { type BufferRegion, isPresent } from '../buffer-region.ts';
import { bitsPerValue, type NumberType } from '../number-type.ts';
import { type BatchColumn, regionAt, Scratch } from './value-reader.ts';

/** Reads bits as a byte each. */
export class BitReader {
  readonly #scratch = new Scratch();

  read(buffers: BufferReader, region: BufferRegion, first: number, count: number, target: Uint8Array): void {
    const start = Math.floor(first / 8);
    const bits = this.#scratch.take(bytesForBits(first + count) - start);
    buffers.read(bits, region, bytesForBits(region.values), start);
    let bit = first % 8;
    for (let index = 0; index < count; index += 1) {
      target[index] = ((bits[bit >> 3] ?? 0) >> (bit & 7)) & 1;
      bit += 1;
    }
  }
}

/** Reads which values are valid. */
export class ValidityReader {
  readonly #bits = new BitReader();

  read(
    { regions, buffers }: BatchColumn,
    slot: number,
    first: number,
    count: number,
    valid: Uint8Array,
  ): void {
    const region = regionAt(regions, slot);
    if (isPresent(region)) this.#bits.read(buffers, region, first, count, valid);
    else valid.fill(1, 0, count);
  }
}

/** Reads integers as doubles; those that no double holds become some number beyond 2⁵³. */
export class IntegerReader {
  readonly #bytes: number;
  readonly #numberAt: (view: DataView, offset: number) => number;
  readonly #scratch = new Scratch();
  #numbers = new Float64Array(0);

  constructor(type: NumberType) {
    const numberAt = integerReaders[type];
    if (numberAt === undefined) throw new RangeError(`integers of type ${type}`);
    this.#bytes = bitsPerValue(type) / 8;
    this.#numberAt = numberAt;
  }

  /** @returns the integers, valid until the next call */
  read({ regions, buffers }: BatchColumn, slot: number, first: number, count: number): Float64Array {
    const region = regionAt(regions, slot);
    const bytes = this.#scratch.take(count * this.#bytes);
    buffers.read(bytes, region, region.values * this.#bytes, first * this.#bytes);
    if (this.#numbers.length < count) this.#numbers = new Float64Array(count);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    for (let index = 0; index < count; index += 1) {
      this.#numbers[index] = this.#numberAt(view, index * this.#bytes);
    }
    return this.#numbers.subarray(0, count);
  }
}

const integerReaders: Readonly<Partial<Record<NumberType, (view: DataView, offset: number) => number>>> = {
  int8: (view, offset) => view.getInt8(offset),
  uint8: (view, offset) => view.getUint8(offset),
  int16: (view, offset) => view.getInt16(offset, true),
  uint16: (view, offset) => view.getUint16(offset, true),
  int32: (view, offset) => view.getInt32(offset, true),
  uint32: (view, offset) => view.getUint32(offset, true),
  int64: (view, offset) => view.getInt32(offset + 4, true) * 2 ** 32 + view.getUint32(offset, true),
  uint64: (view, offset) => view.getUint32(offset + 4, true) * 2 ** 32 + view.getUint32(offset, true),
};
