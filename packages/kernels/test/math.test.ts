import { expect, it } from 'vitest';
import { plainBackend } from '@offmark/losses';
import type { OperationName } from '@offmark/losses';
import { simdBackend } from '@offmark/kernels';
import { differences, registerOf } from './support/compare.ts';
import { Random } from './support/random.ts';

const count = 2048;
const rounds = 64;

const draws: Readonly<Record<string, (random: Random) => number>> = {
  'any bits': (random) => random.bits(),
  'all binades': (random) => Math.abs(random.bits()),
  'near 0': (random) => random.between(-1, 1) * 2 ** -random.whole(60),
  'near 1': (random) => 1 + random.between(-1, 1) * 2 ** -random.whole(53),
  'near −1': (random) => -1 + random.unit() * 2 ** -random.whole(53),
  'where exp ends': (random) => random.pick([-745, -708, 709, 0]) + random.between(-2, 2),
  'all that exp takes': (random) => random.between(-750, 711),
  subnormal: (random) => random.whole(2 ** 31) * 5e-324 * 2 ** random.whole(22),
  'short mantissas': (random) => random.whole(4096) * 2 ** (random.whole(2100) - 1075),
};

const functions: readonly (readonly [OperationName, number | null])[] = [
  ['exp', null],
  ['log1p', null],
  ['clampedLog', -Infinity],
  ['clampedLog', 0],
  ['clampedLog', 1e-7],
  ['clampedLog1p', 0],
  ['clampedLog1p', 1e-7],
  ['clampedLog1p', 5],
  ['sigmoid', null],
  ['softplus', null],
];

it.each(functions)('%s, above %s, has the bits of the scalar', (name, floor) => {
  const simd = simdBackend();
  const [out, x, floors] = [
    registerOf(simd, new Float64Array(count)),
    registerOf(simd, new Float64Array(count)),
    registerOf(simd, new Float64Array(count).fill(floor ?? 0)),
  ];
  const expected = new Float64Array(count);
  const found = Object.entries(draws).flatMap(([what, draw]) => {
    const random = new Random(2026);
    return Array.from({ length: rounds }).flatMap(() => {
      for (let i = 0; i < count; i++) x[i] = draw(random);
      simd.operations[name](out, [x, floors], count, 1);
      plainBackend.operations[name](expected, [x, floors], count, 1);
      return differences(out, expected, count, what);
    });
  });
  expect(found).toEqual([]);
});
