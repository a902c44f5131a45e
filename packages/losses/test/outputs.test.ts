import { describe, expect, it } from 'vitest';
import { bce, mae, measures, mse, r2, rmse, takesOutputs } from '@offmark/losses';
import { Random } from './math/random.ts';

const random = new Random(5);
const rows = 300;
const list = <T>(length: number, next: (i: number) => T): T[] => Array.from({ length }, (_, i) => next(i));
/** Outputs of three sizes, all above −1, and none whose exponential overflows. */
const sizes = [1, 500, 1e-3] as const;
const target = list(rows, () => sizes.map((size) => size * random.unit()));
const prediction = list(rows, () => sizes.map((size) => size * random.unit()));
const weights = list(rows, () => random.between(0.1, 2));
const output = (values: readonly (readonly number[])[], k: number): number[] =>
  values.map((row) => row[k] ?? NaN);

const several = measures.filter(takesOutputs);

describe.each(several.map((measure) => [measure.name, measure] as const))(
  '%s of several outputs',
  (_, measure) => {
    it('has the value of each output, and their uniform average', () => {
      for (const options of [{}, { weights }]) {
        const { value, details } = measure.evaluate(target, prediction, options);
        const each = sizes.map((_size, k) =>
          measure.evaluate(output(target, k), output(prediction, k), options),
        );
        expect(details).toEqual({ outputs: each });
        const mean = each.reduce((sum, one) => sum + (one.value ?? NaN), 0) / sizes.length;
        expect(Math.abs((value ?? NaN) / mean - 1)).toBeLessThan(1e-15);
      }
    });

    it('keeps its bits however the rows are split, and as JSON', () => {
      const whole = measure.accumulator().add(target, prediction, { weights });
      const pieces = measure.accumulator();
      for (const [from, to] of [
        [0, 1],
        [1, 130],
        [130, rows],
      ] as const) {
        const part = { weights: weights.slice(from, to) };
        pieces.add(target.slice(from, to), prediction.slice(from, to), part);
      }
      expect(JSON.stringify(pieces)).toBe(JSON.stringify(whole));
      const again = measure.accumulator(JSON.parse(JSON.stringify(whole)));
      expect(again.result).toEqual(whole.result);
    });
  },
);

it('are taken by losses and metrics of numbers, not of probabilities', () => {
  const names = several.map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining(['mse', 'mae', 'huber', 'rmse', 'r2', 'wape', 'max-error']));
  expect(takesOutputs(bce)).toBe(false);
  expect(() => bce.evaluate([[0.5]], [[0.5]])).toThrow(
    'E_LENGTH_MISMATCH target: expected one number per row',
  );
});

it('are not taken for one another', () => {
  expect(() => mse.mean([[1, 2]], [[1, 2, 3]])).toThrow('E_CLASS_COUNT');
  expect(() => mse.mean([[1], [2]], [1, 2])).toThrow('E_LENGTH_MISMATCH');
  expect(() => mse.values([[1, 2]] as never, [[1, 2]] as never)).toThrow('E_LENGTH_MISMATCH');
  const two = mae.accumulator().add([[1, 2]], [[1, 2]]);
  expect(() => two.add([[1]], [[1]])).toThrow('E_STATE_MISMATCH');
  expect(() => mae.accumulator().add([1], [1]).merge(two)).toThrow('E_STATE_MISMATCH');
});

it('have no value if one has none', () => {
  const constant = [
    [1, 1],
    [2, 1],
  ];
  const result = measures.find(({ name }) => name === 'rse')?.evaluate(constant, constant);
  expect(result).toMatchObject({
    value: null,
    state: 'undefined',
    reason: 'output 1: the target is constant',
  });
  expect(r2.evaluate(constant, constant)).toMatchObject({ value: 1, state: 'ok' });
  expect(rmse.evaluate([], [])).toEqual({ value: null, state: 'empty' });
});
