import { describe, expect, it } from 'vitest';
import { plainBackend } from '@offmark/losses';
import type { Backend, FactorRegisters, NumberType } from '@offmark/losses';
import { simdBackend } from '@offmark/kernels';
import { columnIn, differences, lengths, registerOf } from './support/compare.ts';
import { Random, columnOf } from './support/random.ts';

type Pair = keyof Backend['bernoulliFactors'];
const pairs = Object.keys(plainBackend.bernoulliFactors) as Pair[];
const floors = [0, 2 ** -52, 1e-7, 0.01, 0.5, 1, 2, NaN];
const starts = [0, 1, 8, 13];
const longest = 2100;

type Draw = (random: Random) => number;

const labels: Readonly<Record<string, Draw>> = {
  hard: (random) => random.whole(2),
  ones: () => 1,
  'one odd in many': (random) =>
    random.whole(1000) === 0 ? random.pick([0.5, 2, -1, NaN]) : random.whole(2),
};

const probabilities: Readonly<Record<string, Draw>> = {
  usual: (random) => random.between(0.02, 0.98),
  extreme: (random) => random.pick([0, 1, -0, 1e-12, 1 - 2 ** -24, random.between(2 ** -30, 2 ** -29)]),
  // Where 1 − p stops being exact.
  'hardly any': (random) => (random.whole(8) === 0 ? random.between(2 ** -31, 2 ** -29) : 2 ** -30),
  'one odd in many': (random) =>
    random.whole(1000) === 0 ? random.pick([NaN, 1.5, -0.5, Infinity, 5e-324]) : random.between(0.1, 0.9),
};

interface Found {
  readonly wrong: string[];
  accepted: number;
}

function compare(simd: Backend, pair: Pair, y: Uint8Array, p: Uint8Array, found: Found, what: string): void {
  const places = [
    [columnIn(simd, y), columnIn(simd, p)],
    [y, p],
    [y, columnIn(simd, p)],
  ] as const;
  const registers = (): FactorRegisters => ({
    factors: registerOf(simd, new Float64Array(longest)),
    rests: registerOf(simd, new Float64Array(longest)),
  });
  const [out, expected] = [registers(), registers()];
  for (const floor of floors) {
    for (const from of starts) {
      for (const length of lengths) {
        const legal = plainBackend.bernoulliFactors[pair](expected, y, p, from, length, floor);
        for (const [labelsAt, probabilitiesAt] of places) {
          out.factors.fill(7);
          out.rests.fill(7);
          if (!simd.bernoulliFactors[pair](out, labelsAt, probabilitiesAt, from, length, floor)) continue;
          found.accepted++;
          if (!legal) found.wrong.push(`${what}: ${length} from ${from} above ${floor} are not legal`);
          found.wrong.push(
            ...differences(out.factors, expected.factors, length, `${what} above ${floor}`),
            ...(pair === 'float64,float64'
              ? differences(out.rests, expected.rests, length, `${what} above ${floor}, rests`)
              : []),
          );
        }
      }
    }
  }
}

describe.each(pairs)('factors of %s', (pair) => {
  const [labelType = 'float32', probabilityType = 'float32'] = pair.split(',') as NumberType[];

  it.each(Object.keys(probabilities))('are those of the plain backend for %s probabilities', (kind) => {
    const found: Found = { wrong: [], accepted: 0 };
    for (const [what, draw] of Object.entries(labels)) {
      const random = new Random(what.length);
      const numbers = (one: Draw): number[] => Array.from({ length: longest }, () => one(random));
      const y = columnOf(labelType, numbers(draw));
      const p = columnOf(probabilityType, numbers(probabilities[kind] ?? draw));
      compare(simdBackend(), pair, y, p, found, what);
    }
    expect(found.wrong).toEqual([]);
    expect(found.accepted).toBeGreaterThan(100);
  });
});

it('are told of usual rows, which takes the place of all that is slower', () => {
  const random = new Random(1);
  const numbers = (draw: Draw): number[] => Array.from({ length: longest }, () => draw(random));
  const simd = simdBackend();
  const out = {
    factors: registerOf(simd, new Float64Array(longest)),
    rests: registerOf(simd, new Float64Array(longest)),
  };
  for (const labelType of ['float32', 'uint8'] as const) {
    const y = columnIn(
      simd,
      columnOf(
        labelType,
        numbers((one) => one.whole(2)),
      ),
    );
    const p = columnIn(
      simd,
      columnOf(
        'float32',
        numbers((one) => one.unit() * 0.999 + 2 ** -20),
      ),
    );
    expect(simd.bernoulliFactors[`${labelType},float32`](out, y, p, 0, longest, 2 ** -52)).toBe(true);
  }
});
