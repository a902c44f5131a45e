import { LGAMMA_AT_TWO } from './gamma-table.ts';
import { log, log1p } from './log.ts';

/** ½·ln(2π). */
const HALF_LN_TWO_PI = 0.918_938_533_204_672_7;

/** B₂ₖ/(2k(2k − 1)) from k = 8 to 1: Stirling's series. */
const STIRLING = [-3617 / 122_400, 1 / 156, -691 / 360_360, 1 / 1188, -1 / 1680, 1 / 1260, -1 / 360, 1 / 12];
/** B₂ₖ/2k likewise, of the digamma function. */
const DIGAMMA = [-3617 / 8160, 1 / 12, -691 / 32_760, 1 / 132, -1 / 240, 1 / 252, -1 / 120, 1 / 12];

/** From here on the series ends below the last bit. */
const FAR = 10;

function inverseSquares(coefficients: readonly number[], x: number): number {
  const square = 1 / (x * x);
  let series = 0;
  for (const coefficient of coefficients) series = series * square + coefficient;
  return series;
}

/** ln Γ(2 + z) for |z| ≤ ½, by Taylor's series. */
function atTwo(z: number): number {
  let series = 0;
  for (const coefficient of LGAMMA_AT_TWO) series = series * z + coefficient;
  return z * series;
}

/**
 * ln Γ(x).
 * @param x  above 0
 * @returns  the logarithm to 8 ulp; exactly 0 at 1 and 2, ∞ for 0 and ∞, NaN below 0
 * Source: Abramowitz, Stegun 1964, 6.1.33 and 6.1.41
 */
export function lgamma(x: number): number {
  if (!(x > 0)) return x === 0 ? Infinity : NaN;
  if (x >= FAR)
    return x === Infinity
      ? x
      : (x - 0.5) * (log(x) - 1) + (HALF_LN_TWO_PI - 0.5 + inverseSquares(STIRLING, x) / x);
  if (x < 0.5) return atTwo(x) - log1p(x) - log(x);
  if (x < 1.5) return atTwo(x - 1) - log1p(x - 1);
  let product = 1;
  let rest = x;
  while (rest > 2.5) {
    rest -= 1;
    product *= rest;
  }
  return atTwo(rest - 2) + log(product);
}

/**
 * The derivative of ln Γ(x).
 * @param x  above 0
 * @returns  the derivative, to 2⁻⁴⁹ times the larger of 1 and itself; −∞ for 0, NaN below
 * Source: Abramowitz, Stegun 1964, 6.3.5 and 6.3.18
 */
export function digamma(x: number): number {
  if (!(x > 0)) return x === 0 ? -Infinity : NaN;
  if (x === Infinity) return x;
  let shifted = x;
  let inverses = 0;
  for (; shifted < FAR; shifted += 1) inverses += 1 / shifted;
  const series = inverseSquares(DIGAMMA, shifted) / (shifted * shifted);
  return log(shifted) - 0.5 / shifted - series - inverses;
}
