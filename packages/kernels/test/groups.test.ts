import { describe, expect, it } from 'vitest';
import { plainBackend } from '@offmark/losses';
import type { Backend, IntegerType } from '@offmark/losses';
import { simdBackend } from '@offmark/kernels';
import { columnIn, differences, lengths, registerOf } from './support/compare.ts';
import { Random, columnOf, kinds } from './support/random.ts';

function integersIn(backend: Backend, integers: Int32Array): Int32Array {
  const { buffer, byteOffset } = backend.allocate(integers.byteLength);
  const copy = new Int32Array(buffer, byteOffset, integers.length);
  copy.set(integers);
  return copy;
}

const simd = simdBackend();
const groupCount = 5;

describe.each(Object.entries(kinds))('%s', (_kind, draw) => {
  const random = new Random(17);

  it('add up to the same sums and counts of groups, here and in other memory', () => {
    const found = lengths.flatMap((length) => {
      const before = Float64Array.from({ length: 4 * groupCount }, (_, i) => (i % 4 < 2 ? draw(random) : 0));
      const groups = Int32Array.from({ length }, () => random.whole(groupCount));
      const values = Float64Array.from({ length }, () => draw(random));
      const expected = before.slice();
      plainBackend.addToGroups(expected, groups, values, length);
      const cells = registerOf(simd, before).subarray(0, before.length);
      simd.addToGroups(cells, integersIn(simd, groups), registerOf(simd, values), length);
      const elsewhere = before.slice();
      simd.addToGroups(elsewhere, groups, values, length);
      return [
        ...differences(cells, expected, before.length, `${length} rows`),
        ...differences(elsewhere, expected, before.length, `${length} rows in other memory`),
      ];
    });
    expect(found).toEqual([]);
  });
});

it('counts the rows of each group', () => {
  const cells = registerOf(simd, new Float64Array(4 * groupCount)).subarray(0, 4 * groupCount);
  const groups = Int32Array.of(4, 0, 4, 2, 4);
  simd.addToGroups(cells, integersIn(simd, groups), registerOf(simd, new Float64Array(5)), 5);
  const words = new Int32Array(cells.buffer, cells.byteOffset, 8 * groupCount);
  expect([0, 1, 2, 3, 4].map((group) => words[8 * group + 4])).toEqual([1, 0, 1, 0, 3]);
});

/** Values near the ends of each type, and where tables for them may begin. */
const ranges: Readonly<Record<IntegerType, readonly (readonly [least: number, first: number])[]>> = {
  int8: [
    [-128, -200],
    [100, 90],
  ],
  uint8: [
    [0, -50],
    [240, 200],
  ],
  int16: [[-32_768, -32_800]],
  uint16: [[65_500, 65_400]],
  int32: [
    [-(2 ** 31), -(2 ** 31) - 40],
    [2 ** 31 - 20, 2 ** 31 - 60],
    [0, -32],
  ],
  uint32: [
    [2 ** 32 - 20, 2 ** 32 - 60],
    [0, -32],
  ],
  int64: [
    [-(2 ** 53) + 1, -(2 ** 53) - 40],
    [2 ** 40, 2 ** 40 - 32],
    [2 ** 62, 2 ** 63],
  ],
  uint64: [
    [0, -32],
    [2 ** 53 - 30, 2 ** 53 - 64],
    [2 ** 63, 2 ** 64],
  ],
};

describe.each(Object.entries(ranges))('%s', (name, starts) => {
  const type = name as IntegerType;
  const random = new Random(29);

  it.each(starts)('from %d on in a table from %d on is looked up alike', (least, first) => {
    const found = lengths.flatMap((length) => {
      const data = columnOf(
        type,
        Array.from({ length: length + 3 }, () => least + random.whole(12)),
      );
      // Of most values a number, of the others none; nothing stands for what the type has not.
      const table = Int32Array.from({ length: 80 }, (_, place) => {
        const value = first + place;
        return value >= least && value < least + 12 && random.whole(30) > 0 ? random.whole(1000) : -1;
      });
      return [0, 3].flatMap((from) => {
        const expected = new Int32Array(length + 1).fill(-7);
        const known = plainBackend.lookUps[type](expected, table, first, data, from, length);
        const out = integersIn(simd, new Int32Array(length + 1).fill(-7));
        const column = columnIn(simd, data);
        const inMemory = simd.lookUps[type](out, integersIn(simd, table), first, column, from, length);
        const elsewhere = new Int32Array(length + 1).fill(-7);
        const outside = simd.lookUps[type](elsewhere, table, first, data, from, length);
        expect([inMemory, outside]).toEqual([known, known]);
        return [out, elsewhere].flatMap((codes) =>
          codes.join() === expected.join() ? [] : [`${length} rows from ${from}`],
        );
      });
    });
    expect(found).toEqual([]);
  });
});

it('stops at the first value that has no number', () => {
  const data = columnIn(simd, columnOf('int32', [5, 6, 7, 5]));
  const out = integersIn(simd, new Int32Array(4).fill(-1));
  const table = integersIn(simd, Int32Array.of(10, 11, -1));
  expect(simd.lookUps.int32(out, table, 5, data, 0, 4)).toBe(2);
  expect([...out]).toEqual([10, 11, -1, -1]);
});
