/** mantissa · 2^exponent. */
export interface Binary {
  readonly mantissa: bigint;
  readonly exponent: number;
}

/** In units of 2⁹⁷⁰: half way from the largest double to 2¹⁰²⁴, where rounding overflows. */
const OVERFLOW = (1n << 54n) - 1n;

const view = new DataView(new ArrayBuffer(8));

function bitsOf(x: number): bigint {
  view.setFloat64(0, x);
  return view.getBigUint64(0);
}

export function doubleOf(bits: bigint): number {
  view.setBigUint64(0, bits);
  return view.getFloat64(0);
}

/** The neighbour of a positive double, some ulps away. */
export function ulpsAbove(x: number, ulps: number): number {
  return doubleOf(bitsOf(x) + BigInt(ulps));
}

export function binaryOf(x: number): Binary {
  const bits = bitsOf(x);
  const field = Number((bits >> 52n) & 0x7ffn);
  if (field === 0x7ff) throw new RangeError(`${x} is not finite`);
  const fraction = bits & 0xfffffffffffffn;
  const magnitude = field === 0 ? fraction : fraction | 0x10000000000000n;
  return { mantissa: bits >> 63n === 0n ? magnitude : -magnitude, exponent: Math.max(field, 1) - 1075 };
}

export function bitLength(magnitude: bigint): number {
  if (magnitude === 0n) return 0;
  const digits = magnitude.toString(16);
  return 4 * digits.length - (Math.clz32(Number.parseInt(digits.charAt(0), 16)) - 28);
}

export function absolute(x: bigint): bigint {
  return x < 0n ? -x : x;
}

/** The mantissa in units of 2^exponent, rounded down if it has more bits. */
export function shifted({ mantissa, exponent }: Binary, toExponent: number): bigint {
  const by = exponent - toExponent;
  return by >= 0 ? mantissa << BigInt(by) : mantissa >> BigInt(-by);
}

export function sumOf(a: Binary, b: Binary): Binary {
  const exponent = Math.min(a.exponent, b.exponent);
  return { mantissa: shifted(a, exponent) + shifted(b, exponent), exponent };
}

/** log₂ of an ulp of a double that has the size of `exact`. */
function ulpExponent(exact: Binary): number {
  return Math.max(bitLength(absolute(exact.mantissa)) + exact.exponent - 53, -1074);
}

/** |x − exact| in ulps. An infinite x is right from the point on where rounding overflows. */
export function ulpError(x: number, exact: Binary): number {
  if (Number.isNaN(x)) return Infinity;
  if (!Number.isFinite(x)) return shifted(exact, 970) * BigInt(Math.sign(x)) >= OVERFLOW ? 0 : Infinity;
  const ulp = ulpExponent(exact);
  const given = binaryOf(x);
  const exponent = Math.min(given.exponent, exact.exponent, ulp);
  const error = absolute(shifted(given, exponent) - shifted(exact, exponent));
  return Number((error << 20n) >> BigInt(ulp - exponent)) / 2 ** 20;
}
