import { describe, expect, it } from 'vitest';
import {
  bce,
  cce,
  classWeights,
  defineLoss,
  less,
  lossNamed,
  mul,
  rowSum,
  select,
  softmax,
  sqrt,
  tasks,
} from '@offmark/losses';
import type { Expression } from '@offmark/losses';

const costs = { weights: classWeights({ summary: 'what each class costs' }) };

/** A loss of one's own over class matrices. */
function lossOver(
  value: (prediction: Expression<'matrix'>, weights: Expression<'class'>) => Expression<'row'>,
): ReturnType<typeof lossNamed> {
  return defineLoss(
    {
      name: 'own',
      summary: 'One of the tests.',
      columns: tasks.distributionLogits,
      parameters: costs,
      value: ({ prediction }, { weights }) => {
        if (weights === null) throw new Error('weights are given');
        return value(prediction, weights);
      },
      source: 'here',
    },
    { weights: [1, 2, 4] },
  );
}

describe('gradients', () => {
  it('flow through numbers per class', () => {
    const loss = lossNamed('sparse-cce', { normalize: true, labelSmoothing: 0.1, classWeights: [1, 2, 5] });
    const prediction = [0.2, 0.3, 0.5];
    const gradient = loss.gradient([1], [prediction]);
    for (const [at, slope] of gradient.entries()) {
      const moved = (by: number): number =>
        loss.values([1], [prediction.map((p, i) => (i === at ? p + by : p))])[0] ?? NaN;
      expect(slope).toBeCloseTo((moved(1e-6) - moved(-1e-6)) / 2e-6, 5);
    }
    const expectedCost = lossOver((x, w) => rowSum(mul(w, softmax(x))));
    const [first = 0] = expectedCost.gradient([[1, 0, 0]], [[0, 0, 0]]);
    // ∂Σ wⱼpⱼ/∂x₁ = p₁(w₁ − Σ wⱼpⱼ) = (1 − 7/3)/3.
    expect(first).toBeCloseTo(-4 / 9, 12);
  });

  it('have a number for every class of every row, also where it is the same for all', () => {
    const rows = 3000;
    const matrix = { data: new Float64Array(rows * 3), classes: 3 };
    const plain = lossOver((x) => rowSum(x)).gradient(matrix, matrix);
    expect(plain).toEqual(new Float64Array(rows * 3).fill(1));
    const weighted = lossOver((x, w) => rowSum(mul(w, x))).gradient(matrix, matrix);
    expect(weighted).toEqual(Float64Array.from({ length: rows * 3 }, (_, i) => [1, 2, 4][i % 3] ?? 0));
  });

  it('are not spoilt by a branch that was not taken', () => {
    const open = bce.with({ floor: 0 });
    expect([...open.gradient([0, 1], [0, 1])]).toEqual([1, -1]);
    expect([...cce.with({ floor: 0 }).gradient([[1, 0]], [[1, 0]])]).toEqual([-1, 0]);
    const guarded = defineLoss({
      name: 'guarded',
      summary: 'One of the tests.',
      columns: tasks.regression,
      value: ({ prediction }) => select(less(0, prediction), sqrt(prediction), 0),
      source: 'here',
    });
    expect([...guarded.gradient([0, 0], [0, 4])]).toEqual([0, 0.25]);
  });

  it('of graphs with shared nodes take no longer than the nodes are many', () => {
    const deep = defineLoss({
      name: 'deep',
      summary: 'One of the tests.',
      columns: tasks.regression,
      value: ({ prediction }) => {
        let x: Expression<'row'> = prediction;
        for (let i = 0; i < 40; i++) x = mul(x, x);
        return x;
      },
      source: 'here',
    });
    expect(deep.mean([0], [1])).toBe(1);
    expect([...deep.gradient([0], [1])]).toEqual([2 ** 40]);
  });
});
