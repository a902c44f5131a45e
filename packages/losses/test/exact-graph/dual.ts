// Dual numbers of more than 300 bits: a value, and its derivative by forward differentiation.
import { type Real, big, minus, plus, signOf, times, toDouble } from '../math/big-float.ts';
import type { Binary } from '../math/exact.ts';

/** What a node of a graph holds for one row, or for one class of it. */
export interface Dual {
  readonly value: Binary;
  readonly tangent: Binary;
  /** The tangent with every product of derivatives taken by its size: what its rounding errors are measured by. */
  readonly size: number;
  /** To first order, how far doubles may be off, in units of 2⁻⁵³, if each operation is right to one unit. */
  readonly error: number;
  /** How far the tangent may be off because derivatives are taken at rounded numbers, in the same units. */
  readonly drift: number;
}

/** A number that is given, and moves at that speed. */
export function given(value: Real, speed: number = 0): Dual {
  return { value: big(value), tangent: big(speed), size: Math.abs(speed), error: 0, drift: 0 };
}

/**
 * One input of a function: the derivative with respect to it, asked for only where the input moves or is rounded, and
 * how far it may be off in units of 2⁻⁵³ beside its own rounding, where doubles take it at a rounded number.
 */
export type Part = readonly [derivative: () => Real, input: Dual, off?: number | undefined];

/** A function's value, and how it changes with its inputs: the chain rule. */
export function dual(value: Real, ...parts: readonly Part[]): Dual {
  let tangent = big(0);
  let [size, drift, error] = [0, 0, Math.abs(toDouble(big(value)))];
  for (const [derivative, input, off = 0] of parts) {
    if (input.size === 0 && input.error === 0) continue;
    const slope = big(derivative());
    tangent = plus(tangent, times(slope, input.tangent));
    const steepness = Math.abs(toDouble(slope));
    size += steepness * input.size;
    drift += steepness * input.drift + off * input.size;
    error += steepness * input.error;
  }
  return { value: big(value), tangent, size, error, drift };
}

export const number = ({ value }: Dual): number => toDouble(value);
export const isLess = (a: Dual, b: Dual): boolean => signOf(minus(a.value, b.value)) < 0;
export const isPositive = ({ value }: Dual): boolean => signOf(value) > 0;
export const isZero = ({ value }: Dual): boolean => signOf(value) === 0;
