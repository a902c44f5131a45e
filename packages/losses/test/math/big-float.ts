// Arithmetic on mantissa · 2^exponent with far more bits than a double has.
import { type Binary, absolute, binaryOf, bitLength, shifted, sumOf } from './exact.ts';

const BITS = 320;

export type Real = number | Binary;

/** The number with at most 320 bits. */
function cut(x: Binary): Binary {
  const drop = bitLength(absolute(x.mantissa)) - BITS;
  return drop <= 0 ? x : { mantissa: x.mantissa >> BigInt(drop), exponent: x.exponent + drop };
}

export const big = (x: Real): Binary => (typeof x === 'number' ? binaryOf(x) : x);

export function plus(...terms: readonly Real[]): Binary {
  return terms.map(big).reduce(sumOf);
}

export function times(...factors: readonly Real[]): Binary {
  return factors
    .map(big)
    .reduce((a, b) => cut({ mantissa: a.mantissa * b.mantissa, exponent: a.exponent + b.exponent }));
}

export const minus = (a: Real, b: Real): Binary => plus(a, times(-1, b));

export function over(a: Real, b: Real): Binary {
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

/** −1, 0 or 1. */
export function signOf(x: Real): number {
  const { mantissa } = big(x);
  return mantissa === 0n ? 0 : mantissa < 0n ? -1 : 1;
}

/** The number to 60 bits or so; 0 or ±∞ out of the range of doubles. */
export function toDouble({ mantissa, exponent }: Binary): number {
  const drop = Math.max(0, bitLength(absolute(mantissa)) - 64);
  const [head, twos] = [Number(mantissa >> BigInt(drop)), exponent + drop];
  const half = Math.trunc(twos / 2);
  return head * 2 ** half * 2 ** (twos - half);
}
