import type { LossState, LossValue } from '../evaluate/loss-state.ts';
import type { RowLoss } from '../evaluate/row-loss.ts';
import type { SumMethod } from '../sums/index.ts';
import type { Accumulator } from './accumulator.ts';
import type { AccumulatorState } from './accumulator-state.ts';
import type { LossColumns, Parameters } from './define-loss.ts';
import type { Guide } from './guide.ts';
import type { Numbers, OutputsOf } from './input.ts';
import type { GivenColumns } from './table.ts';
import type { ValuesOf } from './parameter.ts';

/** What goes with the rows of a loss or a metric. */
export interface MeanOptions {
  /** A number of at least 0 per row; a mean is Σ weight·value / Σ weight. */
  readonly weights?: Numbers;
}

/**
 * What a loss or metric takes beside target and prediction: weights, and whatever other columns the loss has, by their roles.
 * Which those are is checked when they are given: types of the roles made every assignment of a loss slow to check.
 */
export type RowOptions = MeanOptions & GivenColumns;

/** How a loss or metric is summed. */
export interface SumOptions {
  /** `kahan` if not given; `exact` rounds once, whatever the order and split of the rows. */
  readonly sum?: SumMethod;
}

/** A loss or a metric with its parameters bound: one value over a whole dataset. */
export interface Measure<C extends LossColumns = LossColumns> extends RowLoss {
  readonly name: string;
  readonly summary: string;
  /** Where it comes from: author, year, DOI. */
  readonly source: string;
  /** When to choose it, and what others call it. */
  readonly guide: Guide | null;
  readonly columns: C;
  readonly parameters: Parameters;
  /** The parameters' values, as reports show them. */
  readonly parameterValues: ValuesOf<Parameters>;
  /** Whether the value is the mean of a number per row, and not some formula over it. */
  readonly isMean: boolean;
  /** Of two values, the larger is the better one; a loss is better when it is smaller. */
  readonly higherIsBetter?: boolean;
  /**
   * The same with other parameters.
   * @throws E_PARAMETER_UNKNOWN, E_PARAMETER_VALUE
   */
  with(parameters: Readonly<Record<string, unknown>>): Measure<C>;
  /** The value of all rows, from what was gathered of them. */
  finish(state: LossState): LossValue;
  /**
   * The value of some rows, or null and why there is none; with the details that it has. Where a number is compared
   * with a number, rows of several outputs are taken too: the uniform average, with each output in the details.
   * @throws E_LENGTH_MISMATCH, E_NAN, E_INFINITE, E_PROBABILITY_RANGE, E_LABEL_RANGE, E_WEIGHT_RANGE with the index
   */
  evaluate(
    target: OutputsOf<C['target']>,
    prediction: OutputsOf<C['prediction']>,
    options?: RowOptions & SumOptions,
  ): LossValue;
  /**
   * To add rows to, merge and serialise.
   * @param state  to go on from; its sums are made as they were, unless `sum` says otherwise, which is refused
   * @throws       E_STATE_MISMATCH if the state is of another loss, other parameters or another version
   */
  accumulator(state?: AccumulatorState, options?: SumOptions): Accumulator<C>;
}
