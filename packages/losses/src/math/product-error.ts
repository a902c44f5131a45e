/** 2²⁷ + 1: splits a double into halves of 26 bits. */
const SPLITTER = 134_217_729;

/**
 * What rounding took from a·b.
 * @param a, b     below 2⁹⁹⁵ in magnitude, or the splitting overflows
 * @param product  fl(a·b)
 * @returns        a·b − product, exact unless it is subnormal
 * Source: Dekker 1971, doi:10.1007/BF01397083
 */
export function productError(a: number, b: number, product: number): number {
  const aSplit = a * SPLITTER;
  const bSplit = b * SPLITTER;
  const aHigh = aSplit - (aSplit - a);
  const bHigh = bSplit - (bSplit - b);
  const aLow = a - aHigh;
  const bLow = b - bHigh;
  return aLow * bLow - (product - aHigh * bHigh - aLow * bHigh - aHigh * bLow);
}
