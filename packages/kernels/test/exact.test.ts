import { describe, expect, it } from 'vitest';
import { BlockEvaluator, defineLoss, domains, plainBackend, strictPolicies } from '@offmark/losses';
import { simdBackend } from '@offmark/kernels';
import { sumVectors, valuesOf } from '../../losses/test/sums/sum-vectors.ts';
import { columnIn, registerOf } from './support/compare.ts';
import { Random, kinds } from './support/random.ts';

const simd = simdBackend();

const view = new DataView(new ArrayBuffer(8));

/** In units of 2⁻¹⁰⁷⁴. */
function unitsOf(x: number): bigint {
  view.setFloat64(0, x);
  const bits = view.getBigUint64(0);
  const field = (bits >> 52n) & 0x7ffn;
  const mantissa = (bits & 0xf_ffff_ffff_ffffn) + (field === 0n ? 0n : 1n << 52n);
  return (bits >> 63n === 1n ? -mantissa : mantissa) << (field === 0n ? 0n : field - 1n);
}

const exactSumOf = (parts: Float64Array): bigint => [...parts].reduce((sum, x) => sum + unitsOf(x), 0n);

function partsBy(values: Float64Array, from: number, to: number) {
  const told: unknown[] = [];
  const inMemory = registerOf(simd, values);
  for (const [backend, column] of [
    [plainBackend, values],
    [simd, inMemory],
    [simd, values],
  ] as const) {
    const parts = registerOf(backend, new Float64Array(3));
    const ok = backend.exactParts(parts, column, from, to);
    told.push(ok ? exactSumOf(parts.subarray(0, 3)) : 'not told');
  }
  return told;
}

describe.each([
  ...Object.entries(kinds),
  ['close together', (random: Random) => random.between(-3, 3)] as const,
  ['squares', (random: Random) => random.between(-3, 3) ** 2] as const,
  ['tiny', (random: Random) => random.between(-3, 3) * 2 ** -1060] as const,
  ['large', (random: Random) => random.between(-1, 1) * 2 ** 1010] as const,
])('%s', (_kind, draw) => {
  it('have parts of the same sum on both backends, in any memory', () => {
    const random = new Random(5);
    for (const rows of [0, 4, 8, 12, 60, 1000, 2048]) {
      for (const from of [0, 3]) {
        const values = Float64Array.from({ length: from + rows }, () => draw(random));
        const [plain, kernel, elsewhere] = partsBy(values, from, from + rows);
        expect(kernel).toEqual(plain);
        expect(elsewhere).toEqual(plain);
      }
    }
  });
});

it('tells the parts of values that lie close together', () => {
  const random = new Random(6);
  const values = Float64Array.from({ length: 2048 }, () => random.between(-3, 3) ** 2);
  expect(partsBy(values, 0, 2048)[1]).not.toBe('not told');
});

it('loses nothing where many small values leave rests as large and as fine as can be', () => {
  for (let below = 28; below <= 36; below++) {
    for (const sign of [1, -1]) {
      const backend = simdBackend();
      const small = sign * (2 ** -below + (2 ** -42 - 2 ** (-below - 52)));
      const values = registerOf(backend, new Float64Array(2048).fill(small));
      values[7] = 2 - 2 ** -52;
      const parts = registerOf(backend, new Float64Array(3));
      // Again, as blocks that come after others.
      for (let turn = 0; turn < 3; turn++) {
        expect(backend.exactParts(parts, values, 0, 2048)).toBe(true);
        const expected = exactSumOf(values.subarray(0, 2048));
        expect(exactSumOf(parts.subarray(0, 3))).toBe(expected);
      }
    }
  }
});

it('has one answer for values that are not finite too', () => {
  for (const odd of [NaN, Infinity, -Infinity]) {
    const values = Float64Array.of(1, 2, odd, 3, 4, 5, 6, 7);
    expect(partsBy(values, 0, 8)).toEqual(['not told', 'not told', 'not told']);
  }
});

describe('sums of the integer oracle, as a loss that is its prediction', () => {
  const itself = defineLoss({
    name: 'itself',
    summary: 'The prediction.',
    columns: { target: domains.realTarget, prediction: domains.realPrediction },
    value: ({ prediction }) => prediction,
    source: 'none',
  });
  const vectors = sumVectors().filter(({ nan, pinf, ninf, n }) => nan + pinf + ninf === 0 && n <= 1e6);

  it.each(vectors)('$id', (vector) => {
    const values = valuesOf(vector);
    for (const backend of [plainBackend, simdBackend()]) {
      const data = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
      const prediction = {
        type: 'float64',
        classes: null,
        data: columnIn(backend, data),
        validity: null,
      } as const;
      const evaluator = new BlockEvaluator([itself], { prediction }, strictPolicies, backend, 'exact');
      evaluator.add({ prediction }, 0, values.length);
      const [state] = evaluator.take();
      expect(state?.total).toEqual({ exact: vector.units });
    }
  });
});
