import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TextTable } from '../src/values/text-table.ts';

const encoder = new TextEncoder();

function numberOf(table: TextTable, text: string): number {
  const bytes = encoder.encode(`<${text}>`);
  return table.numberOf(bytes, 1, bytes.length - 1);
}

describe('TextTable', () => {
  it('numbers distinct texts as they come', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme', maxLength: 3 }), { maxLength: 500 }), (texts) => {
        const table = new TextTable();
        const distinct = [...new Set(texts)];
        expect(texts.map((text) => numberOf(table, text))).toEqual(
          texts.map((text) => distinct.indexOf(text)),
        );
        expect(Array.from({ length: table.size }, (_, number) => table.text(number))).toEqual(distinct);
      }),
      { numRuns: 200 },
    );
  });

  it('grows', () => {
    const table = new TextTable();
    for (const round of [0, 1]) {
      for (let index = 0; index < 20_000; index += 1) {
        if (numberOf(table, `text ${index}`) !== index) throw new Error(`round ${round}, text ${index}`);
      }
    }
    expect(table.size).toBe(20_000);
  });

  it('keeps what only looks alike apart', () => {
    const table = new TextTable();
    expect(['\uFEFFa', 'a', 'A', 'a ', '\u00e9', 'e\u0301'].map((text) => numberOf(table, text))).toEqual([
      0, 1, 2, 3, 4, 5,
    ]);
    expect(table.text(0)).toBe('\uFEFFa');
  });

  it.each([[[0xff]], [[0xc3]], [[0xed, 0xa0, 0x80]], [[0xc0, 0x80]]])('refuses bytes %j', (bytes) => {
    const table = new TextTable();
    expect(() => table.numberOf(Uint8Array.from(bytes), 0, bytes.length)).toThrow(TypeError);
  });
});
