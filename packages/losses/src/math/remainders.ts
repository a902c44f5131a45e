// What is left of ln(1 + x) and e^x when the first terms of their series are taken away, without cancellation.
import { expm1 } from './expm1.ts';
import { log1p } from './log.ts';

/** 1/(2k + 3) from the highest power on: of atanh s = s + s³·(1/3 + s²/5 + …). */
const ATANH = [
  1 / 29,
  1 / 27,
  1 / 25,
  1 / 23,
  1 / 21,
  1 / 19,
  1 / 17,
  1 / 15,
  1 / 13,
  1 / 11,
  1 / 9,
  1 / 7,
  1 / 5,
  1 / 3,
];

/**
 * ln(1 + x) − x, never above 0.
 * @returns the difference to 4 ulp; −∞ for −1 and ∞, NaN below −1
 * Near 0, with s = x/(2 + x), it is s·(−x + 2s²·(1/3 + s²/5 + …)).
 */
export function log1pmx(x: number): number {
  if (x === Infinity) return -x;
  if (!(x >= -0.4 && x <= 0.7)) return log1p(x) - x;
  const s = x / (2 + x);
  const square = s * s;
  let series = 0;
  for (const coefficient of ATANH) series = series * square + coefficient;
  return s * (2 * square * series - x);
}

/** 1/k! from 1/18! to 1/2!. */
const FACTORIALS = /* @__PURE__ */ inverseFactorials();

function inverseFactorials(): readonly number[] {
  const inverses: number[] = [];
  let factorial = 1;
  for (let k = 2; k <= 18; k++) {
    factorial *= k;
    inverses.unshift(1 / factorial);
  }
  return inverses;
}

/**
 * e^x − 1 − x, never below 0.
 * @returns the difference to 4 ulp
 */
export function expm1mx(x: number): number {
  if (!(x >= -1 && x <= 1)) return Math.abs(x) === Infinity ? Infinity : expm1(x) - x;
  let series = 0;
  for (const coefficient of FACTORIALS) series = series * x + coefficient;
  return x * x * series;
}
