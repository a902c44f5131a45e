import type { BufferRegion } from '../buffer-region.ts';
import type { ByteReader } from '../reader.ts';
import { BufferLength } from './buffer-length.ts';
import { DecoderMemory } from './decoder-memory.ts';
import type { FrameDecoder } from './frame-decoder.ts';
import { FrameError } from './frame-error.ts';
import { Lz4Decoder } from './lz4-decoder.ts';
import { OutputWindow } from './output-window.ts';
import { StoredBytes } from './stored-bytes.ts';
import { ZstdDecoder } from './zstd-decoder.ts';

/** A stored buffer begins with the length of what its frames give, as a signed 64-bit number. */
const prefixBytes = 8;

/**
 * Reads one compressed buffer, decoding it block by block as its bytes are asked for: memory is that of a window, not
 * of the buffer. Stored bytes take 128 KiB or a block, decoded ones of LZ4 64 KiB and a block or 256 KiB, of ZSTD twice
 * the frame's window (128 MiB at most) and 384 KiB, or as much as the buffer, and what decoders keep 192 KiB. Bytes that
 * have left the window are decoded again from the buffer's first one. Opened for one buffer after another.
 */
export class CompressedBuffer {
  readonly #memory = new DecoderMemory();
  readonly #stored = new StoredBytes(this.#memory);
  readonly #window = new OutputWindow(this.#memory);
  readonly #decoders: Readonly<Record<'lz4' | 'zstd', FrameDecoder>> = {
    lz4: new Lz4Decoder(this.#memory, this.#stored, this.#window),
    zstd: new ZstdDecoder(this.#memory, this.#stored, this.#window),
  };
  readonly #prefix = new Uint8Array(prefixBytes);
  #decoder: FrameDecoder = this.#decoders.lz4;
  #reader: ByteReader | null = null;
  /** Of the stored bytes after the prefix. */
  #position = 0;
  #length = 0;
  #byteLength = new BufferLength(0, 0, 0);

  /**
   * @param size bytes that the values need; Infinity where only the buffer says it
   * @throws FrameError if the prefix is not the length of such a buffer; E_TRUNCATED, E_INPUT_READ
   */
  open(reader: ByteReader, codec: 'lz4' | 'zstd', { position, length }: BufferRegion, size: number): void {
    if (length < prefixBytes)
      throw new FrameError(`${prefixBytes} bytes with the buffer's length`, `${length} bytes`);
    reader.read(this.#prefix, position);
    const told = Number(new DataView(this.#prefix.buffer).getBigInt64(0, true));
    this.#decoder = this.#decoders[codec];
    this.#reader = reader;
    this.#position = position + prefixBytes;
    this.#length = length - prefixBytes;
    this.#byteLength = new BufferLength(told, this.#length, size);
    if (!this.#byteLength.isRaw) this.#begin();
  }

  /** Of its memory. */
  get byteLength(): number {
    return this.#memory.bytes.length;
  }

  /** Forgets the reader, and with it what may be a whole batch in memory. */
  close(): void {
    this.#reader = null;
    this.#stored.close();
  }

  /**
   * Fills the whole target.
   * @param start of the first byte, within the buffer
   * @throws FrameError if the frames are malformed, or give another number of bytes; E_TRUNCATED, E_INPUT_READ
   */
  read(target: Uint8Array, start: number): void {
    if (this.#byteLength.isRaw) this.#readRaw(target, start);
    else this.#readDecoded(target, start);
  }

  #readRaw(target: Uint8Array, start: number): void {
    this.#byteLength.checkRaw(start + target.length);
    this.#reader?.read(target, this.#position + start);
  }

  #readDecoded(target: Uint8Array, start: number): void {
    const window = this.#window;
    if (start < window.total - (window.end - window.start)) this.#begin();
    for (let done = 0; done < target.length;) {
      if (window.total > start + done) done += this.#copy(target.subarray(done), start + done);
      else if (!this.#advance()) throw this.#byteLength.error(`${window.total}`, start + target.length);
    }
    const isLast = start + target.length === this.#byteLength.needed;
    if (isLast || this.#stored.left <= this.#decoder.mostEndBytes) this.#finish();
  }

  /** Copies what there is of the bytes from `start`, one at least. @returns how many there were */
  #copy(target: Uint8Array, start: number): number {
    const available = this.#window.total - start;
    const count = Math.min(available, target.length);
    const address = this.#window.end - available;
    target.set(this.#memory.bytes.subarray(address, address + count));
    return count;
  }

  /** Decodes the buffer from its first byte. */
  #begin(): void {
    if (this.#reader === null) return;
    this.#stored.open(this.#reader, this.#position, this.#length);
    this.#window.beginBuffer();
    this.#decoder.begin(this.#byteLength.most);
  }

  /** @returns false at the end of the last frame */
  #advance(): boolean {
    const goesOn = this.#decoder.step();
    if (this.#window.total > this.#byteLength.most) throw this.#byteLength.error('more');
    return goesOn;
  }

  /** Whatever comes after the last value must be sound as well. */
  #finish(): void {
    while (this.#advance());
    this.#byteLength.checkTotal(this.#window.total);
  }
}
