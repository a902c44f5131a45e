import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { metrics } from '@offmark/losses';
import type { Expression, Metric } from '@offmark/losses';
import { arbitraryRows, numbersOfRow } from './arbitrary-rows.ts';
import type { Rows } from './arbitrary-rows.ts';
import { dual, given, isLess } from './exact-graph/dual.ts';
import type { Dual } from './exact-graph/dual.ts';
import { evaluateExactly } from './exact-graph/evaluate.ts';
import type { ExactRow, OverRows } from './exact-graph/evaluate.ts';
import { minus, over, plus, times, toDouble } from './math/big-float.ts';

/** What is too long to be read as a formula. */
const withoutFormula: readonly string[] = [
  'median-absolute-error',
  'quantile-absolute-error',
  'auc',
  'average-precision',
];

/** The row's columns, and those that formulas alone name: the class guessed, the bin of a probability. */
function exactRow({ target, prediction }: Rows, row: number, bins: number): ExactRow {
  const scores = numbersOfRow(prediction, row);
  const [first = 0] = scores;
  return {
    target: numbersOfRow(target, row).map((x) => given(x)),
    prediction: scores.map((x) => given(x)),
    guess: [given(scores.indexOf(Math.max(...scores)))],
    bin: [given(Math.min(bins - 1, Math.floor(first * bins)))],
  };
}

const largest = (values: readonly Dual[]): Dual => values.reduce((a, b) => (isLess(a, b) ? b : a));

/** The value of the formula of a metric, from all rows at once. */
function valueOf(formula: Expression, rows: Rows, classes: number): number {
  const { weights } = rows;
  const all = weights.map((_, row) => exactRow(rows, row, classes));
  const total = plus(...weights);
  const overRows: OverRows = ({ name, of }) => {
    if (of.shape === 'class') return [largest(evaluateExactly(of, {}, classes, overRows))];
    const values = all.map((row) => evaluateExactly(of, row, classes, overRows));
    return (values[0] ?? []).map((_, j) => {
      const column = values.map((list) => list[j] ?? given(0));
      if (name === 'max') return largest(column);
      const sum = plus(...column.map(({ value }, i) => times(weights[i] ?? 0, value)));
      return dual(name === 'sum' ? sum : over(sum, total));
    });
  };
  const [result = given(NaN)] = evaluateExactly(formula, {}, classes, overRows);
  return toDouble(result.value);
}

const variants = metrics.flatMap((metric): readonly (readonly [string, Metric])[] => {
  const averages = 'average' in metric.parameters ? ['macro', 'weighted', 'micro'] : [];
  const bins = 'bins' in metric.parameters ? [metric.with({ bins: 4 })] : [];
  const others = [...averages.map((average) => metric.with({ average })), ...bins];
  return (others.length === 0 ? [metric] : others).map((one) => [
    `${one.name} ${JSON.stringify(one.parameterValues)}`,
    one,
  ]);
});

describe.each(variants.filter(([, { name }]) => !withoutFormula.includes(name)))('%s', (_name, metric) => {
  it('has the value of its formula', () => {
    const { formulaExpression } = metric;
    if (formulaExpression === null) throw new Error('no formula');
    fc.assert(
      fc.property(arbitraryRows(metric, 40, 60), (rows) => {
        const { value, state } = metric.evaluate(rows.target, rows.prediction, { weights: rows.weights });
        const classes = 'bins' in metric.parameters ? 4 : rows.classes;
        fc.pre(state === 'ok' && everyClassOccurs(metric, rows));
        const expected = valueOf(formulaExpression, rows, classes);
        const error = Math.abs(toDouble(minus(value ?? NaN, expected)));
        expect(error).toBeLessThanOrEqual(2 ** -48 * Math.max(1, Math.abs(expected)));
      }),
      { numRuns: 8 },
    );
  });
});

/** Formulas average over all classes, the metric over those that occur. */
function everyClassOccurs({ columns }: Metric, { target, classes, weights }: Rows): boolean {
  if (!columns.target.label) return true;
  return new Set(weights.map((_, row) => numbersOfRow(target, row)[0])).size === classes;
}

it('is there for all but those that are too long', () => {
  expect(metrics.filter(({ formula }) => formula === null).map(({ name }) => name)).toEqual(withoutFormula);
});

it('writes the formula of every metric', () => {
  const lines = variants.flatMap(([name, { formula }]) =>
    formula === null ? [] : [`${name}: ${formula.text}`, `  ${formula.latex}`],
  );
  expect(lines.join('\n')).toMatchSnapshot();
});
