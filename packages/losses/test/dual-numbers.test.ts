import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  abs,
  add,
  defineLoss,
  div,
  exp,
  hypot,
  jsDiv,
  klDiv,
  less,
  lessOrEqual,
  lgamma,
  log1p,
  log1pDifference,
  logSoftmax,
  max,
  metrics,
  min,
  mul,
  pick,
  pow,
  relativeEntropy,
  rowNorm,
  rowSum,
  select,
  sigmoid,
  sign,
  softmax,
  sqrt,
  square,
  sub,
  tanh,
  tasks,
  unitVector,
} from '@offmark/losses';
import type { Expression, Loss } from '@offmark/losses';
import { arbitraryRows } from './arbitrary-rows.ts';
import type { Rows } from './arbitrary-rows.ts';
import { classRules } from './exact-graph/class-rules.ts';
import { elementwiseRules } from './exact-graph/elementwise-rules.ts';
import { exactLossOf } from './exact-graph/row.ts';
import { lossVariants } from './loss-variants.ts';
import { minus, toDouble } from './math/big-float.ts';

// Reverse-mode gradients in doubles against forward-mode ones in dual numbers of 300 bits, whose rules were written
// apart from the adjoints. Both follow the stated subgradient where an operation has a kink.

/**
 * How many roundings a partial derivative may meet on its way through a graph. Each takes at most 2⁻⁵³ of what it rounds,
 * which is no larger than the sum of the sizes of all paths' products: by that the difference is measured, not by the
 * gradient itself, in which paths may cancel (the softmax of a class that is almost certain). What comes beside it where
 * derivatives are taken at numbers that are rounded themselves stands in the rules.
 */
const roundings = 32;

function deviations(loss: Loss, rows: Rows): readonly string[] {
  const gradient = loss.gradient(rows.target, rows.prediction, rows.others);
  const width = loss.columns.prediction.shape === 'matrix' ? rows.classes : 1;
  return Array.from(gradient).flatMap((slope, at) => {
    const row = Math.floor(at / width);
    const { tangent, size, drift } = exactLossOf(loss, rows, row, at % width);
    const error = Math.abs(toDouble(minus(slope, tangent)));
    if (error <= 2 ** -53 * (roundings * size + 4 * drift)) return [];
    return [`${at}: ${slope} in place of ${toDouble(tangent)}`];
  });
}

/** With weights for the classes that there are, where the loss has such. */
function weighted(loss: Loss, classes: number): Loss {
  if (!('classWeights' in loss.parameters)) return loss;
  return loss.with({ classWeights: [0.5, 2, 1, 3, 1.5].slice(0, classes) });
}

describe.each(lossVariants)('the gradient of %s', (_name, loss) => {
  it('is that of dual numbers', () => {
    fc.assert(
      fc.property(arbitraryRows(loss, 1, 3), (rows) => {
        expect(deviations(loss, rows)).toEqual([]);
        expect(deviations(weighted(loss, rows.classes), rows)).toEqual([]);
      }),
      { numRuns: 25 },
    );
  });
});

type Kinked = 'regression' | 'signs' | 'scores';
const small = fc.integer({ min: -2, max: 2 });

const listOf = <T>(one: fc.Arbitrary<T>): fc.Arbitrary<T[]> => fc.array(one, { minLength: 1, maxLength: 1 });

/** Rows of whole numbers, of which many stand exactly on a kink. */
function rowsOnKinks(kind: Kinked): fc.Arbitrary<Rows> {
  const targets = { regression: small, signs: fc.constantFrom(-1, 0, 1), scores: fc.nat(2) };
  const scores = fc.array(small, { minLength: 3, maxLength: 3 });
  return fc.record({
    target: listOf(targets[kind]),
    prediction: kind === 'scores' ? listOf(scores) : listOf(small),
    others: fc.constant({}),
    weights: fc.constant([1]),
    classes: fc.constant(3),
  });
}

function kinkOf({ columns: { target, prediction } }: Loss): Kinked | undefined {
  if (target === tasks.signs.target) return 'signs';
  if (prediction === tasks.labelScores.prediction) return 'scores';
  const { regression } = tasks;
  return target === regression.target && prediction === regression.prediction ? 'regression' : undefined;
}

const onKinks = lossVariants.flatMap(([name, loss]) => {
  const kind = loss.name === 'gaussian-nll' ? undefined : kinkOf(loss);
  return kind === undefined ? [] : [[name, kind, loss] as const];
});

describe.each(onKinks)('the gradient of %s, over %s on its kinks', (_name, kind, loss) => {
  it('is the stated subgradient', () => {
    fc.assert(
      fc.property(rowsOnKinks(kind), (rows) => {
        expect(deviations(loss, rows)).toEqual([]);
      }),
      { numRuns: 40 },
    );
  });
});

/** A loss of one operation, to see its adjoint alone. */
function over(value: (x: Expression<'row'>, y: Expression<'row'>) => Expression<'row'>): Loss {
  return defineLoss({
    name: 'own',
    summary: 'One of the tests.',
    columns: tasks.counts,
    value: ({ target, prediction }) => value(prediction, target),
    source: 'here',
  });
}

function overClasses(value: (x: Expression<'matrix'>, y: Expression<'matrix'>) => Expression<'row'>): Loss {
  return defineLoss({
    name: 'own',
    summary: 'One of the tests.',
    columns: tasks.distributionProbabilities,
    value: ({ target, prediction }) => value(prediction, target),
    source: 'here',
  });
}

/** Operations, or inputs of them, that the catalogue does not differentiate. */
const single: readonly (readonly [string, Loss])[] = [
  ['abs', over((x) => abs(sub(x, 2)))],
  ['add, of twice the same', over((x) => add(x, x))],
  ['div, by the prediction', over((x, y) => div(y, x))],
  ['exp', over((x) => exp(div(x, -7)))],
  ['hypot', over((x, y) => hypot(y, x))],
  ['jsDiv, of the first', over((x, y) => jsDiv(x, add(y, 1)))],
  ['klDiv, of the first', over((x, y) => klDiv(x, add(y, 1)))],
  ['less', over((x, y) => mul(less(x, y), x))],
  ['lessOrEqual', over((x, y) => mul(lessOrEqual(x, y), x))],
  ['lgamma', over((x) => lgamma(add(x, 3)))],
  ['log1p', over((x) => log1p(x))],
  ['log1pDifference, of the second', over((x, y) => log1pDifference(y, x))],
  ['max', over((x, y) => max(mul(3, y), mul(x, x)))],
  ['min', over((x, y) => min(mul(3, y), mul(x, x)))],
  ['pow, of both', over((x) => pow(x, div(x, 9)))],
  ['select', over((x, y) => select(less(x, y), sqrt(x), square(x)))],
  ['sigmoid', over((x) => sigmoid(sub(x, 20)))],
  ['sign', over((x) => mul(sign(sub(x, 3)), x))],
  ['sqrt', over((x) => sqrt(x))],
  ['tanh', over((x) => tanh(div(x, 5)))],
  ['logSoftmax, of one', overClasses((x) => rowSum(mul(x, logSoftmax(x))))],
  ['relativeEntropy, of the first', overClasses((x, y) => relativeEntropy(x, y))],
  ['rowNorm', overClasses((x) => rowNorm(x))],
  ['softmax', overClasses((x, y) => rowSum(mul(y, softmax(mul(5, x)))))],
  ['unitVector', overClasses((x, y) => rowSum(mul(y, unitVector(x))))],
  ['pick', overClasses((x, y) => pick(mul(x, y), mul(0, rowSum(x))))],
];

describe.each(single)('the gradient of %s', (_name, loss) => {
  it('is that of dual numbers', () => {
    fc.assert(
      fc.property(arbitraryRows(loss, 1, 3), (rows) => {
        expect(deviations(loss, rows)).toEqual([]);
      }),
      { numRuns: 50 },
    );
  });
});

/** The names of the operations of a graph. */
function operationsOf(node: Expression, seen: Set<Expression> = new Set()): readonly string[] {
  if (node.kind === 'aggregate') return operationsOf(node.of, seen);
  if (node.kind !== 'application' || seen.has(node)) return [];
  seen.add(node);
  return [node.operation.name, ...node.inputs.flatMap((input) => operationsOf(input, seen))];
}

it('sees every operation that has a forward rule', () => {
  const losses = [...lossVariants, ...single].map(([, loss]) => loss.value);
  const graphs = [...losses, ...metrics.flatMap(({ formulaExpression }) => formulaExpression ?? [])];
  const seen = new Set(graphs.flatMap((graph) => operationsOf(graph)));
  const rules = [...Object.keys(elementwiseRules), ...Object.keys(classRules)];
  expect([...seen].toSorted()).toEqual(rules.toSorted());
});
