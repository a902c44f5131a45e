const bits = new BigInt64Array(1);
const double = new Float64Array(bits.buffer);

/** The double's place among all doubles in order: neighbours differ by 1. */
function place(x: number): bigint {
  double[0] = x;
  const word = bits[0] ?? 0n;
  return word < 0n ? -(word & 0x7fffffffffffffffn) : word;
}

/** How many doubles lie between the two; ∞ if either is NaN. */
export function ulpDistance(a: number, b: number): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return Infinity;
  const distance = place(a) - place(b);
  return Number(distance < 0n ? -distance : distance);
}
