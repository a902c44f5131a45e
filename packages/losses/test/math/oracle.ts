// Elementary functions in fixed point of big integers: slow, plain, and nothing in common with src/math.
import { type Binary, absolute, binaryOf, bitLength, shifted, sumOf } from './exact.ts';

/** Bits of the result that are right, with some to spare: an error of 2⁻¹⁵⁰ of the result. */
const RELATIVE_BITS = 160;

const ONE: Binary = { mantissa: 1n, exponent: 0 };

/** 2 atanh(numerator / denominator) in units of 2^-bits. */
export function twiceAtanh(numerator: bigint, denominator: bigint, bits: bigint): bigint {
  const z = (numerator << bits) / denominator;
  const square = (z * z) >> bits;
  let sum = 0n;
  for (let power = z, k = 1n; power !== 0n && power !== -1n; power = (power * square) >> bits, k += 2n) {
    sum += power / k;
  }
  return 2n * sum;
}

const ln2Cache = new Map<bigint, bigint>();

function ln2(bits: bigint): bigint {
  const known = ln2Cache.get(bits);
  if (known !== undefined) return known;
  const value = twiceAtanh(1n, 3n, bits);
  ln2Cache.set(bits, value);
  return value;
}

/** How many bits after the point are needed for a number of this size. */
function bitsFor({ mantissa, exponent }: Binary): number {
  return RELATIVE_BITS + Math.max(0, -(bitLength(absolute(mantissa)) + exponent));
}

/** ln x for x > 0 and ≠ 1. */
export function exactLogOf(x: Binary): Binary {
  const bits = bitsFor(sumOf(x, { mantissa: -1n, exponent: 0 }));
  const length = bitLength(x.mantissa);
  // x = (mantissa / half) · 2^twos with mantissa / half in [3/4, 3/2).
  const low = x.mantissa << 2n < 3n << (BigInt(length - 1) + 1n);
  const half = 1n << BigInt(low ? length - 1 : length);
  const twos = BigInt(x.exponent + (low ? length - 1 : length));
  const p = BigInt(bits);
  return { mantissa: twos * ln2(p) + twiceAtanh(x.mantissa - half, x.mantissa + half, p), exponent: -bits };
}

/** e^v − 1 by Taylor's series, v and the result in units of 2^-bits. */
function taylor(v: bigint, bits: bigint): bigint {
  let sum = 0n;
  for (let term = v, k = 2n; term !== 0n && term !== -1n; term = ((term * v) >> bits) / k, k += 1n)
    sum += term;
  return sum;
}

/** e^x. */
export function exactExp(x: number): Binary {
  return exactExpOf(binaryOf(x));
}

export function exactExpOf(x: Binary): Binary {
  const bits = BigInt(RELATIVE_BITS + 20);
  const v = shifted(x, -Number(bits));
  const twos = v / ln2(bits);
  const unit = 1n << bits;
  return { mantissa: unit + taylor(v - twos * ln2(bits), bits), exponent: Number(twos - bits) };
}

/** e^x − 1. */
export function exactExpm1(x: number): Binary {
  return exactExpm1Of(binaryOf(x));
}

export function exactExpm1Of(x: Binary): Binary {
  if (bitLength(absolute(x.mantissa)) + x.exponent >= 0)
    return sumOf(exactExpOf(x), { mantissa: -1n, exponent: 0 });
  const bits = bitsFor(x);
  return { mantissa: taylor(shifted(x, -bits), BigInt(bits)), exponent: -bits };
}

export function exactLog(x: number): Binary {
  return exactLogOf(binaryOf(x));
}

export function exactLog1p(x: number): Binary {
  return exactLogOf(sumOf(ONE, binaryOf(x)));
}

export function exactLogOfSum(high: number, low: number): Binary {
  return exactLogOf(sumOf(binaryOf(high), binaryOf(low)));
}
