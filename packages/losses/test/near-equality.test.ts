import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { catalogue, lossNamed, measureNamed } from '@offmark/losses';
import { exactLossOf } from './exact-graph/row.ts';
import { lossVariants } from './loss-variants.ts';
import { minus, over, plus, squareRoot, toDouble } from './math/big-float.ts';
import { ulpError } from './math/exact.ts';
import { nearRow } from './near-rows.ts';

// Where predictions are all but right, a formula that is right on paper may lose every digit. Each loss against its
// graph in numbers of more than 300 bits, at distances from 1e-15 to 1e-3 of the target.

/** In ulps of the value. */
const usual = 6;
const stated: Readonly<Record<string, number>> = {
  msle: 4,
  // As stated by unitDeviance, in math/divergence.ts.
  'poisson-deviance': 16,
  'gamma-deviance': 16,
  'tweedie-deviance': 32,
};

/** Losses that state an absolute error, for their terms may cancel: in units of what each operation may lose. */
const absolute: ReadonlySet<string> = new Set([
  'cosine-distance',
  'gaussian-nll',
  'multiclass-hinge',
  'poisson-nll',
  'poisson-nll-log',
]);

describe.each(lossVariants)('%s near equality', (_name, loss) => {
  it('keeps the digits that it states', () => {
    fc.assert(
      fc.property(nearRow(loss), (rows) => {
        const [value = NaN] = loss.values(rows.target, rows.prediction, rows.others);
        const exact = exactLossOf(loss, rows, 0);
        const [error, most] = absolute.has(loss.name)
          ? [Math.abs(toDouble(minus(value, exact.value))), 2 ** -53 * exact.error]
          : [ulpError(value, exact.value), stated[loss.name] ?? usual];
        expect(error).toBeLessThanOrEqual(most);
      }),
      { numRuns: 60 },
    );
  });
});

it('names losses of the catalogue alone', () => {
  const names = new Set(catalogue.map(({ name }) => name));
  expect([...Object.keys(stated), ...absolute].filter((name) => !names.has(name))).toEqual([]);
});

it.each([1e-3, 1e-6, 1e-9, 1e-12, 1e-15])('msle and rmsle keep their digits at ratios of 1 ± %d', (off) => {
  const target = Array.from({ length: 50 }, (_, i) => i * i + 0.37 * i + 1);
  const prediction = target.map((y, i) => y * (1 + (i % 2 === 0 ? off : -off)));
  const msle = lossNamed('msle');
  const rows = { target, prediction, others: {}, weights: [], classes: 0 };
  const mean = over(plus(...target.map((_, i) => exactLossOf(msle, rows, i).value)), target.length);
  expect(ulpError(msle.mean(target, prediction), mean)).toBeLessThanOrEqual(4);
  const { value } = measureNamed('rmsle').evaluate(target, prediction);
  expect(ulpError(value ?? NaN, squareRoot(mean))).toBeLessThanOrEqual(4);
});
