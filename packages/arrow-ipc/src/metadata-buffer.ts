// oxlint-disable no-underscore-dangle -- flatbuffers names its own methods so
import { ByteBuffer, type Encoding } from 'flatbuffers';
import { ArrowError, type Place } from './errors.ts';

/**
 * A flatbuffer whose every read is checked: the plain ByteBuffer gives 0 beyond its end, so that corrupted metadata
 * would pass for small numbers.
 * @throws E_METADATA from any read outside the bytes
 */
export class MetadataBuffer extends ByteBuffer {
  readonly place: Place;

  constructor(bytes: Uint8Array, place: Place) {
    super(bytes);
    this.place = place;
  }

  override readUint8(offset: number): number {
    this.#check(offset, 1);
    return super.readUint8(offset);
  }

  override readUint16(offset: number): number {
    this.#check(offset, 2);
    return super.readUint16(offset);
  }

  override readInt32(offset: number): number {
    this.#check(offset, 4);
    return super.readInt32(offset);
  }

  override __string(offset: number, encoding?: Encoding): string | Uint8Array {
    const start = offset + this.readInt32(offset);
    this.#check(start + 4, this.readInt32(start));
    return super.__string(offset, encoding);
  }

  /** An element takes a byte or more, so that no loop over a vector runs longer than the metadata. */
  override __vector_len(offset: number): number {
    const length = super.__vector_len(offset);
    this.#check(this.__vector(offset), length);
    return length;
  }

  /**
   * @returns the count or length as a number
   * @throws  E_METADATA if it is negative or above 2⁵³ − 1
   */
  toCount(value: bigint, what: string): number {
    const count = Number(value);
    if (count >= 0 && Number.isSafeInteger(count)) return count;
    throw this.error(`${what} from 0 to ${Number.MAX_SAFE_INTEGER}`, `${value}`);
  }

  error(expected: string, got: string): ArrowError {
    return new ArrowError('E_METADATA', this.place, { expected, got });
  }

  #check(offset: number, length: number): void {
    if (offset >= 0 && length >= 0 && offset + length <= this.capacity()) return;
    throw this.error(
      `metadata that refers only to its own ${this.capacity()} bytes`,
      `a reference to ${length} bytes from ${offset}`,
    );
  }
}
