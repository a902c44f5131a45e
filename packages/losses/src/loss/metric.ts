import { finishedValue } from '../evaluate/loss-state.ts';
import type { Finished, LossState, LossValue } from '../evaluate/loss-state.ts';
import { finishOutputs } from '../evaluate/outputs.ts';
import type { Expression } from '../expression/expression.ts';
import { formulaOf } from '../expression/formula.ts';
import type { Formula } from '../expression/formula.ts';
import type { Reducer } from '../reduce/reducer.ts';
import { BoundMeasure } from './bound-measure.ts';
import type { BoundParts } from './bound-measure.ts';
import type { LossColumns, Parameters } from './define-loss.ts';

interface MetricParts<C extends LossColumns, P extends Parameters> extends BoundParts<C, P, Metric<C, P>> {
  readonly value: Expression<'row'> | null;
  readonly formula: Expression | null;
  readonly reducers: readonly Reducer[];
  readonly finish: (state: LossState) => Finished;
}

/**
 * A metric with its parameters bound: a formula over sums, moments, extremes or bins of all rows, and so without a value
 * or a gradient of one row. Immutable.
 */
export class Metric<
  C extends LossColumns = LossColumns,
  P extends Parameters = Parameters,
> extends BoundMeasure<C, P, Metric<C, P>> {
  readonly value: Expression<'row'> | null;
  readonly reducers: readonly Reducer[];
  readonly isMean = false;
  /** The graph of the value over all rows; null where no formula is short. */
  readonly formulaExpression: Expression | null;
  readonly #finish: MetricParts<C, P>['finish'];

  constructor(parts: MetricParts<C, P>) {
    super(parts);
    this.value = parts.value;
    this.reducers = parts.reducers;
    this.formulaExpression = parts.formula;
    this.#finish = parts.finish;
  }

  /** The formula of the value over all rows; null where none is short. */
  get formula(): Formula | null {
    return this.formulaExpression && formulaOf(this.formulaExpression);
  }

  finish(state: LossState): LossValue {
    return finishOutputs(this, state, (one) => finishedValue(one, this.#finish));
  }
}
