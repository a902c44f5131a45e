import { describe, expect, it } from 'vitest';
import {
  brierSkill,
  concordance,
  explainedVariance,
  maxError,
  pearson,
  r2,
  rmse,
  rse,
  wape,
} from '@offmark/losses';
import { Random } from './math/random.ts';
import { fixed, ratio, rootOfRatio } from './rational.ts';
import { ulpDistance } from './ulp.ts';

interface Rows {
  readonly target: readonly number[];
  readonly prediction: readonly number[];
  readonly weights?: readonly number[];
}

/** Exact sums of a dataset, in units of 2⁻¹⁰⁷⁴ to the power of each. */
function exactSums({ target, prediction, weights }: Rows) {
  const sums = { w: 0n, y: 0n, p: 0n, yy: 0n, yp: 0n, pp: 0n, size: 0n, error: 0n };
  for (const [i, x] of target.entries()) {
    const [w, y, p] = [fixed(weights?.[i] ?? 1), fixed(x), fixed(prediction[i] ?? 0)];
    sums.w += w;
    sums.y += w * y;
    sums.p += w * p;
    sums.yy += w * y * y;
    sums.yp += w * y * p;
    sums.pp += w * p * p;
    sums.size += w * (y < 0n ? -y : y);
    sums.error += w * (p < y ? y - p : p - y);
  }
  return sums;
}

/** Moments times Σw, so that all are whole numbers. */
function exactMoments(rows: Rows) {
  const { w, y, p, yy, yp, pp } = exactSums(rows);
  const [varY, cov, varP] = [w * yy - y * y, w * yp - y * p, w * pp - p * p];
  const squares = w * (pp - 2n * yp + yy);
  return { varY, cov, varP, squares, varE: varP - 2n * cov + varY, offset: (y - p) * (y - p) };
}

const oracles = {
  r2: (rows: Rows) => {
    const { varY, squares } = exactMoments(rows);
    return ratio(varY - squares, varY);
  },
  'explained-variance': (rows: Rows) => {
    const { varY, varE } = exactMoments(rows);
    return ratio(varY - varE, varY);
  },
  rse: (rows: Rows) => {
    const { varY, squares } = exactMoments(rows);
    return ratio(squares, varY);
  },
  pearson: (rows: Rows) => {
    const { varY, cov, varP } = exactMoments(rows);
    return Math.sign(ratio(cov, varY)) * rootOfRatio(cov * cov, varY * varP);
  },
  concordance: (rows: Rows) => {
    const { varY, cov, varP, offset } = exactMoments(rows);
    return ratio(2n * cov, varY + varP + offset);
  },
  wape: (rows: Rows) => {
    const { error, size } = exactSums(rows);
    return ratio(error, size);
  },
  rmse: (rows: Rows) => {
    const { w, yy, yp, pp } = exactSums(rows);
    // Squares are in units of 2⁻²¹⁴⁸, the root's in 2⁻¹⁰⁷⁴.
    return rootOfRatio(yy - 2n * yp + pp, w << 2148n);
  },
} as const;

const measures = { r2, 'explained-variance': explainedVariance, rse, pearson, concordance, wape, rmse };

const seeded = new Random(20);
const random = (): number => seeded.unit();
const normal = (): number => random() + random() + random() - 1.5;
const list = (length: number, next: (i: number) => number): number[] =>
  Array.from({ length }, (_, i) => next(i));

const data: Readonly<Record<string, Rows>> = {
  'a few rows': { target: list(9, normal), prediction: list(9, normal) },
  'weighted rows': {
    target: list(50, normal),
    prediction: list(50, normal),
    weights: list(50, () => random() * 3 + 0.01),
  },
  'an offset of 1e12': {
    target: list(3000, () => 1e12 + 100 * normal()),
    prediction: list(3000, () => 1e12 + 100 * normal()),
  },
  'an offset of −1e15, a spread of a few ulp': {
    target: list(300, () => -1e15 + normal()),
    prediction: list(300, () => -1e15 + normal()),
  },
  'a first row far from all others': {
    target: [0, ...list(500, () => 1e9 + normal())],
    prediction: [0, ...list(500, () => 1e9 + normal())],
  },
  'predictions near their targets': (() => {
    const target = list(500, () => 1e6 + normal());
    return { target, prediction: target.map((y) => y + normal() * 1e-9) };
  })(),
  'r2 near 0': (() => {
    const target = list(400, normal);
    return { target, prediction: target.map((y, i) => (i % 2 === 0 ? y * 2 : normal() * 1e-3)) };
  })(),
  'small predictions of large targets': {
    target: list(200, () => 1e8 * normal()),
    prediction: list(200, () => 1e3 * normal()),
  },
  'more rows than a chunk': {
    target: list(70_000, (i) => 1e12 + (i % 97) + normal()),
    prediction: list(70_000, (i) => 1e12 + (i % 97) + normal()),
  },
  'sizes from 1e-100 to 1e100': {
    target: list(60, () => normal() * 10 ** (200 * random() - 100)),
    prediction: list(60, () => normal() * 10 ** (200 * random() - 100)),
    weights: list(60, () => 10 ** (20 * random() - 10)),
  },
};

describe.each(Object.entries(data))('%s', (_name, rows) => {
  it.each(Object.entries(measures))('%s is within 4 ulp of the exact value', (name, measure) => {
    const options = rows.weights === undefined ? {} : { weights: rows.weights };
    const { value } = measure.evaluate(rows.target, rows.prediction, options);
    const exact = oracles[name as keyof typeof oracles](rows);
    expect(ulpDistance(value ?? NaN, exact)).toBeLessThanOrEqual(4);
    const exactly = measure.evaluate(rows.target, rows.prediction, { ...options, sum: 'exact' });
    // The error of a row is a double to rmse and wape; the others see it whole.
    const most = name === 'rmse' || name === 'wape' ? 4 : 2;
    expect(ulpDistance(exactly.value ?? NaN, exact)).toBeLessThanOrEqual(most);
  });
});

describe('rmse', () => {
  it.each([1e200, 1e-200, 1e300, 5e-320])('neither overflows nor vanishes at %s', (size) => {
    const value = rmse.evaluate([0, 0], [3 * size, 4 * size]).value ?? NaN;
    expect(ulpDistance(value, Math.sqrt(12.5) * size)).toBeLessThanOrEqual(2);
    const exactly = rmse.evaluate([0, 0], [3 * size, 4 * size], { sum: 'exact' }).value ?? NaN;
    expect(ulpDistance(exactly, Math.sqrt(12.5) * size)).toBeLessThanOrEqual(2);
  });

  it('adds squares of very different sizes', () => {
    expect(rmse.evaluate([0, 0], [3e200, 1e-200]).value).toBe(rmse.evaluate([0, 0], [3e200, 0]).value);
    expect(rmse.evaluate([0, 0, 0], [0, 0, 0]).value).toBe(0);
  });
});

it('says so where squares outgrow doubles, in a chunk or between chunks', () => {
  const overflow = { value: null, state: 'overflow' };
  expect(r2.evaluate([0, 1e200], [0, 1])).toEqual(overflow);
  const far = r2.accumulator().add([0, 1], [0, 1]);
  expect(far.merge(r2.accumulator().add([1e200, 1e200], [1e200, 1e200])).result).toEqual(overflow);
});

it('brier-skill is r2 of the labels', () => {
  const target = [0, 1, 1, 0, 1];
  const prediction = [0.1, 0.8, 0.6, 0.3, 0.9];
  expect(brierSkill.evaluate(target, prediction).value).toBe(r2.evaluate(target, prediction).value);
});

it('max-error is the largest, whatever the weights above 0', () => {
  expect(maxError.evaluate([1, 2, 3], [1.5, 0, 9], { weights: [1, 0.001, 0] }).value).toBe(2);
});

describe('a constant target', () => {
  const constant = [0.1, 0.1, 0.1];

  it('gives r2 and explained variance 1 or 0, as scikit-learn', () => {
    expect(r2.evaluate(constant, constant)).toMatchObject({ value: 1, state: 'ok' });
    expect(r2.evaluate(constant, [0.1, 0.1, 0.2])).toMatchObject({ value: 0, state: 'ok' });
    expect(explainedVariance.evaluate(constant, [0.5, 0.5, 0.5])).toMatchObject({ value: 1 });
    expect(explainedVariance.evaluate(constant, [0.5, 0.5, 0.6])).toMatchObject({ value: 0 });
  });

  it('gives no value where the formula has none, and says why', () => {
    const none = { value: null, state: 'undefined', reason: 'the target is constant' };
    expect(rse.evaluate(constant, [1, 2, 3])).toEqual(none);
    expect(pearson.evaluate(constant, [1, 2, 3])).toEqual(none);
    expect(brierSkill.evaluate([1, 1], [0.5, 0.7])).toMatchObject({ value: null, state: 'undefined' });
  });

  it('is told from one that is nearly so', () => {
    const target = [1, 1 + 2 ** -52, 1];
    expect(r2.evaluate(target, target).reason).toBeUndefined();
    expect(r2.evaluate(target, [1, 1, 1]).value).toBeCloseTo(-0.5, 12);
  });
});
