import { plainBackend } from '../backend/plain.ts';
import { finishedValue } from '../evaluate/loss-state.ts';
import type { Finished, LossState, LossValue } from '../evaluate/loss-state.ts';
import { finishOutputs } from '../evaluate/outputs.ts';
import type { Expression } from '../expression/expression.ts';
import { formulaOf } from '../expression/formula.ts';
import type { Formula } from '../expression/formula.ts';
import type { Reducer } from '../reduce/reducer.ts';
import { Accumulator } from './accumulator.ts';
import type { AccumulatorState } from './accumulator-state.ts';
import type { LossColumns, Parameters } from './define-loss.ts';
import type { Guide } from './guide.ts';
import type { OutputsOf } from './input.ts';
import type { Measure, RowOptions, SumOptions } from './measure.ts';
import type { ValuesOf } from './parameter.ts';

interface MetricParts<C extends LossColumns, P extends Parameters> {
  readonly name: string;
  readonly summary: string;
  readonly source: string;
  readonly guide: Guide | null;
  readonly columns: C;
  readonly parameters: P;
  readonly values: ValuesOf<P>;
  readonly value: Expression<'row'> | null;
  readonly divisor: Expression;
  readonly ignoredLabel: number | null;
  readonly higherIsBetter: boolean;
  readonly formula: Expression | null;
  readonly reducers: readonly Reducer[];
  readonly finish: (state: LossState) => Finished;
  readonly rebind: (parameters: Readonly<Record<string, unknown>>) => Metric<C, P>;
}

/**
 * A metric with its parameters bound: a formula over sums, moments, extremes or bins of all rows, and so without a value
 * or a gradient of one row. Immutable.
 */
export class Metric<
  C extends LossColumns = LossColumns,
  P extends Parameters = Parameters,
> implements Measure<C> {
  readonly name: string;
  readonly summary: string;
  readonly source: string;
  readonly guide: Guide | null;
  readonly columns: C;
  readonly parameters: P;
  readonly parameterValues: ValuesOf<P>;
  readonly value: Expression<'row'> | null;
  readonly divisor: Expression;
  readonly rule: Measure['rule'];
  readonly higherIsBetter: boolean;
  readonly reducers: readonly Reducer[];
  /** The graph of the value over all rows; null where no formula is short. */
  readonly formulaExpression: Expression | null;
  readonly #finish: MetricParts<C, P>['finish'];
  readonly #rebind: MetricParts<C, P>['rebind'];

  constructor(parts: MetricParts<C, P>) {
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
    this.higherIsBetter = parts.higherIsBetter;
    this.reducers = parts.reducers;
    this.formulaExpression = parts.formula;
    this.#finish = parts.finish;
    this.#rebind = parts.rebind;
  }

  /** The formula of the value over all rows; null where none is short. */
  get formula(): Formula | null {
    return this.formulaExpression && formulaOf(this.formulaExpression);
  }

  with(parameters: Readonly<Record<string, unknown>>): Metric<C, P> {
    return this.#rebind(parameters);
  }

  finish(state: LossState): LossValue {
    return finishOutputs(this, state, (one) => finishedValue(one, this.#finish));
  }

  evaluate(
    target: OutputsOf<C['target']>,
    prediction: OutputsOf<C['prediction']>,
    options: RowOptions & SumOptions = {},
  ): LossValue {
    return this.accumulator(undefined, options).add(target, prediction, options).result;
  }

  accumulator(state?: AccumulatorState, { sum }: SumOptions = {}): Accumulator<C> {
    return new Accumulator<C>(this, plainBackend, sum ?? state?.sum, state);
  }
}
