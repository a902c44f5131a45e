import { describe, expect, it } from 'vitest';
import {
  BlockEvaluator,
  add,
  clampedLog,
  cosineDistance,
  defineLoss,
  domains,
  hypot,
  lgamma,
  lnCosh,
  maxOfOthers,
  meanOf,
  mul,
  neg,
  pick,
  plainBackend,
  pow,
  strictPolicies,
  sub,
  tanh,
  tasks,
} from '@offmark/losses';
import type { Columns, Loss } from '@offmark/losses';
import { simdBackend } from '@offmark/kernels';
import { Random, columnOf } from './support/random.ts';

/** Counts that spread more than Poisson's: mean μ and size r are columns. */
const negativeBinomial: Loss = defineLoss({
  name: 'negative-binomial-nll',
  summary: 'One of the tests.',
  columns: { ...tasks.counts, size: domains.variance },
  value: ({ target, prediction, size }) => {
    const total = add(prediction, size);
    const choose = sub(lgamma(add(target, size)), add(lgamma(size), lgamma(add(target, 1))));
    const successes = mul(target, sub(clampedLog(prediction, 0), clampedLog(total, 0)));
    const failures = mul(size, sub(clampedLog(size, 0), clampedLog(total, 0)));
    return neg(add(choose, add(successes, failures)));
  },
  source: 'here',
});

const mixture: Loss = defineLoss({
  name: 'mixture',
  summary: 'One of the tests.',
  columns: tasks.regression,
  value: ({ target, prediction }) => {
    const error = sub(prediction, target);
    return add(mul(lnCosh(error), pow(hypot(error, 1), 0.3)), tanh(error));
  },
  source: 'here',
});

const margin: Loss = defineLoss({
  name: 'margin',
  summary: 'One of the tests.',
  columns: tasks.labelScores,
  value: ({ target, prediction }) => sub(maxOfOthers(prediction, target), pick(prediction, target)),
  source: 'here',
});

const rows = 3001;
const classes = 5;

function columnsOf(loss: Loss): Columns {
  const random = new Random(7);
  const entries = Object.entries(loss.columns).map(([role, domain]) => {
    const width = domain.shape === 'matrix' ? classes : 1;
    const numbers = Array.from({ length: rows * width }, () =>
      domain.label ? random.whole(classes) : random.between(0.1, 9),
    );
    const type = domain.label ? 'int32' : 'float32';
    const shape = domain.shape === 'matrix' ? classes : null;
    return [role, { type, classes: shape, data: columnOf(type, numbers), validity: null }] as const;
  });
  return Object.fromEntries(entries);
}

describe.each([negativeBinomial, mixture, margin, cosineDistance])('$name', (loss: Loss) => {
  it('is evaluated by either backend, to the same bits', () => {
    const columns = columnsOf(loss);
    const [plain, simd] = [plainBackend, simdBackend()].map((backend) => {
      const evaluator = new BlockEvaluator([loss], columns, strictPolicies, backend);
      evaluator.add(columns, 0, rows);
      return evaluator.take();
    });
    expect(simd).toStrictEqual(plain);
    const value = plain?.map((state) => meanOf(state).value);
    expect(value?.every((mean) => typeof mean === 'number')).toBe(true);
  });
});
