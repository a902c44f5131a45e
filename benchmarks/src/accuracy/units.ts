/** Numbers here are multiples of 2⁻¹⁰⁰ below 2⁹⁰⁰, so that whole numbers of this unit say them exactly. */
const unitBits = 100;

/** @throws RangeError from BigInt if x is no multiple of 2⁻¹⁰⁰ */
export function unitsOf(x: number): bigint {
  return BigInt(x * 2 ** unitBits);
}

/** The nearest double. */
export function numberOf(units: bigint): number {
  return Number(units) / 2 ** unitBits;
}

const absolute = (units: bigint): bigint => (units < 0n ? -units : units);

/** |part| / |whole|, to a double's precision. */
export function ratioOf(part: bigint, whole: bigint): number {
  return Number((absolute(part) << 400n) / absolute(whole)) / 2 ** 400;
}
