import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CompressedBuffer } from '../src/compression/compressed-buffer.ts';
import { bytesReader } from '../src/index.ts';
import { concatenated } from './support/bytes.ts';
import { distancesAfter, firstDistances, zstdContent, zstdFrame } from './support/zstd-writer.ts';
import type { Sequence, SequenceBlock } from './support/zstd-writer.ts';

const mostBlockBytes = 128 * 1024;
/** In a block, which has a few bytes beside it. */
const mostHistory = mostBlockBytes - 1024;

function decoded(size: number, frame: Uint8Array): Uint8Array {
  const prefix = new Uint8Array(8);
  new DataView(prefix.buffer).setBigInt64(0, BigInt(size), true);
  const stored = concatenated(prefix, frame);
  const buffer = new CompressedBuffer();
  buffer.open(bytesReader(stored), 'zstd', { position: 0, length: stored.length, values: 0 }, size);
  const bytes = new Uint8Array(size);
  buffer.read(bytes, 0);
  return bytes;
}

/** Whether a frame of the blocks gives what they say. */
function isRead(blocks: readonly SequenceBlock[]): boolean {
  const content = zstdContent(blocks);
  return Buffer.compare(decoded(content.length, zstdFrame(content.length, blocks)), content) === 0;
}

function bytesOf(length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, i) => (i * 167 + (i >> 8) * 31) & 255);
}

/** What decoders read at a time, and what they copy at a time, are thresholds of these. */
const count = fc.oneof(
  fc.nat({ max: 40 }),
  fc.constantFrom(0, 0, 0, 1, 15, 16, 17, 31, 32, 33, 34, 35),
  fc.nat({ max: 3000 }),
);
const anySequence = fc.record({
  literals: count,
  length: count.map((length) => length + 3),
  // As the format says it; below 1 a part of what can be reached.
  wish: fc.oneof(
    fc.integer({ min: 1, max: 3 }),
    fc.integer({ min: 4, max: 70 }),
    fc.double({ min: 0, max: 0.999, noNaN: true }),
  ),
});

/** As many of those as a block has room for behind so many bytes, each with a distance that it can have. */
function possible(
  wished: readonly (Omit<Sequence, 'value'> & { readonly wish: number })[],
  before: number,
): Sequence[] {
  const sequences: Sequence[] = [];
  let [total, recent] = [before, firstDistances];
  for (const { literals, length, wish } of wished) {
    total += literals;
    if (total + length - before > mostBlockBytes) break;
    if (total === 0) continue;
    const value = wish < 1 ? Math.floor(wish * total) + 4 : wish;
    const [distance] = distancesAfter(recent, { literals, length, value });
    const sequence = { literals, length, value: distance > 0 && distance <= total ? value : 4 };
    sequences.push(sequence);
    recent = distancesAfter(recent, sequence);
    total += length;
  }
  return sequences;
}

function blockOf(
  sequences: readonly Sequence[],
  tables: SequenceBlock['tables'],
  more: number,
): SequenceBlock {
  const used = sequences.reduce((sum, { literals }) => sum + literals, 0);
  return { literals: bytesOf(used + more), sequences, tables };
}

/** Blocks without sequences, so that matches can reach far back. */
function history(length: number): SequenceBlock[] {
  const blocks: SequenceBlock[] = [];
  for (let left = length; left > 0; left -= mostHistory) {
    blocks.push({ literals: bytesOf(Math.min(left, mostHistory)), sequences: [], tables: 'known' });
  }
  return blocks;
}

/** A block that is all of these. */
function known(...sequences: Sequence[]): SequenceBlock {
  return blockOf(sequences, 'known', 0);
}

function again(value: number, literals: number): Sequence {
  return { literals, length: 9, value };
}

describe('sequences of any lengths and distances', () => {
  it('give what they say, with the tables that the format knows', () => {
    const drawn = fc.array(anySequence, { minLength: 1, maxLength: 400 });
    fc.assert(
      fc.property(drawn, fc.nat({ max: 100 }), fc.nat({ max: 100_000 }), (drawn, more, before) => {
        const block = blockOf(possible(drawn, before), 'known', 0);
        expect(
          isRead([...history(before), block, { literals: bytesOf(more), sequences: [], tables: 'known' }]),
        ).toBe(true);
      }),
      { numRuns: 150, seed: 3 },
    );
  });

  it('give what they say where one symbol stands for all, which takes no bits', () => {
    const sequence = fc.record({ literals: count, length: count.map((length) => length + 3) });
    const code = fc.nat({ max: 16 });
    const extras = fc.array(fc.double({ min: 0, max: 0.999, noNaN: true }), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(sequence, code, extras, ({ literals, length }, code, extras) => {
        // Codes 0 and 1 are distances before: whatever they are, they don't reach beyond the history.
        const sequences = extras.map((extra) => ({
          literals,
          length,
          value: 2 ** code + Math.floor(2 ** code * extra),
        }));
        const isZero = code === 1 && literals === 0;
        fc.pre(!isZero && extras.length * (literals + length) <= mostBlockBytes);
        expect(isRead([...history(140_000), blockOf(sequences, 'single', 5)])).toBe(true);
      }),
      { numRuns: 80, seed: 7 },
    );
  });

  it('may take more bits, alone or two of them, than are read at a time', () => {
    const far = { literals: 16_400, length: 40_000, value: 2 ** 21 + 12_345 };
    const near = { literals: 0, length: 3, value: 4 };
    const before = history(2 ** 21 + 100_000);
    expect(isRead([...before, blockOf([far], 'known', 0)])).toBe(true);
    expect(isRead([...before, blockOf([near, far, near, far, near], 'known', 1)])).toBe(true);
    const half = { literals: 300, length: 200, value: 2 ** 21 + 99 };
    expect(isRead([...before, blockOf([half, half, near, half, half, half], 'known', 1)])).toBe(true);
    expect(isRead([...before, blockOf([{ ...far, literals: 65_536, length: 32_771 }], 'single', 0)])).toBe(
      true,
    );
  });

  it('take distances over from block to block', () => {
    expect(
      isRead([
        known(again(10 + 3, 50), again(20 + 3, 2), again(30 + 3, 1)),
        known(again(3, 4), again(3, 4), again(2, 4), again(1, 0), again(3, 0)),
        known(again(1, 1), again(2, 0), again(2, 0)),
      ]),
    ).toBe(true);
  });
});

/** Not by its length, but by what its sequences say. */
const malformed = /expected a ZSTD block of \d+ bytes that decodes/u;

describe('sequences that cannot be', () => {
  const size = 1000;
  const frameOf = (tables: SequenceBlock['tables'], ...sequences: Sequence[]): Uint8Array =>
    zstdFrame(size, [{ literals: bytesOf(100), sequences, tables }]);

  it.each([
    ['reach back beyond the first byte', { literals: 10, length: 5, value: 30 + 3 }],
    ['want more literals than there are', { literals: 101, length: 3, value: 4 }],
    ['give more than the block', { literals: 10, length: 991, value: 4 }],
    ['give more than any block', { literals: 65_540, length: 65_540, value: 4 }],
  ])('%s', (_, sequence) => {
    for (const tables of ['known', 'single'] as const) {
      expect(() => decoded(size, frameOf(tables, sequence))).toThrow(malformed);
    }
    expect(() => decoded(size, frameOf('known', again(4, 1), sequence))).toThrow(malformed);
  });

  it('take a distance again that reaches back too far', () => {
    expect(() => decoded(size, frameOf('known', again(3, 7)))).toThrow(malformed);
    expect(() => decoded(size, frameOf('single', again(3, 7)))).toThrow(malformed);
  });

  it('have a distance of 0: the one before, less one', () => {
    expect(() => decoded(size, frameOf('known', again(4, 1), again(3, 0)))).toThrow(malformed);
  });

  it('leave bits over, or want more than there are', () => {
    const block = known({ literals: 20, length: 300, value: 10 }, { literals: 30, length: 3, value: 25 });
    const content = zstdContent([block]);
    const whole = zstdFrame(content.length, [block]);
    // Behind the frame's header, and that of the block, its literals and the modes of its tables.
    const start = 9 + 3 + 3 + block.literals.length + 2;
    const stream = whole.subarray(start);
    const withStream = (changed: Uint8Array): Uint8Array => {
      const frame = concatenated(whole.subarray(0, start), changed);
      new DataView(frame.buffer).setUint16(9, ((frame.length - 12) << 3) | 5, true);
      return decoded(content.length, frame);
    };
    expect(withStream(stream)).toEqual(content);
    expect(() => withStream(concatenated(Uint8Array.of(0), stream))).toThrow(malformed);
    expect(() => withStream(stream.subarray(0, -1))).toThrow(malformed);
    for (let cut = 1; cut < stream.length; cut += 1) {
      expect(() => withStream(stream.subarray(cut))).toThrow(malformed);
    }
  });
});
