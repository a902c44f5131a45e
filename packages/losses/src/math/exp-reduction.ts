import { STEPS_PER_UNIT } from './exp-table.ts';

/** 1.5·2⁵²: adding and subtracting it rounds to an integer, ties to even, in two IEEE operations. */
const ROUNDER = 6_755_399_441_055_744;

/** The number of steps of (ln 2)/256 that is nearest to x. */
export function nearestStep(x: number): number {
  return x * STEPS_PER_UNIT + ROUNDER - ROUNDER;
}

/** e^r − 1 − r for |r| ≤ (ln 2)/512, in a fixed order of operations. */
export function expTail(r: number): number {
  const square = r * r;
  const first = 0.5 + r * (1 / 6);
  const second = 1 / 24 + r * (1 / 120);
  return square * (first + square * second);
}
