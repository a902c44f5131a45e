// Arithmetic on mantissa · 2^exponent with far more bits than a double has.
import { type Binary, absolute, binaryOf, bitLength, shifted, sumOf } from './exact.ts';

const BITS = 320;

/** The number with at most 320 bits. */
function cut(x: Binary): Binary {
  const drop = bitLength(absolute(x.mantissa)) - BITS;
  return drop <= 0 ? x : { mantissa: x.mantissa >> BigInt(drop), exponent: x.exponent + drop };
}

export const big = (x: number | Binary): Binary => (typeof x === 'number' ? binaryOf(x) : x);

export function plus(...terms: readonly (number | Binary)[]): Binary {
  return terms.map(big).reduce(sumOf);
}

export function times(...factors: readonly (number | Binary)[]): Binary {
  return factors
    .map(big)
    .reduce((a, b) => cut({ mantissa: a.mantissa * b.mantissa, exponent: a.exponent + b.exponent }));
}

export const minus = (a: number | Binary, b: number | Binary): Binary => plus(a, times(-1, b));

export function over(a: number | Binary, b: number | Binary): Binary {
  const [x, y] = [big(a), big(b)];
  const shift = BITS + Math.max(0, bitLength(absolute(y.mantissa)) - bitLength(absolute(x.mantissa)));
  return {
    mantissa: (x.mantissa << BigInt(shift)) / y.mantissa,
    exponent: x.exponent - y.exponent - shift,
  };
}

export function squareRoot(x: Binary): Binary {
  const exponent = 2 * Math.floor((x.exponent - 2 * BITS) / 2);
  const target = shifted(x, exponent);
  let root = 1n << BigInt(Math.ceil(bitLength(target) / 2));
  for (;;) {
    const next = (root + target / root) >> 1n;
    if (next >= root) return { mantissa: root, exponent: exponent / 2 };
    root = next;
  }
}
