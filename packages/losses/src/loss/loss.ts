import { plainBackend } from '../backend/plain.ts';
import { finishOutputs } from '../evaluate/outputs.ts';
import { strictPolicies } from '../evaluate/row-fate.ts';
import { meanOf } from '../evaluate/loss-state.ts';
import type { LossState, LossValue } from '../evaluate/loss-state.ts';
import { RowRules } from '../evaluate/row-rules.ts';
import { differentiate } from '../expression/differentiate.ts';
import type { Expression } from '../expression/expression.ts';
import { formulaOf } from '../expression/formula.ts';
import type { Formula } from '../expression/formula.ts';
import { BlockProgram } from '../program/block-program.ts';
import { BoundMeasure } from './bound-measure.ts';
import type { BoundParts } from './bound-measure.ts';
import type { LossColumns, Parameters } from './define-loss.ts';
import type { InputOf, OutputsOf } from './input.ts';
import type { RowOptions, SumOptions } from './measure.ts';
import { toTable } from './table.ts';
import type { GivenColumns, Table } from './table.ts';

interface LossParts<C extends LossColumns, P extends Parameters> extends BoundParts<C, P, Loss<C, P>> {
  readonly value: Expression<'row'>;
}

/** A loss with its parameters bound: what it is, in formulas and numbers. Immutable. */
export class Loss<
  C extends LossColumns = LossColumns,
  P extends Parameters = Parameters,
> extends BoundMeasure<C, P, Loss<C, P>> {
  readonly value: Expression<'row'>;
  readonly isMean = true;
  #gradient: Expression | undefined;

  constructor(parts: LossParts<C, P>) {
    super(parts);
    this.value = parts.value;
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
    target: OutputsOf<C['target']>,
    prediction: OutputsOf<C['prediction']>,
    options: RowOptions & SumOptions = {},
  ): number {
    return this.accumulator(undefined, options).add(target, prediction, options).value;
  }

  /** The mean of the rows that a state was gathered of. */
  finish(state: LossState): LossValue {
    return finishOutputs(this, state, meanOf);
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
