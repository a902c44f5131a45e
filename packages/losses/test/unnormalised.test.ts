import { expect, it } from 'vitest';
import { bce, cce, sparseCce } from '@offmark/losses';

const target = [
  [1, 0, 0],
  [0, 1, 0],
  [0, 0, 1],
  [0.5, 0.25, 0],
];
const prediction = [
  [0.5, 0.25, 0.25],
  [0.2, 0.3, 0.4],
  [0.1, 0.1, 0.8],
  [0.25, 0.5, 0.25],
];

it('counts rows whose probabilities do not sum to 1, whatever the parameters', () => {
  for (const parameters of [{}, { labelSmoothing: 0.1 }, { classWeights: [1, 2, 3], labelSmoothing: 0.5 }]) {
    const running = cce.with(parameters).accumulator().add(target, prediction);
    expect(running.rows).toMatchObject({ used: 4, unnormalised: 2 });
  }
  expect(sparseCce.accumulator().add([0, 1, 2, 0], prediction).rows.unnormalised).toBe(1);
});

it('counts rows that the floor of a logarithm touches, once each', () => {
  const running = bce.accumulator().add([1, 0, 1, 0, 0.5], [1e-20, 1, 0.5, 1e-20, 0]);
  expect(running.rows.clipped).toBe(3);
  expect(
    cce.accumulator().add(
      [
        [1, 0],
        [0, 1],
      ],
      [
        [0, 1],
        [0, 1],
      ],
    ).rows.clipped,
  ).toBe(1);
  expect(
    sparseCce.accumulator().add(
      [0, 0],
      [
        [1, 0],
        [0, 1],
      ],
    ).rows.clipped,
  ).toBe(1);
});

it('takes float32 columns for normalised as far as their rounding goes', () => {
  const thirds = { data: new Float32Array(3).fill(1 / 3), classes: 3 };
  expect(sparseCce.accumulator().add([0], thirds).rows.unnormalised).toBe(0);
});
