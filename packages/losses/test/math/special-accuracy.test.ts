import { describe, expect, test } from 'vitest';
import {
  digamma,
  expm1mx,
  hypot,
  jsDiv,
  klDiv,
  lgamma,
  log1pDifference,
  log1pmx,
  logCosh,
  pow,
  tanh,
  unitDeviance,
} from '../../src/math/index.ts';
import { minus } from './big-float.ts';
import { type Binary, shifted, ulpError, ulpsAbove } from './exact.ts';
import { Random, repeated } from './random.ts';
import {
  exactDigamma,
  exactExpm1mx,
  exactHypot,
  exactJsDiv,
  exactKlDiv,
  exactLgamma,
  exactLog1pDifference,
  exactLog1pmx,
  exactLogCosh,
  exactPow,
  exactTanh,
  exactUnitDeviance,
} from './special-oracle.ts';

type Inputs = readonly number[];

interface Claim {
  readonly name: string;
  readonly f: (...inputs: number[]) => number;
  readonly exact: (...inputs: number[]) => Binary;
  readonly inputs: readonly Inputs[];
  /** In ulps of the exact value. */
  readonly bound: number;
}

const random = new Random(11);
const many = 3000;
const magnitudes = (exponents: number): Inputs[] =>
  repeated(many, () => [random.sign() * random.scaled(exponents)]);
const between = (low: number, high: number): Inputs[] => repeated(many, () => [random.between(low, high)]);
/** Positive pairs that are near, some binades apart, or anything. */
const pairs: readonly Inputs[] = [
  ...repeated(many, () => {
    const x = random.between(0.1, 100);
    return [x, x * (1 + random.sign() * random.scaled(45))];
  }),
  ...repeated(many, () => [random.between(0, 10), random.between(0, 10)]),
  ...repeated(many, () => [random.scaled(60), random.scaled(60) * 2 ** random.whole(60)]),
  ...repeated(300, () => [2 ** (random.between(-250, 250) | 0), 2 ** (random.between(-250, 250) | 0)]),
  ...repeated(300, (k) => [ulpsAbove(1.5, k), 1.5]),
].filter(([x = 0, y = 0]) => x > 0 && y > 0 && x !== y);
/** The sizes beyond which a deviance of power −1 or 3 would overflow are left out. */
const moderate = pairs.filter((pair) => pair.every((x) => x > 2 ** -100 && x < 2 ** 100));

const claims: readonly Claim[] = [
  { name: 'tanh', f: tanh, exact: exactTanh, inputs: [...magnitudes(60), ...between(-21, 21)], bound: 2 },
  {
    name: 'logCosh',
    f: logCosh,
    exact: exactLogCosh,
    inputs: [...magnitudes(60), ...between(-25, 25), ...between(-700, 700)],
    bound: 4,
  },
  {
    name: 'log1pmx',
    f: log1pmx,
    exact: exactLog1pmx,
    inputs: [...magnitudes(90), ...between(-1, 1), ...between(-0.999, -0.4), ...between(0.5, 50)],
    bound: 4,
  },
  {
    name: 'expm1mx',
    f: expm1mx,
    exact: exactExpm1mx,
    inputs: [...magnitudes(70), ...between(-3, 3), ...between(-40, 700)],
    bound: 4,
  },
  {
    name: 'pow',
    f: pow,
    exact: exactPow,
    inputs: [
      ...repeated(many, () => [random.unit(), random.between(0, 8)]),
      ...repeated(many, () => [random.between(0, 100), random.between(-100, 100)]),
      ...repeated(many, () => {
        const x = 1 + random.sign() * random.scaled(50);
        return [x, (random.between(-700, 700) / Math.log(x)) * random.unit()];
      }),
      ...repeated(many, () => {
        const x = random.double();
        return [x, random.between(-700, 700) / Math.log(x)];
      }),
      ...repeated(300, (k) => [5e-324 * (k + 1), 0.5 + k / 1000]),
      ...repeated(300, (k) => [0.5 + k / 1000, 1060 + k / 10]),
    ].filter(([x = 0, y = 0]) => x > 0 && x !== 1 && x < Infinity && Number.isFinite(y) && y !== 0),
    bound: 0.7,
  },
  {
    name: 'hypot',
    f: hypot,
    exact: exactHypot,
    inputs: [...pairs, [3e300, 4e300], [3e-300, 4e-300], [1e-320, 1e-321], [1e200, 1], [0, 7]],
    bound: 1.5,
  },
  {
    name: 'log1pDifference',
    f: log1pDifference,
    exact: exactLog1pDifference,
    inputs: [
      ...pairs,
      ...pairs.map(([x = 0, y = 0]) => [x * 2 ** -30, y * 2 ** -30]),
      ...repeated(many, () => {
        const [x, near] = [random.between(-1, 1), 1 + random.sign() * random.scaled(50)];
        return [x, x * near];
      }),
      ...repeated(many, () => [2 ** random.between(-200, 1000), 2 ** random.between(-200, 1000)]),
      ...repeated(300, () => {
        const x = 2 ** random.between(900, 1000);
        return [x, x * (1 + random.scaled(50))];
      }),
      ...repeated(300, (k) => [-1 + 2 ** -53 * (k + 1), 2 ** (k - 150)]),
    ].filter(([x = 0, y = 0]) => x > -1 && y > -1 && x !== y),
    bound: 2,
  },
  { name: 'klDiv', f: klDiv, exact: exactKlDiv, inputs: pairs, bound: 8 },
  { name: 'jsDiv', f: jsDiv, exact: exactJsDiv, inputs: pairs, bound: 10 },
  {
    name: 'lgamma',
    f: lgamma,
    exact: exactLgamma,
    inputs: [
      ...between(0, 3),
      ...between(2, 12),
      ...between(9, 1000),
      ...repeated(900, () => [1 + random.sign() * random.scaled(50)]),
      ...repeated(900, () => [2 + random.sign() * random.scaled(50)]),
      ...repeated(900, () => [random.scaled(300)]),
      ...repeated(900, () => [random.double()]).filter(([x = 0]) => x < 1e305),
    ].filter(([x]) => x !== 1 && x !== 2),
    bound: 8,
  },
  ...[1, 2, 3, -1].map((p) => ({
    name: `unitDeviance of power ${p}`,
    f: (y: number, mu: number) => unitDeviance(y, mu, p),
    exact: (y: number, mu: number) => exactUnitDeviance(y, mu, p),
    inputs: moderate,
    bound: 16,
  })),
  ...[1.5, 1.25, 1.9375].map((p) => ({
    name: `unitDeviance of power ${p}`,
    f: (y: number, mu: number) => unitDeviance(y, mu, p),
    exact: (y: number, mu: number) => exactUnitDeviance(y, mu, p),
    inputs: moderate,
    bound: 16 / Math.min(p - 1, 2 - p),
  })),
];

describe('error in ulps against big-integer arithmetic', { timeout: 30_000 }, () => {
  test.each(claims)('$name', ({ f, exact, inputs, bound }) => {
    let [worst, at]: [number, Inputs] = [0, []];
    for (const input of inputs) {
      const error = ulpError(f(...input), exact(...input));
      if (error > worst) [worst, at] = [error, input];
    }
    expect(inputs.length).toBeGreaterThan(3000);
    expect(worst, `at ${at.join(', ')}`).toBeLessThan(bound);
    // A bound of which a thirtieth would do says nothing.
    expect(worst).toBeGreaterThan(bound / 30);
  });

  test('digamma, absolutely, for it has a root', () => {
    for (const x of [...between(0, 3), ...between(1.4, 1.5), ...between(2, 100)].flat()) {
      const exact = exactDigamma(x);
      const size = Math.max(1, Math.abs(digamma(x)));
      const error = minus(digamma(x), exact);
      expect(Math.abs(Number(shifted(error, -80)) * 2 ** -80), `at ${x}`).toBeLessThan(2 ** -49 * size);
    }
  });
});
