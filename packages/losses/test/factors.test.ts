import { expect, it } from 'vitest';
import { bce, sparseCce, sparseCceLogits } from '@offmark/losses';
import { ulpDistance } from './ulp.ts';

const rows = 5000;
const unit = (i: number): number => ((i * 2654435761) % 2 ** 32) / 2 ** 32;
const labels = Array.from({ length: rows }, (_, i) => (unit(i) < 0.5 ? 1 : 0));

it('honours probabilities far below what a double can take from 1', () => {
  // Every row costs −ln(1 − 1e-20) = 1e-20, although 1 − 1e-20 is 1.
  expect(
    bce.mean(
      Array.from({ length: rows }, () => 0),
      Array.from({ length: rows }, () => 1e-20),
    ),
  ).toBe(1e-20);
  const mixed = bce.mean([0, 1], [1e-20, 0.5]);
  expect(ulpDistance(mixed, Math.LN2 / 2)).toBeLessThanOrEqual(1);
});

it('takes soft labels beside hard ones', () => {
  const target = labels.map((y, i) => (i % 7 === 0 ? 0.25 : y));
  const prediction = target.map((_, i) => 0.01 + 0.98 * unit(i + 17));
  const values = bce.values(target, prediction);
  const sum = values.reduce((a, b) => a + b, 0);
  expect(bce.mean(target, prediction)).toBeCloseTo(sum / rows, 13);
});

it('finds a loss infinite where a factor is 0, and a NaN where there is one', () => {
  const open = bce.with({ floor: 0 });
  expect(open.mean([1, 1], [0.5, 0])).toBe(Infinity);
  expect(open.mean([0], [1])).toBe(Infinity);
  expect(open.accumulator().add([0, 1], [1, 0.5]).result.state).toBe('inf');
  expect(open.mean([1, 0], [1, 0])).toBe(0);
  // A subnormal factor is no infinity: its logarithm is taken alone.
  expect(ulpDistance(open.mean([1], [5e-324]), 744.4400719213812)).toBeLessThanOrEqual(1);
  expect(sparseCceLogits.accumulator().add([0], [[-Infinity, -Infinity]]).result).toEqual({
    value: null,
    state: 'nan',
  });
  expect(
    sparseCceLogits.mean(
      [0, 1],
      [
        [-Infinity, 0],
        [0, 1],
      ],
    ),
  ).toBe(Infinity);
});

it('leaves rows out of the product that are not used', () => {
  const loss = sparseCce.with({ ignoreIndex: -1 });
  const probabilities = [
    [0.25, 0.75],
    [0, 0],
    [0.5, 0.5],
  ];
  expect(loss.mean([0, -1, 1], probabilities)).toBe(
    sparseCce.mean(
      [0, 1],
      [
        [0.25, 0.75],
        [0.5, 0.5],
      ],
    ),
  );
});

it('keeps its bits where a chunk ends and where calls do', () => {
  const [many, target] = [70_000, Array.from({ length: 70_000 }, (_, i) => (unit(i) < 0.3 ? 1 : 0))];
  const prediction = Float32Array.from({ length: many }, (_, i) => unit(i + 99));
  const whole = bce.accumulator().add(target, prediction);
  const pieces = bce.accumulator();
  for (let from = 0, step = 1; from < many; from += step, step = (step * 3) % 4099) {
    pieces.add(target.slice(from, from + step), prediction.subarray(from, from + step));
  }
  expect(JSON.stringify(pieces)).toBe(JSON.stringify(whole));
});
