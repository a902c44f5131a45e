import type { BufferRegion } from '../buffer-region.ts';
import type { ByteReader } from '../reader.ts';
import { CompressedBuffer } from './compressed-buffer.ts';

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
    this.#free.push(...this.#open.values());
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

  #opened(key: string, codec: 'lz4' | 'zstd', region: BufferRegion, size: number): CompressedBuffer {
    if (this.#reader === null) throw new RangeError('no batch was entered');
    const buffer = this.#free.pop() ?? new CompressedBuffer();
    // Before it is opened: one that fails is used again all the same.
    this.#open.set(key, buffer);
    buffer.open(this.#reader, codec, region, size);
    return buffer;
  }
}
