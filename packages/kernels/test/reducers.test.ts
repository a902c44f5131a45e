import { describe, expect, it } from 'vitest';
import { plainBackend } from '@offmark/losses';
import type { Backend } from '@offmark/losses';
import { simdBackend } from '@offmark/kernels';
import { differences, lengths, registerOf } from './support/compare.ts';
import { Random, kinds } from './support/random.ts';

/** Products are of such numbers only. */
function factorOf(x: number): number {
  return Number.isNaN(x) ? 1 : Math.min(Math.max(Math.abs(x), 2 ** -1000), 2 ** 1000);
}

type Reducer = 'addToLanes' | 'multiplyIntoLanes';

/** How the lanes differ after values were added to, or multiplied into, what was there before. */
function compare(
  simd: Backend,
  name: Reducer,
  before: Float64Array,
  values: Float64Array,
  from: number,
  to: number,
): readonly string[] {
  const expected = before.slice();
  plainBackend[name](expected, values, from, to);
  const state = registerOf(simd, before).subarray(0, before.length);
  simd[name](state, registerOf(simd, values), from, to);
  const elsewhere = before.slice();
  simd[name](elsewhere, values, from, to);
  const what = `${from} to ${to}`;
  return [
    ...differences(state, expected, before.length, what),
    ...differences(elsewhere, expected, before.length, `${what} in other memory`),
  ];
}

function drawn(length: number, one: (i: number) => number): Float64Array {
  return Float64Array.from({ length }, (_, i) => one(i));
}

/** Products of mantissas, errors, and exponents, which are whole numbers. */
function productState(random: Random): Float64Array {
  return drawn(24, (i) => {
    if (i < 8) return random.between(0.5, 2);
    return i < 16 ? random.between(-1e-15, 1e-15) : random.whole(1000) - 500;
  });
}

const starts = [0, 3, 8];

describe.each(Object.entries(kinds))('%s', (_kind, draw) => {
  const random = new Random(11);
  const simd = simdBackend();
  const cases = lengths.flatMap((perLane) => starts.map((from) => ({ from, to: from + perLane * 8 })));

  it('add up to the same lanes, from nothing, from something, and from much', () => {
    const befores = [() => 0, () => draw(random), () => 1e9, () => -1e9, () => 1e308];
    const found = befores.flatMap((before) =>
      cases.flatMap(({ from, to }) =>
        compare(
          simd,
          'addToLanes',
          drawn(16, before),
          drawn(to + 24, () => draw(random)),
          from,
          to,
        ),
      ),
    );
    expect(found).toEqual([]);
  });

  it('add up to the same lanes without their signs', () => {
    const befores = [() => 0, () => 1e3, () => 1e9, () => 1e308, () => Infinity];
    const found = befores.flatMap((before) =>
      cases.flatMap(({ from, to }) =>
        compare(
          simd,
          'addToLanes',
          drawn(16, before),
          drawn(to + 24, () => Math.abs(draw(random))),
          from,
          to,
        ),
      ),
    );
    expect(found).toEqual([]);
  });

  it('multiply to the same lanes', () => {
    const found = cases.flatMap(({ from, to }) =>
      compare(
        simd,
        'multiplyIntoLanes',
        productState(random),
        drawn(to + 24, () => factorOf(draw(random))),
        from,
        to,
      ),
    );
    expect(found).toEqual([]);
  });

  it.each(lengths)('are within the same bounds, %d of them', (length) => {
    const values = drawn(length, () => draw(random));
    const register = registerOf(simd, values, random);
    const [low, high] = [Math.min(...values), Math.max(...values)];
    const bounds = [
      [low, high],
      [low, high - 1e-9],
      [low + 1e-9, high],
      [-Infinity, Infinity],
      [-Number.MAX_VALUE, Number.MAX_VALUE],
      [0, 1],
      [NaN, NaN],
    ] as const;
    for (const [least, most] of bounds) {
      const answer = plainBackend.within(values, length, least, most);
      expect(simd.within(register, length, least, most)).toBe(answer);
      expect(simd.within(values, length, least, most)).toBe(answer);
    }
  });
});

it('overflow alike, from lanes larger than any value', () => {
  const random = new Random(3);
  const simd = simdBackend();
  const found = lengths.flatMap((perLane) =>
    compare(
      simd,
      'addToLanes',
      drawn(16, (i) => (i < 8 ? random.between(1.5e308, 1.7e308) : 0)),
      drawn(perLane * 8, () => random.between(0, 1e307)),
      0,
      perLane * 8,
    ),
  );
  expect(found).toEqual([]);
});

it('finds the one number that is outside, wherever it stands', () => {
  const simd = simdBackend();
  const length = 2047;
  const register = registerOf(simd, new Float64Array(length));
  for (let odd = 0; odd < length; odd++) {
    register[odd] = 1;
    expect(simd.within(register, length, 0, 0.5)).toBe(false);
    expect(simd.within(register, odd, 0, 0.5)).toBe(true);
    register[odd] = 0;
  }
});
