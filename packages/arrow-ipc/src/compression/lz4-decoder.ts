import { ContentChecksum } from './content-checksum.ts';
import type { DecoderMemory } from './decoder-memory.ts';
import { type FrameDecoder, hexText, isSkippable, skip } from './frame-decoder.ts';
import { FrameError } from './frame-error.ts';
import type { OutputWindow } from './output-window.ts';
import type { StoredBytes } from './stored-bytes.ts';

/** What a frame's header says. */
interface Frame {
  readonly isLinked: boolean;
  readonly hasBlockChecksums: boolean;
  readonly hasContentChecksum: boolean;
  /** In bytes; null if it is not told. */
  readonly contentSize: number | null;
  readonly mostBlockBytes: number;
}

const headerText = 'an LZ4 frame header';
const magic = 0x184d_2204;
/** A match reaches back so far. */
const history = 65_536;
/** Blocks that are decoded before history is moved, in bytes at least. */
const leastRoom = 256 * 1024;

/**
 * The LZ4 frame format 1.6: linked or independent blocks, with or without sizes and checksums, one frame after another.
 * All checksums are verified; frames that need a dictionary are refused.
 */
export class Lz4Decoder implements FrameDecoder {
  /** The end mark and a checksum. */
  readonly mostEndBytes = 8;
  readonly #memory: DecoderMemory;
  readonly #stored: StoredBytes;
  readonly #window: OutputWindow;
  readonly #checksum: ContentChecksum;
  #frame: Frame | null = null;
  #frameBytes = 0;

  constructor(memory: DecoderMemory, stored: StoredBytes, window: OutputWindow) {
    this.#memory = memory;
    this.#stored = stored;
    this.#window = window;
    this.#checksum = new ContentChecksum(memory, 'xxh32');
  }

  begin(): void {
    this.#frame = null;
  }

  step(): boolean {
    if (this.#frame === null) {
      if (this.#stored.left === 0) return false;
      this.#beginFrame();
      return true;
    }
    const size = this.#uint32('an LZ4 block size');
    if (size === 0) this.#endFrame(this.#frame);
    else this.#block(this.#frame, size % 2 ** 31, size >= 2 ** 31);
    return true;
  }

  #beginFrame(): void {
    const found = this.#uint32('an LZ4 frame');
    if (isSkippable(found)) {
      skip(this.#stored, this.#uint32('an LZ4 frame'));
      return;
    }
    if (found !== magic) throw new FrameError(`an LZ4 frame (${hexText(magic)})`, hexText(found));
    this.#frame = this.#header();
    this.#frameBytes = 0;
    const { mostBlockBytes } = this.#frame;
    this.#stored.reserve(mostBlockBytes + 4);
    this.#window.beginFrame(history + Math.max(mostBlockBytes, leastRoom));
    if (this.#frame.hasContentChecksum) this.#checksum.begin(this.#window.end);
  }

  #header(): Frame {
    // Taken together with the checksum behind it, so that no other bytes move it.
    const { bytes, view } = this.#memory;
    const hasContentSize = ((bytes[this.#stored.peek(2, headerText)] ?? 0) & 8) !== 0;
    const length = hasContentSize ? 10 : 2;
    const address = this.#stored.take(length + 1, headerText);
    const [flags = 0, blocks = 0] = bytes.subarray(address, address + 2);
    const blockCode = blocks >> 4;
    if (flags >> 6 !== 1 || (flags & 2) !== 0 || (blocks & 0x8f) !== 0 || blockCode < 4) {
      throw new FrameError('an LZ4 frame header of version 1', `flags ${flags} and ${blocks}`);
    }
    const checksum = (this.#hashOf(address, address + length) >> 8) & 255;
    const stated = bytes[address + length];
    if (stated !== checksum) throw new FrameError(`an LZ4 header checksum of ${checksum}`, `${stated}`);
    if ((flags & 1) !== 0) throw new FrameError('an LZ4 frame without a dictionary', 'one with it');
    const contentSize = hasContentSize ? Number(view.getBigUint64(address + 2, true)) : null;
    return {
      isLinked: (flags & 32) === 0,
      hasBlockChecksums: (flags & 16) !== 0,
      hasContentChecksum: (flags & 4) !== 0,
      contentSize,
      mostBlockBytes: 2 ** (8 + 2 * blockCode),
    };
  }

  #block(frame: Frame, size: number, isPlain: boolean): void {
    if (size > frame.mostBlockBytes) {
      throw new FrameError(`an LZ4 block of at most ${frame.mostBlockBytes} bytes`, `${size}`);
    }
    const source = this.#stored.take(size + (frame.hasBlockChecksums ? 4 : 0), 'an LZ4 block');
    if (frame.hasBlockChecksums) this.#checkBlock(source, size);
    this.#checksum.shift(this.#window.makeRoom(frame.mostBlockBytes, history));
    const end = isPlain ? this.#copy(source, size) : this.#decode(frame, source, size);
    const count = this.#window.append(end);
    this.#frameBytes += count;
    if (frame.hasContentChecksum) this.#checksum.add(end, count);
  }

  #copy(source: number, size: number): number {
    const { end } = this.#window;
    this.#memory.bytes.copyWithin(end, source, source + size);
    return end + size;
  }

  #decode({ isLinked, mostBlockBytes }: Frame, source: number, size: number): number {
    const { end: target, frameStart } = this.#window;
    const oldest = isLinked ? frameStart : target;
    const { lz4Block } = this.#memory.exports;
    const end = lz4Block(source, source + size, target, target + mostBlockBytes, oldest) >>> 0;
    if (end !== 0) return end;
    throw new FrameError(
      `an LZ4 block of ${size} bytes that decodes`,
      `a malformed one after ${this.#frameBytes} bytes`,
    );
  }

  #checkBlock(source: number, size: number): void {
    const expected = this.#memory.view.getUint32(source + size, true);
    const found = this.#hashOf(source, source + size);
    if (found !== expected) {
      throw new FrameError(`an LZ4 block checksum of ${hexText(expected)}`, hexText(found));
    }
  }

  #endFrame({ hasContentChecksum, contentSize }: Frame): void {
    if (contentSize !== null && contentSize !== this.#frameBytes) {
      throw new FrameError(`${contentSize} bytes as the LZ4 frame says`, `${this.#frameBytes}`);
    }
    if (hasContentChecksum) {
      const expected = this.#uint32('an LZ4 content checksum');
      const found = this.#checksum.finish(this.#window.end);
      if (found !== expected) {
        throw new FrameError(`an LZ4 content checksum of ${hexText(expected)}`, hexText(found));
      }
    }
    this.#frame = null;
  }

  #hashOf(from: number, to: number): number {
    const { exports } = this.#memory;
    const state = exports.shortHash.value;
    exports.xxh32Begin(state);
    const rest = exports.xxh32Stripes(state, from, to);
    return exports.xxh32End(state, rest, to, to - from, rest > from ? 1 : 0) >>> 0;
  }

  #uint32(what: string): number {
    const address = this.#stored.take(4, what);
    return this.#memory.view.getUint32(address, true);
  }
}
