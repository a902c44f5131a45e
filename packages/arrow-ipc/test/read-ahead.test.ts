import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ReadAhead } from '../src/read-ahead.ts';

/** Bytes that tell their positions, and what was asked of them. */
function counted(size: number): {
  ahead: ReadAhead;
  bytes: Uint8Array;
  asked: [start: number, length: number][];
} {
  const bytes = Uint8Array.from({ length: size }, (_, i) => (i * 131 + (i >> 8)) & 0xff);
  const asked: [number, number][] = [];
  const ahead = new ReadAhead((target, position) => {
    asked.push([position, target.length]);
    const found = bytes.subarray(position, position + target.length);
    target.set(found);
    return found.length;
  });
  return { ahead, bytes, asked };
}

/** Reads `length` bytes from the start of every record. */
function readRecords(ahead: ReadAhead, records: number, stride: number, length: number): void {
  for (let i = 0; i < records; i++) ahead.read(new Uint8Array(length), i * stride);
}

describe('ReadAhead', () => {
  it('gives the bytes of any reads, and of those beyond the end what there is', () => {
    const size = 300_000;
    const jumps = fc.oneof(fc.integer({ min: -9000, max: 9000 }), fc.integer({ min: -size, max: size }));
    const lengths = fc.oneof(fc.nat({ max: 3000 }), fc.nat({ max: 100_000 }));
    fc.assert(
      fc.property(fc.array(fc.tuple(jumps, lengths), { maxLength: 40 }), (reads) => {
        const { ahead, bytes } = counted(size);
        let position = 0;
        for (const [jump, length] of reads) {
          position = Math.min(size, Math.max(0, position + jump));
          const target = new Uint8Array(length);
          const there = bytes.subarray(position, position + length);
          expect(ahead.read(target, position)).toBe(there.length);
          expect(Buffer.compare(target.subarray(0, there.length), there)).toBe(0);
          position += length;
        }
      }),
    );
  });

  it('asks once for many small reads close together', () => {
    const { ahead, asked } = counted(4_000_000);
    readRecords(ahead, 400, 10_000, 9000);
    expect(asked.length).toBeLessThan(25);
  });

  it('asks for nothing else where reads are large, or far apart', () => {
    const large = counted(4_000_000);
    readRecords(large.ahead, 10, 100_000, 100_000);
    expect(large.asked).toEqual(Array.from({ length: 10 }, (_, i) => [i * 100_000, 100_000]));
    const far = counted(4_000_000);
    readRecords(far.ahead, 40, 100_000, 1000);
    expect(far.asked).toEqual(Array.from({ length: 40 }, (_, i) => [i * 100_000, 1000]));
  });

  it('reads little in vain where two columns of many stand side by side', () => {
    const { ahead, asked } = counted(8_000_000);
    for (let batch = 0; batch < 100; batch++) {
      for (const column of [0, 1]) ahead.read(new Uint8Array(4000), batch * 80_000 + column * 4000);
    }
    const bytes = asked.reduce((sum, [, length]) => sum + length, 0);
    expect(bytes).toBeLessThanOrEqual(100 * (4000 + 16 * 1024));
  });
});
