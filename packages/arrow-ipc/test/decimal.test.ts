import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decimalsToDoubles } from '../src/values/decimal.ts';

function doubleOf(unscaled: bigint, width: number, scale: number): number | undefined {
  const bytes = new Uint8Array(width);
  let rest = BigInt.asUintN(width * 8, unscaled);
  for (let index = 0; index < width; index += 1) {
    bytes[index] = Number(rest & 255n);
    rest >>= 8n;
  }
  const doubles = new Float64Array(1);
  decimalsToDoubles(bytes, width, scale, doubles);
  return doubles[0];
}

/** The double as numerator and denominator. */
function fractionOf(value: number): [numerator: bigint, denominator: bigint] {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  const bits = view.getBigUint64(0);
  const exponent = Number((bits >> 52n) & 0x7ffn);
  const fraction = bits & ((1n << 52n) - 1n);
  const significand = exponent === 0 ? fraction : fraction | (1n << 52n);
  const power = Math.max(exponent, 1) - 1075;
  const signed = bits >> 63n === 0n ? significand : -significand;
  return power >= 0 ? [signed << BigInt(power), 1n] : [signed, 1n << BigInt(-power)];
}

/** Twice the distance from the decimal, times the denominators of both. */
function distance(value: number, unscaled: bigint, scale: number): bigint {
  const [n, d] = fractionOf(value);
  const power = 10n ** BigInt(Math.abs(scale));
  const [a, b] = scale >= 0 ? [unscaled, power] : [unscaled * power, 1n];
  const difference = n * b - a * d;
  return difference < 0n ? -difference : difference;
}

const widths = [4, 8, 16, 32];
const cases = widths.map((width) => {
  const limit = 1n << BigInt(width * 8 - 1);
  const any = fc.bigInt({ min: -limit, max: limit - 1n });
  const short = fc.bigInt({ min: -(1n << 54n), max: 1n << 54n });
  const unscaled = fc.oneof(
    any,
    any.map((value) => value >> BigInt(width * 4)),
    width === 4 ? any : short,
  );
  return { width, unscaled };
});

describe('decimals', () => {
  it.each(cases)('of $width bytes become the nearest doubles', ({ width, unscaled }) => {
    fc.assert(
      fc.property(unscaled, fc.integer({ min: -300, max: 400 }), (unscaled, scale) => {
        // The engine's own reading of literals, which is another algorithm.
        expect(doubleOf(unscaled, width, scale)).toBe(Number(`${unscaled}e${-scale}`));
      }),
      { numRuns: 2000, seed: 11 },
    );
  });

  it('are nearer than the doubles beside them, and even where two are as near', () => {
    const tie = (1n << 53n) + 1n;
    expect(doubleOf(tie, 16, 0)).toBe(2 ** 53);
    expect(doubleOf(tie + 2n, 16, 0)).toBe(2 ** 53 + 4);
    expect(doubleOf(-tie, 16, 0)).toBe(-(2 ** 53));
    expect(doubleOf(tie, 8, 0)).toBe(2 ** 53);
    fc.assert(
      fc.property(
        fc.bigInt({ min: 1n, max: 1n << 127n }),
        fc.integer({ min: 0, max: 40 }),
        (unscaled, scale) => {
          const value = doubleOf(unscaled, 32, scale) ?? NaN;
          const ulp = 2 ** (Math.floor(Math.log2(value)) - 52);
          const [n, d] = fractionOf(value);
          const [un, ud] = fractionOf(ulp);
          // |value − decimal| ≤ ulp / 2
          const bound = un * d * 10n ** BigInt(scale);
          expect(2n * distance(value, unscaled, scale) * ud <= bound * (n === 0n ? 0n : 1n)).toBe(true);
        },
      ),
      { numRuns: 500, seed: 3 },
    );
  });

  it('just beyond the integers that doubles hold are not rounded twice', () => {
    const beyond = (1n << 53n) + 1n;
    for (let scale = 0; scale <= 22; scale += 1) {
      for (const width of [8, 16, 32]) {
        expect(doubleOf(beyond, width, scale)).toBe(Number(`${beyond}e-${scale}`));
        expect(doubleOf(-beyond, width, -scale)).toBe(Number(`-${beyond}e${scale}`));
      }
    }
  });

  it('reach from subnormals to infinity', () => {
    expect(doubleOf(5n, 4, 324)).toBe(5e-324);
    expect(doubleOf(2n, 4, 324)).toBe(0);
    expect(doubleOf(-2n, 4, 324)).toBe(-0);
    expect(doubleOf(3n, 4, 324)).toBe(5e-324);
    expect(doubleOf(22250738585072011n, 16, 324)).toBe(Number('2.2250738585072011e-308'));
    expect(doubleOf(17976931348623157n, 16, -292)).toBe(Number.MAX_VALUE);
    expect(doubleOf(17976931348623159n, 16, -292)).toBe(Infinity);
    expect(doubleOf(-(1n << 255n), 32, -512)).toBe(-Infinity);
    expect(doubleOf(1n, 32, 512)).toBe(0);
  });
});
