/** a·b − product, exactly, from halves of 26 bits; for |a|, |b| < 2⁹⁹⁶. Source: Veltkamp 1968; Dekker 1971. */
export function productError(a: number, b: number, product: number): number {
  const aHigh = upperHalf(a);
  const bHigh = upperHalf(b);
  const aLow = a - aHigh;
  const bLow = b - bHigh;
  return aHigh * bHigh - product + aHigh * bLow + aLow * bHigh + aLow * bLow;
}

function upperHalf(x: number): number {
  const far = x * 134_217_729;
  return far - (far - x);
}
