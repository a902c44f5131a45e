import { describe, expect, it } from 'vitest';
import { plainBackend } from '@offmark/losses';
import type { NumberType } from '@offmark/losses';
import { simdBackend } from '@offmark/kernels';
import { allTypes, columnIn, differences, lengths, registerOf } from './support/compare.ts';
import { Random, bitsOf, columnOf, kinds } from './support/random.ts';

const starts = [0, 1, 7, 8, 13];

/** Columns of a type with every pattern of bits, and with numbers of every kind. */
function columnsOf(type: NumberType, length: number): Uint8Array[] {
  const random = new Random(length);
  const drawn = Object.values(kinds).map((draw) =>
    columnOf(
      type,
      Array.from({ length }, () => draw(random)),
    ),
  );
  return [random.bytes(Math.ceil((length * bitsOf[type]) / 8)), ...drawn];
}

const longest = 5000;

/** Where to start, and how many numbers to read. */
const ranges = starts.flatMap((from) =>
  [...lengths, longest - from].map((length) => [from, length] as const),
);

describe.each(allTypes)('a column of %s', (type) => {
  const simd = simdBackend();
  const places = columnsOf(type, longest).flatMap((data) => [
    { where: 'in its memory', data, at: columnIn(simd, data) },
    { where: 'in other memory', data, at: data },
  ]);
  const expected = new Float64Array(longest);
  const out = registerOf(simd, expected);

  it('is cast to the same bits', () => {
    const cast = simd.casts[type];
    const found: string[] = [];
    for (const { where, data, at } of places) {
      for (const [from, length] of ranges) {
        plainBackend.casts[type](expected, data, from, length);
        cast(out.fill(7), at, from, length);
        const elsewhere = new Float64Array(length);
        cast(elsewhere, at, from, length);
        found.push(...differences(out, expected, length, `${where} from ${from}`));
        found.push(...differences(elsewhere, expected, length, `${where} from ${from} to other memory`));
      }
    }
    expect(found).toEqual([]);
  });

  it('is checked the same, to its last number and no further', () => {
    const outcomes = { true: 0, false: 0 };
    const wrong: string[] = [];
    for (const { where, data, at } of places) {
      for (const [from, length] of ranges) {
        plainBackend.casts[type](expected, data, from, length);
        for (const [low, high] of boundsOf(expected.subarray(0, length))) {
          const answer = simd.checks[type](at, from, length, low, high);
          outcomes[`${answer}`]++;
          if (answer !== plainBackend.checks[type](data, from, length, low, high))
            wrong.push(`${length} ${where} from ${from} within [${low}, ${high}] is ${answer}`);
        }
      }
    }
    expect(wrong).toEqual([]);
    expect(Math.min(outcomes.true, outcomes.false)).toBeGreaterThan(1000);
  });

  it.each([1, 2, 7, 8, 15, 16, 17, 31, 33, 64, 65])('of %d is refused for one number outside', (length) => {
    const within = simd.checks[type];
    for (let odd = 0; odd < length; odd++) {
      const numbers = Array.from({ length }, (_, i) => (i === odd ? 1 : 0));
      const data = columnIn(simd, columnOf(type, numbers));
      expect(within(data, 0, length, 0, 0.5)).toBe(false);
      expect(within(data, 0, length, 0, 1)).toBe(true);
      expect(within(data, 0, odd, 0, 0.5)).toBe(true);
    }
  });
});

/** Bounds that numbers keep, just miss, or have nothing to do with. */
function boundsOf(numbers: Float64Array): readonly (readonly [number, number])[] {
  const [low, high] = [Math.min(...numbers), Math.max(...numbers)];
  return [
    [low, high],
    [-Infinity, Infinity],
    [low + 1e-9, high],
    [low, high - 1e-9],
    [(low + high) / 2, high],
    [low - 1e-9, (low + high) / 2],
    [0, 1],
    [Number.MIN_VALUE, Number.MAX_VALUE],
    [-Number.MAX_VALUE, Number.MAX_VALUE],
    [NaN, 1],
    [1, NaN],
    [1e300, Infinity],
    [-Infinity, -1e300],
  ];
}

describe.each(['float32', 'float64'] as const)('two columns of %s', (type) => {
  it.each(['differences', 'squaredDifferences'] as const)('have the same %s', (kind) => {
    const simd = simdBackend();
    const run = simd[kind][type];
    const expected = new Float64Array(longest);
    const out = registerOf(simd, expected);
    const columns = columnsOf(type, longest);
    const pairs = columns.flatMap((a, i) => {
      const b = columns[(i + 3) % columns.length] ?? a;
      return [
        { a, b, x: a, y: b },
        { a, b, x: columnIn(simd, a), y: b },
        { a, b, x: columnIn(simd, a), y: columnIn(simd, b) },
      ];
    });
    const found: string[] = [];
    for (const { a, b, x, y } of pairs) {
      for (const [from, length] of ranges) {
        plainBackend[kind][type](expected, a, b, from, length);
        run(out.fill(7), x, y, from, length);
        const elsewhere = new Float64Array(length);
        run(elsewhere, x, y, from, length);
        found.push(...differences(out, expected, length, `from ${from}`));
        found.push(...differences(elsewhere, expected, length, `from ${from} to other memory`));
      }
    }
    expect(found).toEqual([]);
  });
});
