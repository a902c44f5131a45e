import { describe, expect, it } from 'vitest';
import {
  BlockEvaluator,
  measures,
  plainBackend,
  rowSum,
  strictPolicies,
  sumMethods,
  weightRole,
} from '@offmark/losses';
import type {
  Backend,
  ColumnData,
  Columns,
  Domain,
  Expression,
  Loss,
  Measure,
  NumberType,
  SumMethod,
} from '@offmark/losses';
import { simdBackend } from '@offmark/kernels';
import { columnIn } from './support/compare.ts';
import { Random, columnOf } from './support/random.ts';

type RowLoss = ConstructorParameters<typeof BlockEvaluator>[0][number];

const variants: readonly (readonly [string, Measure])[] = measures.flatMap((loss) => {
  const others: Record<string, unknown> = {
    delta: 0.7,
    floor: 0.01,
    labelSmoothing: 0.15,
    posWeight: 2.5,
    normalize: true,
    ignoreIndex: 2,
    bins: 13,
    threshold: 0.25,
    beta: 0.7,
    c: 0.7,
    alpha: 0.3,
    gamma: 0.6,
    q: 0.2,
    epsilon: 0.4,
    k: 2,
    power: 3,
    full: loss.name === 'gaussian-nll' ? true : 'exact',
  };
  const known = Object.entries(others).filter(([name]) => name in loss.parameters);
  return known.length === 0
    ? [[loss.name, loss] as const]
    : [
        [loss.name, loss] as const,
        [`${loss.name} with other parameters`, loss.with(Object.fromEntries(known))] as const,
      ];
});

const isLoss = (measure: Measure): measure is Loss => 'gradientExpression' in measure;

/** The loss, and its gradient as if it were one: more operations. A metric has none. */
function lossesOf(loss: Measure): RowLoss[] {
  if (!isLoss(loss)) return [loss];
  const { value, divisor, rule, gradientExpression } = loss;
  const gradient =
    gradientExpression.shape === 'matrix'
      ? rowSum(gradientExpression as Expression<'matrix'>)
      : (gradientExpression as Expression<'row'>);
  return [
    { value, divisor, rule },
    { value: gradient, divisor, rule },
  ];
}

const floats: readonly NumberType[] = ['float32', 'float64', 'float16'];
const labelTypes: readonly NumberType[] = ['int64', 'int32', 'uint8', 'int8', 'float32', 'uint64', 'bool'];
const numberTypes: readonly NumberType[] = [...floats, 'int32', 'int16', 'uint32', 'int64'];

function typesFor({ label, low, high, shape }: Domain): readonly NumberType[] {
  if (label) return labelTypes;
  if (low === 0 && high === 1) return [...floats, 'bool', 'uint8'];
  if (low === -1 && high === 1) return [...floats, 'int8', 'int64'];
  return shape === 'matrix' ? [...floats, 'int8', 'int32'] : numberTypes;
}

/** Numbers of the domain; `odd` of a thousand are none of it. */
function numbersOf(domain: Domain, rows: number, classes: number, odd: number, random: Random): number[] {
  const width = domain.shape === 'matrix' ? classes : 1;
  const strange = (): number => random.pick([NaN, Infinity, -Infinity, NaN]);
  const numbers = Array.from({ length: rows * width }, () => {
    if (random.whole(1000) < odd) return strange();
    if (domain.label) return random.whole(classes);
    if (domain.whole) return random.pick([-1, 0, 1]);
    if (domain.high === 1) return random.pick([0, 1, random.unit(), random.unit(), random.unit()]);
    const x = random.pick([0, random.between(-40, 40), random.between(-3, 3), random.between(-800, 800)]);
    // Types of column that know no fractions hold what is above the limit by one.
    return domain.low > -2 ? domain.low + 1 + Math.abs(x) : x;
  });
  if (!domain.sumsToOne) return numbers;
  for (let row = 0; row < rows * width; row += width) {
    const sum = numbers.slice(row, row + width).reduce((a, b) => a + b, 0);
    if (sum > 0) for (let j = row; j < row + width; j++) numbers[j] = (numbers[j] ?? 0) / sum;
  }
  return numbers;
}

function validityOf(rows: number, random: Random): Uint8Array {
  const bits = random.bytes(Math.ceil(rows / 8) + 1);
  return bits.map((byte) => byte | random.whole(256) | random.whole(256));
}

interface Case {
  readonly rows: number;
  readonly classes: number;
  readonly odd: number;
  readonly nulls: boolean;
  readonly weights: boolean;
  readonly foreign: boolean;
}

function columnsOf(loss: Measure, one: Case, turn: number, random: Random): Columns {
  const { rows, classes, odd, nulls } = one;
  const domains: Record<string, Domain> = { ...loss.columns };
  const columns: Record<string, ColumnData> = {};
  for (const [i, [role, domain]] of Object.entries(domains).entries()) {
    const types = typesFor(domain);
    const type = types[(turn * (i + 1)) % types.length] ?? 'float64';
    columns[role] = {
      type,
      classes: domain.shape === 'matrix' ? classes : null,
      data: columnOf(type, numbersOf(domain, rows, classes, type.startsWith('float') ? odd : 0, random)),
      validity: nulls ? validityOf(rows, random) : null,
    };
  }
  if (one.weights) {
    const weights = Array.from({ length: rows }, () => random.pick([0, 1, random.between(0, 5)]));
    const type = random.pick(['float32', 'float64', 'uint8'] as const);
    columns[weightRole] = { type, classes: null, data: columnOf(type, weights), validity: null };
  }
  return columns;
}

/** The states, or the error: whatever comes of it. */
function outcomeOf(
  losses: RowLoss[],
  columns: Columns,
  { odd, nulls, rows }: Case,
  backend: Backend,
  sum: SumMethod,
): unknown {
  const policies = {
    nulls: nulls ? 'skip' : 'error',
    nans: odd > 0 && rows % 2 === 0 ? 'skip' : 'error',
  } as const;
  const evaluator = new BlockEvaluator(losses, columns, { ...strictPolicies, ...policies }, backend, sum);
  const first = Math.min(rows, 1003);
  try {
    evaluator.add(columns, 0, first);
    evaluator.add(columns, first, rows - first);
    return evaluator.take();
  } catch (error) {
    return String(error);
  }
}

/** Each with other types of column; metrics have the casts of the losses. */
const turnsOf = (measure: Measure): number => (isLoss(measure) ? 4 : 1);

const cases: readonly Case[] = [
  { rows: 0, classes: 3, odd: 0, nulls: false, weights: false, foreign: false },
  { rows: 1, classes: 2, odd: 0, nulls: false, weights: true, foreign: false },
  { rows: 17, classes: 3, odd: 0, nulls: false, weights: false, foreign: false },
  { rows: 2048, classes: 10, odd: 0, nulls: false, weights: false, foreign: false },
  { rows: 4099, classes: 5, odd: 0, nulls: false, weights: true, foreign: false },
  { rows: 3001, classes: 7, odd: 0, nulls: true, weights: false, foreign: true },
  { rows: 3000, classes: 2, odd: 3, nulls: true, weights: true, foreign: false },
  { rows: 3001, classes: 4, odd: 3, nulls: false, weights: false, foreign: false },
  { rows: 700, classes: 33, odd: 0, nulls: false, weights: true, foreign: false },
  { rows: 100, classes: 300, odd: 1, nulls: false, weights: false, foreign: true },
];

const simd = simdBackend();

describe.each(variants)('%s', (name, loss) => {
  it.each(cases)('has the same state over $rows rows of $classes classes, $odd odd', (one) => {
    const random = new Random(one.rows + name.length);
    let scored = 0;
    for (let turn = 0; turn < turnsOf(loss); turn++) {
      const columns = columnsOf(loss, one, turn, random);
      // Exact sums once: what is summed is the same.
      for (const sum of turn === 0 ? sumMethods : (['kahan'] as const)) {
        const expected = outcomeOf(lossesOf(loss), columns, one, plainBackend, sum);
        simd.reset();
        const placed = Object.entries(columns).map(([role, column]) => [
          role,
          one.foreign ? column : { ...column, data: columnIn(simd, column.data) },
        ]);
        const got = outcomeOf(lossesOf(loss), Object.fromEntries(placed), one, simd, sum);
        expect(got).toStrictEqual(expected);
        if (typeof expected === 'object') scored++;
      }
    }
    // Rows without anything odd are scored, not refused alike.
    expect(scored).toBeGreaterThanOrEqual(one.odd === 0 ? 1 : 0);
  });
});
