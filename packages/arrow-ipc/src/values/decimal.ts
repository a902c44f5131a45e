/**
 * Unscaled integers times 10^−scale as the nearest doubles, ties to even.
 * @param unscaled two's complement, little-endian, `width` bytes each: 4, 8, 16 or 32
 * @param doubles  gets as many numbers as it is long; correctly rounded, ±∞ beyond the range of doubles
 */
export function decimalsToDoubles(
  unscaled: Uint8Array,
  width: number,
  scale: number,
  doubles: Float64Array,
): void {
  const words = new Int32Array(unscaled.buffer, unscaled.byteOffset, unscaled.byteLength / 4);
  const wordsPerValue = width / 4;
  const power = Number(`1e${Math.abs(scale)}`);
  const isExact = Math.abs(scale) <= largestExactPower;
  for (let index = 0; index < doubles.length; index += 1) {
    const small = smallInteger(words, index * wordsPerValue, wordsPerValue);
    // Of two doubles that are exact, IEEE's quotient and product are the nearest ones.
    if (small !== null && isExact) doubles[index] = scale >= 0 ? small / power : small * power;
    else doubles[index] = nearestDouble(bigInteger(words, index * wordsPerValue, wordsPerValue), scale);
  }
}

/** 10²² is the last power of ten that a double holds: 5²² < 2⁵³. */
const largestExactPower = 22;

/** @returns the integer, or null if a double may not hold it */
function smallInteger(words: Int32Array, first: number, count: number): number | null {
  const low = words[first] ?? 0;
  if (count === 1) return low;
  const high = words[first + 1] ?? 0;
  for (let index = first + 2; index < first + count; index += 1) {
    if (words[index] !== high >> 31) return null;
  }
  const value = high * 2 ** 32 + (low >>> 0);
  // 2⁵³ + 1 comes out as 2⁵³.
  return Math.abs(value) < 2 ** 53 ? value : null;
}

function bigInteger(words: Int32Array, first: number, count: number): bigint {
  let value = BigInt(words[first + count - 1] ?? 0);
  for (let index = first + count - 2; index >= first; index -= 1) {
    value = (value << 32n) | BigInt((words[index] ?? 0) >>> 0);
  }
  return value;
}

/** @returns unscaled · 10^−scale, correctly rounded */
export function nearestDouble(unscaled: bigint, scale: number): number {
  const magnitude = unscaled < 0n ? -unscaled : unscaled;
  const power = 10n ** BigInt(Math.abs(scale));
  const nearest = scale >= 0 ? nearestQuotient(magnitude, power) : nearestQuotient(magnitude * power, 1n);
  return unscaled < 0n ? -nearest : nearest;
}

const significandBits = 53;
const smallestExponent = -1074;

/** Long division in binary: 53 bits of the quotient, or fewer where doubles are subnormal, and whether any are left. */
function nearestQuotient(numerator: bigint, denominator: bigint): number {
  if (numerator === 0n) return 0;
  const guess = bitLength(numerator) - bitLength(denominator) - significandBits;
  const exponent = Math.max(guess, smallestExponent);
  const [n, d] =
    exponent >= 0
      ? [numerator, denominator << BigInt(exponent)]
      : [numerator << BigInt(-exponent), denominator];
  const rounded = roundedQuotient(n, d);
  // With a bit too many, one has to be rounded away once more, from the exact quotient.
  if (rounded < 2n ** 53n) return scaled(rounded, exponent);
  return scaled(roundedQuotient(n, d << 1n), exponent + 1);
}

function roundedQuotient(numerator: bigint, denominator: bigint): bigint {
  const quotient = numerator / denominator;
  const twice = (numerator - quotient * denominator) * 2n;
  const isUp = twice > denominator || (twice === denominator && (quotient & 1n) === 1n);
  return isUp ? quotient + 1n : quotient;
}

function bitLength(value: bigint): number {
  return value.toString(2).length;
}

/** In two steps, because 2^exponent alone may be out of range. The integer has 53 bits at most: nothing is rounded. */
function scaled(integer: bigint, exponent: number): number {
  const half = Math.trunc(exponent / 2);
  return Number(integer) * 2 ** half * 2 ** (exponent - half);
}
