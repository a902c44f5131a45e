import { ContentChecksum } from './content-checksum.ts';
import type { DecoderMemory } from './decoder-memory.ts';
import { type FrameDecoder, hexText, isSkippable, skip } from './frame-decoder.ts';
import { FrameError } from './frame-error.ts';
import type { OutputWindow } from './output-window.ts';
import type { StoredBytes } from './stored-bytes.ts';

/** What a frame's header says. */
interface Frame {
  /** In bytes, no more than there can be. */
  readonly window: number;
  /** In bytes; null if it is not told. */
  readonly contentSize: number | null;
  readonly hasChecksum: boolean;
  readonly mostBlockBytes: number;
}

const magic = 0xfd2f_b528;
const mostBlockBytes = 128 * 1024;
/** What zstd itself decodes unless it is told otherwise. */
const mostWindow = 2 ** 27;
/** Blocks that are decoded before history is moved, in bytes at least. */
const leastRoom = 256 * 1024;

/**
 * Zstandard frames (RFC 8878), with or without sizes and checksums, one after another. Checksums are verified; frames
 * that need a dictionary, or a window of more than 128 MiB, are refused. Not by `zlib.zstdDecompressSync` where there is
 * one: of a cut frame it gives what there is and of two frames the first, without a word (Node 22.23), and columns of
 * floats are no faster by it.
 */
export class ZstdDecoder implements FrameDecoder {
  /** The last block ends its frame, checksum and all; four bytes may be a block of one byte over and over. */
  readonly mostEndBytes = 0;
  readonly #memory: DecoderMemory;
  readonly #stored: StoredBytes;
  readonly #window: OutputWindow;
  readonly #checksum: ContentChecksum;
  #mostBytes = 0;
  #frame: Frame | null = null;
  #frameBytes = 0;

  constructor(memory: DecoderMemory, stored: StoredBytes, window: OutputWindow) {
    this.#memory = memory;
    this.#stored = stored;
    this.#window = window;
    this.#checksum = new ContentChecksum(memory, 'xxh64');
  }

  begin(mostBytes: number): void {
    this.#mostBytes = mostBytes;
    this.#frame = null;
  }

  step(): boolean {
    if (this.#frame !== null) this.#block(this.#frame);
    else if (this.#stored.left === 0) return false;
    else this.#beginFrame();
    return true;
  }

  #beginFrame(): void {
    const found = this.#uint(4, 'a ZSTD frame');
    if (isSkippable(found)) {
      skip(this.#stored, this.#uint(4, 'a ZSTD frame'));
      return;
    }
    if (found !== magic) throw new FrameError(`a ZSTD frame (${hexText(magic)})`, hexText(found));
    this.#frame = this.#header();
    this.#frameBytes = 0;
    const { window } = this.#frame;
    this.#window.beginFrame(Math.min(2 * window + leastRoom, this.#mostBytes) + mostBlockBytes);
    this.#memory.exports.zstdBegin();
    if (this.#frame.hasChecksum) this.#checksum.begin(this.#window.end);
  }

  #header(): Frame {
    const what = 'a ZSTD frame header';
    const descriptor = this.#uint(1, what);
    if ((descriptor & 8) !== 0) throw new FrameError(what, `the descriptor ${descriptor}`);
    const isSingle = (descriptor & 32) !== 0;
    const windowCode = isSingle ? 0 : this.#uint(1, what);
    const dictionary = this.#uint([0, 1, 2, 4][descriptor & 3] ?? 0, what);
    if (dictionary !== 0) throw new FrameError('a ZSTD frame without a dictionary', `number ${dictionary}`);
    const contentSize = this.#contentSize(descriptor >> 6, isSingle, what);
    const told = isSingle ? (contentSize ?? 0) : windowOf(windowCode);
    // No more history than there are bytes.
    const window = Math.min(told, this.#mostBytes);
    if (window > mostWindow) throw new FrameError(`a ZSTD window of at most ${mostWindow} bytes`, `${told}`);
    const hasChecksum = (descriptor & 4) !== 0;
    return { window, contentSize, hasChecksum, mostBlockBytes: Math.min(told, mostBlockBytes) };
  }

  #contentSize(code: number, isSingle: boolean, what: string): number | null {
    if (code === 0) return isSingle ? this.#uint(1, what) : null;
    if (code === 1) return this.#uint(2, what) + 256;
    if (code === 2) return this.#uint(4, what);
    const low = this.#uint(4, what);
    return low + this.#uint(4, what) * 2 ** 32;
  }

  #block(frame: Frame): void {
    const header = this.#uint(3, 'a ZSTD block header');
    const [type, size] = [(header >> 1) & 3, header >> 3];
    if (size > frame.mostBlockBytes) {
      throw new FrameError(`a ZSTD block of at most ${frame.mostBlockBytes} bytes`, `${size}`);
    }
    this.#checksum.shift(this.#window.makeRoom(mostBlockBytes, frame.window + minorHistory));
    const end = this.#content(frame, type, size);
    const count = this.#window.append(end);
    this.#frameBytes += count;
    if (frame.hasChecksum) this.#checksum.add(end, count);
    if ((header & 1) !== 0) this.#endFrame(frame);
  }

  /** Raw, one byte over and over, or compressed. @returns the end of what was written */
  #content(frame: Frame, type: number, size: number): number {
    const target = this.#window.end;
    if (type === 3) throw new FrameError('a ZSTD block of type 0 to 2', '3');
    const source = this.#stored.take(type === 1 ? 1 : size, 'a ZSTD block');
    const { bytes } = this.#memory;
    if (type === 2) return this.#decode(frame, source, size);
    if (type === 1) bytes.fill(bytes[source] ?? 0, target, target + size);
    else bytes.copyWithin(target, source, source + size);
    return target + size;
  }

  #decode({ window, mostBlockBytes }: Frame, source: number, size: number): number {
    const { end: target, frameStart } = this.#window;
    const oldest = Math.max(frameStart, target - window);
    const { zstdBlock } = this.#memory.exports;
    const end = zstdBlock(source, source + size, target, target + mostBlockBytes, oldest) >>> 0;
    if (end !== 0) return end;
    throw new FrameError(
      `a ZSTD block of ${size} bytes that decodes`,
      `a malformed one after ${this.#frameBytes} bytes`,
    );
  }

  #endFrame({ contentSize, hasChecksum }: Frame): void {
    if (contentSize !== null && contentSize !== this.#frameBytes) {
      throw new FrameError(`${contentSize} bytes as the ZSTD frame says`, `${this.#frameBytes}`);
    }
    if (hasChecksum) {
      const expected = this.#uint(4, 'a ZSTD content checksum');
      const found = this.#checksum.finish(this.#window.end);
      if (found !== expected) {
        throw new FrameError(`a ZSTD content checksum of ${hexText(expected)}`, hexText(found));
      }
    }
    this.#frame = null;
  }

  /** A little-endian number of up to 4 bytes. */
  #uint(byteLength: number, what: string): number {
    const address = this.#stored.take(byteLength, what);
    let value = 0;
    for (let i = byteLength - 1; i >= 0; i--) value = value * 256 + (this.#memory.bytes[address + i] ?? 0);
    return value;
  }
}

/** Bytes that a checksum may not have taken yet stay as well. */
const minorHistory = 32;

/** RFC 8878, 3.1.1.1.2. */
function windowOf(code: number): number {
  return 2 ** (10 + (code >> 3)) * (1 + (code & 7) / 8);
}
