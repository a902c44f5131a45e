import { plainBackend } from '../backend/plain.ts';
import { strictPolicies } from '../evaluate/row-fate.ts';
import type { RowLoss } from '../evaluate/row-loss.ts';
import { RowRules } from '../evaluate/row-rules.ts';
import { differentiate } from '../expression/differentiate.ts';
import type { Expression } from '../expression/expression.ts';
import { formulaOf } from '../expression/formula.ts';
import type { Formula } from '../expression/formula.ts';
import { BlockProgram } from '../program/block-program.ts';
import { Accumulator } from './accumulator.ts';
import type { AccumulatorState } from './accumulator-state.ts';
import type { LossColumns, Parameters } from './define-loss.ts';
import type { Guide } from './guide.ts';
import type { InputOf, Numbers } from './input.ts';
import { toTable } from './table.ts';
import type { GivenColumns, Table } from './table.ts';
import type { ValuesOf } from './parameter.ts';
import type { SumMethod } from '../sums/index.ts';

/** What goes with the rows of a mean. */
export interface MeanOptions {
  /** A number of at least 0 per row; the mean is Σ weight·value / Σ weight. */
  readonly weights?: Numbers;
}

/** How a mean is summed. */
export interface SumOptions {
  /** `kahan` if not given; `exact` rounds once, whatever the order and split of the rows. */
  readonly sum?: SumMethod;
}

/**
 * What a mean takes beside target and prediction: weights, and whatever other columns the loss has, by their roles.
 * Which those are is checked when they are given: types of the roles made every assignment of a loss slow to check.
 */
export type RowOptions = MeanOptions & GivenColumns;

interface LossParts<C extends LossColumns, P extends Parameters> {
  readonly name: string;
  readonly summary: string;
  readonly source: string;
  readonly guide: Guide | null;
  readonly columns: C;
  readonly parameters: P;
  readonly values: ValuesOf<P>;
  readonly value: Expression<'row'>;
  readonly divisor: Expression;
  readonly ignoredLabel: number | null;
  readonly rebind: (parameters: Readonly<Record<string, unknown>>) => Loss<C, P>;
}

/** A loss with its parameters bound: what it is, in formulas and numbers. Immutable. */
export class Loss<C extends LossColumns = LossColumns, P extends Parameters = Parameters> implements RowLoss {
  readonly name: string;
  readonly summary: string;
  readonly source: string;
  /** When to choose it, and what others call it. */
  readonly guide: Guide | null;
  readonly columns: C;
  readonly parameters: P;
  /** The parameters' values, as reports show them. */
  readonly parameterValues: ValuesOf<P>;
  readonly value: Expression<'row'>;
  readonly divisor: Expression;
  readonly rule: RowLoss['rule'];
  readonly #rebind: LossParts<C, P>['rebind'];
  #gradient: Expression | undefined;

  constructor(parts: LossParts<C, P>) {
    this.name = parts.name;
    this.summary = parts.summary;
    this.source = parts.source;
    this.guide = parts.guide;
    this.columns = parts.columns;
    this.parameters = parts.parameters;
    this.parameterValues = parts.values;
    this.value = parts.value;
    this.divisor = parts.divisor;
    this.rule = { domains: { ...parts.columns }, ignoredLabel: parts.ignoredLabel };
    this.#rebind = parts.rebind;
  }

  /**
   * The same loss with other parameters.
   * @throws E_PARAMETER_UNKNOWN, E_PARAMETER_VALUE
   */
  with(parameters: Readonly<Record<string, unknown>>): Loss<C, P> {
    return this.#rebind(parameters);
  }

  /** The formula of one row's loss. */
  get formula(): Formula {
    return formulaOf(this.value);
  }

  /** The formula of the derivative with respect to the prediction. */
  get derivative(): Formula {
    return formulaOf(this.gradientExpression);
  }

  /** The graph of the derivative with respect to the prediction. */
  get gradientExpression(): Expression {
    this.#gradient ??= differentiate(this.value, 'prediction');
    return this.#gradient;
  }

  /**
   * The mean loss, Σ weight·value / Σ weight·divisor, in the loss's unit. NaN if there are no rows or a value is
   * NaN, ±∞ if a value is or the sum overflows.
   * @throws E_LENGTH_MISMATCH, E_NAN, E_INFINITE, E_PROBABILITY_RANGE, E_LABEL_RANGE, E_WEIGHT_RANGE with the index
   * Error bound: (u + (nu)²) Σ|weight·value| / Σ weight beyond that of the values, n ≤ 2¹³.
   */
  mean(
    target: InputOf<C['target']>,
    prediction: InputOf<C['prediction']>,
    options: RowOptions & SumOptions = {},
  ): number {
    return this.accumulator(undefined, options).add(target, prediction, options).value;
  }

  /**
   * The loss of each row, unweighted; 0 for a row whose label is ignored.
   * @throws as `mean`
   */
  values(
    target: InputOf<C['target']>,
    prediction: InputOf<C['prediction']>,
    others: GivenColumns = {},
  ): Float64Array {
    return this.#perRow(this.value, 'row', toTable(this.columns, target, prediction, { ...others }));
  }

  /**
   * The derivative of each row's loss with respect to its prediction, in the shape of the prediction (row-major).
   * At a kink it is what the primitive says: |x| has 0 at 0.
   * @throws as `mean`
   */
  gradient(
    target: InputOf<C['target']>,
    prediction: InputOf<C['prediction']>,
    others: GivenColumns = {},
  ): Float64Array {
    const { shape } = this.columns.prediction;
    const table = toTable(this.columns, target, prediction, { ...others });
    return this.#perRow(this.gradientExpression, shape, table);
  }

  /**
   * A mean to add rows to, merge and serialise.
   * @param state    to go on from; its sums are made as they were, unless `sum` says otherwise, which is refused
   * @throws         E_STATE_MISMATCH if the state is of another loss, other parameters or another version
   */
  accumulator(state?: AccumulatorState, { sum }: SumOptions = {}): Accumulator<C, P> {
    return new Accumulator(this, plainBackend, sum ?? state?.sum, state);
  }

  #perRow(node: Expression, shape: 'row' | 'matrix', { columns, rows }: Table): Float64Array {
    const roots = { sums: [], values: [{ node, shape }], factored: false };
    const program = new BlockProgram(roots, columns, plainBackend);
    const rules = new RowRules(this.rule, columns, program, strictPolicies, plainBackend);
    const width = shape === 'matrix' ? program.classes : 1;
    const result = new Float64Array(rows * width);
    const output = program.output(0);
    for (let from = 0; from < rows; from += program.blockRows) {
      const count = Math.min(program.blockRows, rows - from);
      rules.check(columns, from, count);
      program.run(columns, from, count);
      result.set(output.subarray(0, count * width), from * width);
      rules.fates?.subarray(0, count).forEach((fate, i) => {
        if (fate !== 0) result.fill(0, (from + i) * width, (from + i + 1) * width);
      });
    }
    return result;
  }
}
