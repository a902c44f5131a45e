import type { ByteReader } from '../reader.ts';
import type { DecoderMemory } from './decoder-memory.ts';
import { FrameError } from './frame-error.ts';

/** Bytes that are read at a time: what stays in the cache, and is no smaller than reads cost. */
const readBytes = 128 * 1024;

/** The stored bytes of one buffer, read piece by piece into a decoder's memory. */
export class StoredBytes {
  readonly #memory: DecoderMemory;
  #reader: ByteReader | null = null;
  /** Of the next byte to read, and of the byte after the last. */
  #position = 0;
  #endPosition = 0;
  /** Of what is in memory. */
  #start = 0;
  #end = 0;

  constructor(memory: DecoderMemory) {
    this.#memory = memory;
  }

  open(reader: ByteReader, position: number, length: number): void {
    this.#reader = reader;
    this.#position = position;
    this.#endPosition = position + length;
    this.#start = this.#memory.input;
    this.#end = this.#start;
    this.#memory.reserve(Math.min(length, readBytes), 0);
  }

  close(): void {
    this.#reader = null;
  }

  /** Bytes that were not taken yet. */
  get left(): number {
    return this.#end - this.#start + this.#endPosition - this.#position;
  }

  /**
   * Takes the next bytes.
   * @param what they are, for errors
   * @returns    their address; they stay there until the next call
   * @throws     FrameError if there are not so many, E_TRUNCATED, E_INPUT_READ
   */
  take(count: number, what: string): number {
    const address = this.peek(count, what);
    this.#start += count;
    return address;
  }

  /** As `take`, but the bytes are still to be taken. */
  peek(count: number, what: string): number {
    if (count > this.#end - this.#start) this.#fill(count, what);
    return this.#start;
  }

  /** Makes room for so many bytes at a time, if there are so many; others moves what was decoded away. */
  reserve(count: number): void {
    this.#memory.reserve(Math.min(this.left, count), 0);
  }

  #fill(count: number, what: string): void {
    const { left } = this;
    if (count > left) throw new FrameError(`${count} bytes of ${what}`, `${left} left`);
    const memory = this.#memory;
    memory.bytes.copyWithin(memory.input, this.#start, this.#end);
    this.#end -= this.#start - memory.input;
    this.#start = memory.input;
    const room = memory.input + memory.inputCapacity - this.#end;
    const length = Math.min(room, this.#endPosition - this.#position);
    this.#reader?.read(memory.bytes.subarray(this.#end, this.#end + length), this.#position);
    this.#position += length;
    this.#end += length;
  }
}
