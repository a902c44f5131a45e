import { log, log1p } from './log.ts';
import { pow } from './pow.ts';
import { expm1mx, log1pmx } from './remainders.ts';

/** Beyond this ratio, or its inverse, the smaller of two numbers is nothing beside the larger. */
const FAR = 2 ** 500;

/**
 * x·ln(x/y) − x + y: the term of the generalised Kullback-Leibler divergence, and half the unit deviance of Poisson.
 * @param x, y  at least 0
 * @returns     the divergence to 8 ulp, never below 0; y for x = 0, ∞ for y = 0 < x, NaN below 0
 * As x·(t − ln(1 + t)) with t = (y − x)/x it keeps its digits where x and y are all but equal.
 */
export function klDiv(x: number, y: number): number {
  if (!(x >= 0 && y >= 0)) return NaN;
  if (x === 0) return y;
  if (y === 0) return Infinity;
  const t = (y - x) / x;
  if (t >= -0.5 && t < FAR) return 0 - x * log1pmx(t);
  const ratio = y / x;
  const logarithm = ratio > 1 / FAR && t < FAR ? log(ratio) : log(y) - log(x);
  return y - x - x * logarithm;
}

/**
 * ½·(x·ln(x/m) + y·ln(y/m)) with m = (x + y)/2: the term of the Jensen-Shannon divergence.
 * @param x, y  at least 0
 * @returns     the divergence to 10 ulp, never below 0, nor above (x + y)·½·ln 2 but for rounding
 */
export function jsDiv(x: number, y: number): number {
  if (!(x >= 0 && y >= 0)) return NaN;
  return 0.5 * divergenceFromMiddle(x, y) + 0.5 * divergenceFromMiddle(y, x);
}

/** x·ln(x/m) − x + m with m = (x + y)/2, which is not rounded. */
function divergenceFromMiddle(x: number, y: number): number {
  const t = (y - x) / (2 * x);
  return t < FAR ? 0 - x * log1pmx(t) : 0.5 * (y - x);
}

/**
 * The unit deviance of the Tweedie family: 2·(max(y, 0)^(2−p)/((1−p)(2−p)) − y·μ^(1−p)/(1−p) + μ^(2−p)/(2−p)), and its
 * limits for p = 1 (Poisson) and 2 (gamma).
 * @param y   the observation: ≥ 0 for 1 ≤ p < 2, > 0 for p ≥ 2, any for p ≤ 0
 * @param mu  the mean, > 0 unless p = 0
 * @param p   the power, not between 0 and 1
 * @returns   the deviance, never below 0, to 16 ulp for p ≤ 0, 1, 2 and 3; between the integers up to
 *            16/min(|1 − p|, |2 − p|)
 * Source: Jørgensen 1987, doi:10.1111/j.2517-6161.1987.tb01685.x
 */
export function unitDeviance(y: number, mu: number, p: number): number {
  if (p === 0) return (y - mu) * (y - mu);
  if (p === 1) return 2 * klDiv(y, mu);
  if (p === 2) return 2 * (klDiv(mu, y) / mu);
  const a = 2 - p;
  const scale = pow(mu, a);
  if (y === 0) return a > 0 ? (2 * scale) / a : Infinity;
  if (y < 0) return p > 0 ? NaN : 2 * (scale / a - (y * pow(mu, a - 1)) / (a - 1));
  // 0 is added so that it is never −0.
  return 0 + (2 * scale * powerBeyondTangent(y, mu, a)) / (a * (a - 1));
}

/** r^a − 1 − a·(r − 1) for r = y/μ: how far a power lies from its tangent at 1. */
function powerBeyondTangent(y: number, mu: number, a: number): number {
  const t = (y - mu) / mu;
  if (t < -0.9 || t > 2) return pow(y / mu, a) - 1 - a * t;
  if (Math.abs(t) <= 0.5) return expm1mx(a * log1p(t)) + a * log1pmx(t);
  const logarithm = log(y / mu);
  return expm1mx(a * logarithm) + a * (logarithm - t);
}
