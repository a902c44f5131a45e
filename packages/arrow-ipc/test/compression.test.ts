import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CompressedBuffer } from '../src/compression/compressed-buffer.ts';
import { FrameError } from '../src/compression/frame-error.ts';
import { bytesReader } from '../src/index.ts';
import { concatenated } from './support/bytes.ts';

const folder = new URL('data/frames/', import.meta.url);

interface Frames {
  readonly file: string;
  readonly length: number;
  readonly sha256: string;
}

const all: readonly Frames[] = JSON.parse(readFileSync(new URL('frames.json', folder), 'utf8'));
const byName = all.map((frames) => [frames.file, frames] as const);

function framesOf({ file }: Pick<Frames, 'file'>): Uint8Array {
  return new Uint8Array(readFileSync(new URL(file, folder)));
}

function codecOf({ file }: Pick<Frames, 'file'>): 'lz4' | 'zstd' {
  return file.endsWith('.lz4') ? 'lz4' : 'zstd';
}

function prefixed(length: number | bigint, stored: Uint8Array): Uint8Array {
  const prefix = new DataView(new ArrayBuffer(8));
  prefix.setBigInt64(0, BigInt(length), true);
  return concatenated(new Uint8Array(prefix.buffer), stored);
}

/** A buffer of this size opened among other bytes. */
function opened(
  codec: 'lz4' | 'zstd',
  stored: Uint8Array,
  size: number,
  buffer = new CompressedBuffer(),
): CompressedBuffer {
  const around = new Uint8Array(5).fill(0xaa);
  const reader = bytesReader(concatenated(around, stored, around));
  buffer.open(reader, codec, { position: 5, length: stored.length, values: 0 }, size);
  return buffer;
}

/** All bytes of a buffer, so many at a time. */
function readAll(buffer: CompressedBuffer, size: number, step = size): Uint8Array {
  const bytes = new Uint8Array(size);
  for (let start = 0; start < size; start += step) {
    buffer.read(bytes.subarray(start, Math.min(size, start + step)), start);
  }
  return bytes;
}

function decoded(codec: 'lz4' | 'zstd', stored: Uint8Array, size: number): Uint8Array {
  return readAll(opened(codec, stored, size), size);
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** The frames of a file, whole. */
function contentOf(frames: Frames): Uint8Array {
  return decoded(codecOf(frames), prefixed(frames.length, framesOf(frames)), frames.length);
}

/** What a mistake says; anything but a FrameError is thrown on. */
function errorOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    if (error instanceof FrameError) return `expected ${error.expected}, got ${error.got}`;
    throw error;
  }
  return 'no error';
}

describe('frames of the reference writers', () => {
  it.each(byName)('%s gives what was put in', (_, frames) => {
    const stored = prefixed(frames.length, framesOf(frames));
    for (const step of [frames.length, 65_536, 1000]) {
      const bytes = readAll(opened(codecOf(frames), stored, frames.length), frames.length, step);
      expect(sha256(bytes)).toBe(frames.sha256);
    }
  });

  it('are decoded one after another in the same memory, however large the one before', () => {
    const buffer = new CompressedBuffer();
    for (const frames of [...all, ...all.toReversed()]) {
      const stored = prefixed(frames.length, framesOf(frames));
      const bytes = readAll(opened(codecOf(frames), stored, frames.length, buffer), frames.length);
      expect(sha256(bytes)).toBe(frames.sha256);
    }
  });

  it.each(byName.filter(([, { length }]) => length > 1000))('%s can be read anywhere', (_, frames) => {
    const content = contentOf(frames);
    const buffer = opened(codecOf(frames), prefixed(frames.length, framesOf(frames)), frames.length);
    const ranges = fc.tuple(fc.nat({ max: frames.length - 1 }), fc.integer({ min: 1, max: 70_000 }));
    fc.assert(
      fc.property(ranges, ([start, length]) => {
        const target = new Uint8Array(Math.min(length, frames.length - start));
        buffer.read(target, start);
        expect(Buffer.compare(target, content.subarray(start, start + target.length))).toBe(0);
      }),
      { numRuns: 12, seed: 5 },
    );
  });
});

describe('the length in front', () => {
  const mixed = { file: 'mixed-level-3.zst' };
  const { length } = all.find(({ file }) => file === mixed.file) ?? { length: 0 };
  const stored = framesOf(mixed);
  const reading = (prefix: number | bigint, size: number, bytes = stored) =>
    errorOf(() => decoded('zstd', prefixed(prefix, bytes), size));

  it('of −1 says that the bytes are stored as they are', () => {
    const raw = Uint8Array.of(1, 2, 3, 4, 5);
    expect(decoded('lz4', prefixed(-1, raw), 5)).toEqual(raw);
    const part = new Uint8Array(2);
    opened('zstd', prefixed(-1, raw), 5).read(part, 3);
    expect(part).toEqual(Uint8Array.of(4, 5));
    expect(reading(-1, 6, raw)).toBe('expected 6 bytes in the buffer, got 5 stored as they are');
  });

  it('may be more than the values need', () => {
    expect(readAll(opened('zstd', prefixed(length, stored), length - 100), length - 100)).toHaveLength(
      length - 100,
    );
  });

  it('is a lie if it is less, or much more, and nothing is decoded', () => {
    expect(reading(length - 1, length)).toBe(
      `expected a buffer of ${length} bytes, got one of ${length - 1} as its prefix says`,
    );
    expect(reading(2n ** 40n, 100)).toBe(
      'expected a buffer of 100 bytes, got one of 1099511627776 as its prefix says',
    );
    expect(reading(-2, 100)).toBe('expected a buffer of 100 bytes, got one of -2 as its prefix says');
  });

  it('is a lie if the frames give more or fewer bytes', () => {
    expect(reading(length + 1, length)).toBe(`expected ${length + 1} bytes in the buffer, got ${length}`);
    expect(reading(length - 1, length - 1)).toBe(`expected ${length - 1} bytes in the buffer, got more`);
    expect(reading(length + 9, length + 9)).toBe(`expected ${length + 9} bytes in the buffer, got ${length}`);
  });

  it('may be that of the frames instead, if these give what the values need', () => {
    expect(readAll(opened('zstd', prefixed(stored.length, stored), length), length)).toHaveLength(length);
    expect(reading(stored.length, length - 10)).toBe('no error');
    expect(reading(stored.length, length + 10)).toBe(
      `expected ${length + 10} bytes in the buffer, got ${length}`,
    );
  });

  it('is taken at its word where nothing else says how many bytes there are', () => {
    const part = new Uint8Array(1000);
    opened('zstd', prefixed(length, stored), Infinity).read(part, length - 1000);
    expect(part).toEqual(readAll(opened('zstd', prefixed(length, stored), length), length).subarray(-1000));
    const beyond = (bytes: Uint8Array): string =>
      errorOf(() => opened('zstd', bytes, Infinity).read(part, length - 999));
    expect(beyond(prefixed(length, stored))).toBe(
      `expected ${length + 1} bytes in the buffer, got ${length}`,
    );
    expect(beyond(prefixed(stored.length, stored))).toBe(
      `expected ${length + 1} bytes in the buffer, got ${length}`,
    );
    expect(beyond(prefixed(-1, stored))).toBe(
      `expected ${length + 1} bytes in the buffer, got ${stored.length} stored as they are`,
    );
    expect(beyond(prefixed(-3, stored))).toBe(
      'expected a buffer of 0 bytes or more, got one of -3 as its prefix says',
    );
    const error = errorOf(() => {
      opened('zstd', prefixed(length - 5, stored), Infinity).read(part, length - 1005);
    });
    expect(error).toBe(`expected ${length - 5} bytes in the buffer, got more`);
  });

  it.each([
    ['mixed-level-3.zst', 'zstd'],
    ['mixed-no-size.zst', 'zstd'],
    ['mixed-linked.lz4', 'lz4'],
    ['mixed-checksums.lz4', 'lz4'],
  ] as const)(
    'is held against the frames of %s where these end, whoever asks for how much',
    (file, codec) => {
      const frames = framesOf({ file });
      const last = (prefix: number, end: number): string =>
        errorOf(() => opened(codec, prefixed(prefix, frames), Infinity).read(new Uint8Array(10), end - 10));
      expect(last(length, length)).toBe('no error');
      expect(last(length + 7, length)).toBe(`expected ${length + 7} bytes in the buffer, got ${length}`);
      expect(last(length + 7, length - 20)).toBe(`expected ${length + 7} bytes in the buffer, got ${length}`);
      // Blocks that nobody asks for are not decoded to find out.
      expect(last(length + 7, 20)).toBe('no error');
    },
  );

  it('must be there', () => {
    expect(errorOf(() => opened('lz4', new Uint8Array(7), 1))).toBe(
      "expected 8 bytes with the buffer's length, got 7 bytes",
    );
  });
});

describe('frames that are not whole', () => {
  it.each(byName.filter(([, { length }]) => length > 0 && length < 50_000))(
    '%s, cut anywhere or with a byte more',
    (_, frames) => {
      const whole = framesOf(frames);
      const codec = codecOf(frames);
      const step = Math.max(1, Math.floor(whole.length / 400));
      for (let cut = 0; cut < whole.length; cut += step) {
        const stored = prefixed(frames.length, whole.subarray(0, cut));
        expect(errorOf(() => decoded(codec, stored, frames.length))).toMatch(/^expected .*, got /u);
      }
      const more = prefixed(frames.length, concatenated(whole, Uint8Array.of(0)));
      expect(errorOf(() => decoded(codec, more, frames.length))).toMatch(
        /^expected 4 bytes .*, got 1 left$/u,
      );
    },
  );
});

describe('frames with changed bytes', () => {
  it.each(byName.filter(([, { length }]) => length > 0))('%s give no other bytes of theirs', (_, frames) => {
    const original = framesOf(frames);
    const isChecked = !/independent|level-1|small-window/u.test(frames.file);
    const position = fc.oneof(
      fc.nat({ max: original.length - 1 }),
      fc.nat({ max: Math.min(40, original.length - 1) }),
    );
    const changes = fc.array(fc.tuple(position, fc.nat({ max: 255 })), { minLength: 1, maxLength: 3 });
    const buffer = new CompressedBuffer();
    let [read, wrong] = [0, 0];
    fc.assert(
      fc.property(changes, (changes) => {
        const bytes = new Uint8Array(original);
        for (const [index, byte] of changes) bytes[index] = byte;
        const stored = prefixed(frames.length, bytes);
        const error = errorOf(() => {
          const found = readAll(opened(codecOf(frames), stored, frames.length, buffer), frames.length);
          read += 1;
          // A checksum finds what a length does not.
          if (isChecked && sha256(found) !== frames.sha256) wrong += 1;
        });
        expect(error).toMatch(/^(?:no error|expected [^\n]*, got [^\n]*)$/u);
      }),
      { numRuns: 150, seed: 11 },
    );
    expect(wrong).toBe(0);
    expect(read).toBeLessThan(150);
  });
});
