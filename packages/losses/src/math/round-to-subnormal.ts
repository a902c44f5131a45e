const SMALLEST_NORMAL = 2.2250738585072014e-308;

/**
 * (high + low) · 2⁻¹⁰²², rounded once, for high ≥ 0 and a much smaller low. Below 1 the bits are cut where those of
 * a subnormal number end, by adding 1: a sum between 1 and 2 ends there.
 */
export function roundToSubnormal(high: number, low: number): number {
  if (high + low >= 1) return (high + low) * SMALLEST_NORMAL;
  const sum = 1 + high;
  return (sum + (high - (sum - 1) + low) - 1) * SMALLEST_NORMAL;
}
