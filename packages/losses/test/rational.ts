const bits = new BigUint64Array(1);
const double = new Float64Array(bits.buffer);

/** A finite double as a whole number of 2⁻¹⁰⁷⁴: exact. */
export function fixed(x: number): bigint {
  double[0] = x;
  const word = bits[0] ?? 0n;
  const field = (word >> 52n) & 0x7ffn;
  const fraction = word & 0xfffffffffffffn;
  const size = field === 0n ? fraction : (fraction | 0x10000000000000n) << (field - 1n);
  return word >> 63n === 1n ? -size : size;
}

/** The double nearest to numerator/denominator, but for rounding twice at 2⁻²⁰⁰. */
export function ratio(numerator: bigint, denominator: bigint): number {
  if (denominator < 0n) return ratio(-numerator, -denominator);
  const negative = numerator < 0n;
  const size = negative ? -numerator : numerator;
  if (size === 0n) return 0;
  // So many bits that the quotient has 200 of them.
  const shift = BigInt(200 - (bitLength(size) - bitLength(denominator)));
  const quotient = shift >= 0n ? (size << shift) / denominator : size / (denominator << -shift);
  const value = scaled(quotient, -Number(shift));
  return negative ? -value : value;
}

/** The double nearest to √(numerator/denominator). */
export function rootOfRatio(numerator: bigint, denominator: bigint): number {
  if (numerator === 0n) return 0;
  let shift = BigInt(400 - (bitLength(numerator) - bitLength(denominator)));
  if (shift % 2n !== 0n) shift += 1n;
  const quotient = shift >= 0n ? (numerator << shift) / denominator : numerator / (denominator << -shift);
  return scaled(root(quotient), -Number(shift / 2n));
}

function bitLength(x: bigint): number {
  return x.toString(2).length;
}

/** ⌊√x⌋ by Newton's method. */
function root(x: bigint): bigint {
  let guess = 1n << BigInt(Math.ceil(bitLength(x) / 2));
  for (;;) {
    const next = (guess + x / guess) >> 1n;
    if (next >= guess) return guess;
    guess = next;
  }
}

/** x · 2^exponent, rounded to nearest once from the leading 64 bits with the rest as a sticky bit. */
function scaled(x: bigint, exponent: number): number {
  const excess = Math.max(0, bitLength(x) - 64);
  const top = x >> BigInt(excess);
  const sticky = top << BigInt(excess) === x ? 0n : 1n;
  let [value, power] = [Number(top | sticky), exponent + excess];
  for (; power < -1000; power += 1000) value *= 2 ** -1000;
  for (; power > 900; power -= 900) value *= 2 ** 900;
  return value * 2 ** power;
}
