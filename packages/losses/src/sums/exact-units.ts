import { DOUBLE, HIGH_WORD, WORDS } from '../math/double-bits.ts';
import { powerOfTwo } from '../math/power-of-two.ts';
import type { SumPair } from './sum-pair.ts';

// Every double, and so every sum of doubles, is a whole number of units of 2⁻¹⁰⁷⁴.
export const UNIT_EXPONENT = -1074;

/** Products of up to three doubles, and sums of them, are whole numbers of units of 2⁻³²²². */
export const PRODUCT_EXPONENT: number = 3 * UNIT_EXPONENT;

const DIGIT_BITS = 4;
const MANTISSA_BITS = 53;
const LARGEST_EXPONENT = 1024;

/**
 * A number of units of 2^exponent as text, hexadecimal digits and a power of two: 0.75 is "3p-2". Trailing zero digits
 * are stripped, so that equal sums have equal texts, in either unit.
 */
export function unitsText(units: bigint, exponent: number = UNIT_EXPONENT): string {
  if (units === 0n) return '0';
  const digits = units.toString(16);
  const stripped = digits.replace(/0+$/, '');
  return `${stripped}p${exponent + DIGIT_BITS * (digits.length - stripped.length)}`;
}

const textPattern = /^(-?)([1-9a-f][0-9a-f]*)p(-?\d{1,4})$/;

/** Sums of 2⁵³ doubles have no more bits above the unit; nor have those of products, which begin with the third power. */
const mostBits = 2400;

/** The units of 2^exponent behind a text that `unitsText` wrote; undefined where it is plain that it is none. */
export function unitsOfText(text: string, exponent: number = UNIT_EXPONENT): bigint | undefined {
  if (text === '0') return 0n;
  const [, sign, digits, power] = textPattern.exec(text) ?? [];
  if (digits === undefined) return undefined;
  const zeros = Number(power) - exponent;
  const most = mostBits * (exponent / UNIT_EXPONENT);
  if (zeros < 0 || DIGIT_BITS * digits.length + zeros > most) return undefined;
  const magnitude = BigInt(`0x${digits}`) << BigInt(zeros);
  return sign === '-' ? -magnitude : magnitude;
}

/** The units of 2^exponent behind a text from outside; undefined if it is none that `unitsText` writes. */
export function parseUnits(text: string, exponent: number = UNIT_EXPONENT): bigint | undefined {
  const units = unitsOfText(text, exponent);
  return units !== undefined && unitsText(units, exponent) === text ? units : undefined;
}

/** The units of a finite double. */
export function unitsOf(x: number): bigint {
  DOUBLE[0] = x;
  const [high, low] = [WORDS[HIGH_WORD]!, WORDS[1 - HIGH_WORD]! >>> 0];
  const field = (high >>> 20) & 0x7ff;
  const top = (high & 0xf_ffff) + (field === 0 ? 0 : 0x10_0000);
  const mantissa = (BigInt(top) << 32n) + BigInt(low);
  const magnitude = mantissa << BigInt(Math.max(field, 1) - 1);
  return high < 0 ? -magnitude : magnitude;
}

function bitLength(x: bigint): number {
  const digits = x.toString(16);
  return DIGIT_BITS * digits.length - Math.clz32(parseInt(digits.charAt(0), 16)) + 28;
}

/**
 * numerator/denominator · 2^exponent, rounded once: to the nearest double, ties to even, subnormal results too.
 * @param denominator  above 0
 * @returns            ±∞ where it rounds beyond the largest double; +0 for a numerator of 0
 */
export function roundedQuotient(numerator: bigint, denominator: bigint, exponent: number = 0): number {
  if (numerator === 0n) return 0;
  if (numerator < 0n) return -roundedQuotient(-numerator, denominator, exponent);
  const shift = Math.max(0, MANTISSA_BITS + 2 - (bitLength(numerator) - bitLength(denominator)));
  const shifted = numerator << BigInt(shift);
  const quotient = shifted / denominator;
  const inexact = quotient * denominator !== shifted;
  // One more bit that says whether anything was cut off decides what only looks like a tie.
  return roundedInteger((quotient << 1n) | (inexact ? 1n : 0n), exponent - shift - 1);
}

/** integer · 2^exponent, for an integer of more bits than a double has, or an exact one. */
function roundedInteger(integer: bigint, exponent: number): number {
  const last = Math.max(exponent + bitLength(integer) - MANTISSA_BITS, UNIT_EXPONENT);
  const dropped = last - exponent;
  const mantissa = dropped > 0 ? roundedShift(integer, BigInt(dropped)) : integer << BigInt(-dropped);
  if (bitLength(mantissa) + last > LARGEST_EXPONENT) return Infinity;
  // A mantissa of 54 bits is a power of two. Two steps, since 2^last alone may be too large beside it.
  const half = Math.floor(last / 2);
  return Number(mantissa) * powerOfTwo(half) * powerOfTwo(last - half);
}

function roundedShift(integer: bigint, bits: bigint): bigint {
  const floor = integer >> bits;
  const twice = (integer - (floor << bits)) * 2n;
  const one = 1n << bits;
  return twice > one || (twice === one && (floor & 1n) === 1n) ? floor + 1n : floor;
}

/** A number of units of 2^exponent as the nearest double. */
export function roundedUnits(units: bigint, exponent: number = UNIT_EXPONENT): number {
  return roundedQuotient(units, 1n, exponent);
}

/**
 * numerator/denominator · 2^exponent as a pair, each of whose doubles is rounded once.
 * @param denominator  above 0
 * @param exponent     at most −1074
 * @returns            ±∞ in the first where it rounds beyond the largest double
 */
export function exactPair(numerator: bigint, denominator: bigint, exponent: number): SumPair {
  const high = roundedQuotient(numerator, denominator, exponent);
  if (!Number.isFinite(high)) return { high, low: 0 };
  const taken = (unitsOf(high) * denominator) << BigInt(UNIT_EXPONENT - exponent);
  return { high, low: roundedQuotient(numerator - taken, denominator, exponent) };
}

/** ⌊√x⌋ by Newton's steps from above. */
function integerRoot(x: bigint): bigint {
  let root = 1n << BigInt((bitLength(x) + 1) >> 1);
  for (;;) {
    const next = (root + x / root) >> 1n;
    if (next >= root) return root;
    root = next;
  }
}

/**
 * √(numerator/denominator · 2^exponent), rounded once.
 * @param numerator    at least 0
 * @param denominator  above 0
 * @returns            ∞ where it rounds beyond the largest double
 */
export function roundedRoot(numerator: bigint, denominator: bigint, exponent: number = 0): number {
  if (numerator === 0n) return 0;
  const missing = 2 * MANTISSA_BITS + 6 - (bitLength(numerator) - bitLength(denominator));
  // An even power of two is left for the root to halve.
  const shift = missing + ((exponent - missing) & 1);
  const shifted = numerator << BigInt(shift);
  const quotient = shifted / denominator;
  const root = integerRoot(quotient);
  const cut = shift < 0 && shifted << BigInt(-shift) !== numerator;
  const inexact = cut || root * root !== quotient || quotient * denominator !== shifted;
  return roundedInteger((root << 1n) | (inexact ? 1n : 0n), (exponent - shift) / 2 - 1);
}
