import { expm1 } from './expm1.ts';
import { log1p } from './log.ts';

/** From here on e^−2x is below half an ulp of 1. */
const FAR = 20;

/**
 * The hyperbolic tangent.
 * @returns the tangent to 2 ulp; ±0 for ±0, ±1 far out
 */
export function tanh(x: number): number {
  const magnitude = Math.abs(x);
  if (magnitude > FAR) return x > 0 ? 1 : -1;
  const power = expm1(2 * magnitude);
  const tangent = power / (power + 2);
  return x < 0 ? -tangent : x === 0 ? x : tangent;
}

/**
 * ln cosh x, also where cosh x would overflow, or differ from 1 by less than an ulp.
 * @returns the logarithm to 4 ulp
 * With E = e^|x| − 1 it is ln(1 + E²/(2(1 + E))).
 */
export function logCosh(x: number): number {
  const magnitude = Math.abs(x);
  if (magnitude > FAR) return magnitude - Math.LN2;
  const power = expm1(magnitude);
  return log1p((0.5 * power * power) / (1 + power));
}
