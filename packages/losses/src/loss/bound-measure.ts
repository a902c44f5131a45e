import { plainBackend } from '../backend/plain.ts';
import type { LossState, LossValue } from '../evaluate/loss-state.ts';
import type { Expression } from '../expression/expression.ts';
import { Accumulator } from './accumulator.ts';
import type { AccumulatorState } from './accumulator-state.ts';
import type { LossColumns, Parameters } from './define-loss.ts';
import type { Guide } from './guide.ts';
import type { OutputsOf } from './input.ts';
import type { Measure, RowOptions, SumOptions } from './measure.ts';
import type { ValuesOf } from './parameter.ts';

/** What losses and metrics are made of alike: their definition with parameters bound. */
export interface BoundParts<C extends LossColumns, P extends Parameters, Self> {
  readonly name: string;
  readonly summary: string;
  readonly source: string;
  readonly guide: Guide | null;
  readonly columns: C;
  readonly parameters: P;
  readonly values: ValuesOf<P>;
  readonly divisor: Expression;
  readonly ignoredLabel: number | null;
  readonly higherIsBetter: boolean;
  readonly rebind: (parameters: Readonly<Record<string, unknown>>) => Self;
}

/** What losses and metrics have in common. @typeParam Self  which of the two it is, with other parameters too */
export abstract class BoundMeasure<
  C extends LossColumns,
  P extends Parameters,
  Self extends Measure<C>,
> implements Measure<C> {
  readonly name: string;
  readonly summary: string;
  readonly source: string;
  /** When to choose it, and what others call it. */
  readonly guide: Guide | null;
  readonly columns: C;
  readonly parameters: P;
  /** The parameters' values, as reports show them. */
  readonly parameterValues: ValuesOf<P>;
  abstract readonly value: Expression<'row'> | null;
  abstract readonly isMean: boolean;
  readonly divisor: Expression;
  readonly rule: Measure['rule'];
  readonly higherIsBetter: boolean;
  readonly #rebind: BoundParts<C, P, Self>['rebind'];

  constructor(parts: BoundParts<C, P, Self>) {
    this.name = parts.name;
    this.summary = parts.summary;
    this.source = parts.source;
    this.guide = parts.guide;
    this.columns = parts.columns;
    this.parameters = parts.parameters;
    this.parameterValues = parts.values;
    this.divisor = parts.divisor;
    this.rule = { domains: { ...parts.columns }, ignoredLabel: parts.ignoredLabel };
    this.higherIsBetter = parts.higherIsBetter;
    this.#rebind = parts.rebind;
  }

  /**
   * The same with other parameters.
   * @throws E_PARAMETER_UNKNOWN, E_PARAMETER_VALUE
   */
  with(parameters: Readonly<Record<string, unknown>>): Self {
    return this.#rebind(parameters);
  }

  /** The value of the rows that a state was gathered of. */
  abstract finish(state: LossState): LossValue;

  /**
   * The value of some rows, or null and why there is none.
   * @throws E_LENGTH_MISMATCH, E_NAN, E_INFINITE, E_PROBABILITY_RANGE, E_LABEL_RANGE, E_WEIGHT_RANGE with the index
   */
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
