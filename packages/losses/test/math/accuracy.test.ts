import { describe, expect, test } from 'vitest';
import { exp, expm1, log, log1p, logOfSum, stepPower } from '../../src/math/index.ts';
import { type Binary, ulpError } from './exact.ts';
import {
  expInputs,
  expm1Inputs,
  log1pInputs,
  logInputs,
  logOfSumInputs,
  stepPowerInputs,
  subnormalExpInputs,
} from './hard-inputs.ts';
import { exactExp, exactExpm1, exactLog, exactLog1p, exactLogOfSum } from './oracle.ts';

interface Worst {
  readonly count: number;
  readonly ulps: number;
  readonly at: unknown;
}

function worstOf<X>(inputs: readonly X[], f: (x: X) => number, exact: (x: X) => Binary): Worst {
  let [ulps, at]: [number, unknown] = [0, undefined];
  for (const x of inputs) {
    const error = ulpError(f(x), exact(x));
    if (error > ulps) [ulps, at] = [error, x];
  }
  return { count: inputs.length, ulps, at };
}

describe('error in ulps against big-integer arithmetic', () => {
  test('log', () => {
    const worst = worstOf(logInputs(1), log, exactLog);
    expect(worst.count).toBeGreaterThan(20_000);
    expect(worst.ulps, `at ${String(worst.at)}`).toBeLessThan(0.505);
  });

  test('log1p', () => {
    const worst = worstOf(log1pInputs(2), log1p, exactLog1p);
    expect(worst.count).toBeGreaterThan(20_000);
    expect(worst.ulps, `at ${String(worst.at)}`).toBeLessThan(0.505);
  });

  test('logOfSum', () => {
    const worst = worstOf(
      logOfSumInputs(3),
      ([high, low]) => logOfSum(high, low),
      ([high, low]) => exactLogOfSum(high, low),
    );
    expect(worst.count).toBeGreaterThan(20_000);
    expect(worst.ulps, `at ${String(worst.at)}`).toBeLessThan(0.505);
  });

  test('exp', () => {
    const worst = worstOf(expInputs(4), exp, exactExp);
    expect(worst.count).toBeGreaterThan(20_000);
    expect(worst.ulps, `at ${String(worst.at)}`).toBeLessThan(0.505);
  });

  test('exp where it is subnormal: rounded once', () => {
    const worst = worstOf(subnormalExpInputs(5), exp, exactExp);
    expect(worst.ulps, `at ${String(worst.at)}`).toBeLessThan(0.505);
  });

  test('stepPower', () => {
    const worst = worstOf(stepPowerInputs(7), stepPower, exactExp);
    expect(worst.count).toBeGreaterThan(20_000);
    expect(worst.ulps, `at ${String(worst.at)}`).toBeLessThan(2.4);
  });

  test('expm1', () => {
    const worst = worstOf(expm1Inputs(6), expm1, exactExpm1);
    expect(worst.count).toBeGreaterThan(20_000);
    expect(worst.ulps, `at ${String(worst.at)}`).toBeLessThan(0.55);
  });
});
