import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { appendBytesAsBits, appendOnes, areAllOnes, bytesForBits, clearBit, copyBits } from '../src/bits.ts';
import { bitAt } from './support/chunk-values.ts';

const bytes = fc.uint8Array({ minLength: 40, maxLength: 40 });
const place = fc.record({
  at: fc.nat({ max: 100 }),
  from: fc.nat({ max: 100 }),
  count: fc.nat({ max: 200 }),
});

function bitsOf(source: Uint8Array, from = 0, count = source.length * 8): boolean[] {
  return Array.from({ length: count }, (_, index) => bitAt(source, from + index));
}

/** What appending must leave: the bits before, the new ones, zeros to the end of the byte, the bytes after. */
function afterAppending(target: Uint8Array, at: number, added: readonly boolean[]): boolean[] {
  const end = at + added.length;
  const byteEnd = added.length === 0 ? end : bytesForBits(end) * 8;
  const zeros = bitsOf(new Uint8Array(1), 0, byteEnd - end);
  return [
    ...bitsOf(target, 0, at),
    ...added,
    ...zeros,
    ...bitsOf(target, byteEnd, target.length * 8 - byteEnd),
  ];
}

describe('bits', () => {
  it('are copied from any bit to any bit', () => {
    fc.assert(
      fc.property(bytes, bytes, place, (source, target, { at, from, count }) => {
        const expected = afterAppending(target, at, bitsOf(source, from, count));
        copyBits(source, from, target, at, count);
        expect(bitsOf(target)).toEqual(expected);
      }),
      { numRuns: 500 },
    );
  });

  it('are copied without reading beyond the last byte that holds them', () => {
    const source = Uint8Array.of(0b1010_0000);
    const target = Uint8Array.of(0b11, 0xff);
    copyBits(source, 5, target, 2, 3);
    expect([...target]).toEqual([0b1_0111, 0xff]);
  });

  it('are appended as ones', () => {
    fc.assert(
      fc.property(bytes, place, (target, { at, count }) => {
        const expected = afterAppending(
          target,
          at,
          Array.from({ length: count }, () => true),
        );
        appendOnes(target, at, count);
        expect(bitsOf(target)).toEqual(expected);
      }),
    );
  });

  it('are appended from a byte each', () => {
    const flags = fc.array(fc.boolean(), { maxLength: 100 });
    fc.assert(
      fc.property(bytes, fc.nat({ max: 100 }), flags, (target, at, added) => {
        const expected = afterAppending(target, at, added);
        appendBytesAsBits(Uint8Array.from(added, Number), target, at);
        expect(bitsOf(target)).toEqual(expected);
      }),
    );
  });

  it('are known to be all ones', () => {
    fc.assert(
      fc.property(place, fc.option(fc.nat({ max: 319 }), { nil: undefined }), ({ from, count }, cleared) => {
        const source = new Uint8Array(40).fill(0xff);
        if (cleared !== undefined) clearBit(source, cleared);
        const hits = cleared !== undefined && cleared >= from && cleared < from + count;
        expect(areAllOnes(source, from, count)).toBe(!hits);
      }),
    );
  });
});
