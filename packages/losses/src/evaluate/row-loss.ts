import type { Expression } from '../expression/expression.ts';
import type { Reducer } from '../reduce/reducer.ts';
import type { RowRule } from './row-rules.ts';

/** What a loss or a metric is to the evaluator: what is gathered of each row, and the rule of its rows. */
export interface RowLoss {
  /** What is summed; null where nothing but the reducers' terms is. */
  readonly value: Expression<'row'> | null;
  /** How much a row counts in the mean's divisor, before its weight; the constant 1 for most losses. */
  readonly divisor: Expression;
  readonly rule: RowRule;
  /** What else is gathered; absent for a loss. */
  readonly reducers?: readonly Reducer[];
}
