import type { BufferRegion } from '../buffer-region.ts';
import type { ByteReader } from '../reader.ts';
import { CompressedBuffer } from './compressed-buffer.ts';

/**
 * Memories that no decompressor of this thread has: to make one, and to collect it, costs more than to decode a small
 * buffer.
 */
const spare: CompressedBuffer[] = [];
/** More is given back to the system. In bytes. */
const mostSpare = 32 * 2 ** 20;

/**
 * Decoders for the compressed buffers of one batch at a time, one for each buffer that is read; the next batch's take
 * their memory. What follows what was read last is decoded on, so that rows in order cost each block once.
 */
export class Decompressor {
  /** By where the buffer stands and how long it is: of a damaged batch, two may begin at one position. */
  readonly #open = new Map<string, CompressedBuffer>();
  readonly #free: CompressedBuffer[] = [];
  #reader: ByteReader | null = null;
  #batch = -1;

  /** Lets go of the buffers of another batch. */
  enter(reader: ByteReader, batch: number): void {
    if (reader === this.#reader && batch === this.#batch) return;
    for (const buffer of this.#open.values()) {
      buffer.close();
      this.#free.push(buffer);
    }
    this.#open.clear();
    this.#reader = reader;
    this.#batch = batch;
  }

  /**
   * Fills the whole target from a buffer of the batch that was entered.
   * @param size  bytes that the buffer's values need
   * @param start of the first byte, within the buffer
   * @throws FrameError, E_TRUNCATED, E_INPUT_READ
   */
  read(codec: 'lz4' | 'zstd', target: Uint8Array, region: BufferRegion, size: number, start: number): void {
    const key = `${region.position} ${region.length} ${size}`;
    const buffer = this.#open.get(key) ?? this.#opened(key, codec, region, size);
    buffer.read(target, start);
  }

  /** Lets go of all; what it held serves the next decompressor of this thread. */
  close(): void {
    const memories = [...this.#open.values(), ...this.#free.splice(0)];
    this.#open.clear();
    this.#reader = null;
    this.#batch = -1;
    let bytes = spare.reduce((sum, { byteLength }) => sum + byteLength, 0);
    for (const memory of memories) {
      memory.close();
      if (bytes + memory.byteLength > mostSpare) continue;
      spare.push(memory);
      bytes += memory.byteLength;
    }
  }

  #opened(key: string, codec: 'lz4' | 'zstd', region: BufferRegion, size: number): CompressedBuffer {
    if (this.#reader === null) throw new RangeError('no batch was entered');
    const buffer = this.#free.pop() ?? spare.pop() ?? new CompressedBuffer();
    // Before it is opened: one that fails is used again all the same.
    this.#open.set(key, buffer);
    buffer.open(this.#reader, codec, region, size);
    return buffer;
  }
}
