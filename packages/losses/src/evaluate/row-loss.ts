import type { Expression } from '../expression/expression.ts';
import type { RowRule } from './row-rules.ts';

/** What a loss is to the evaluator: a value and a divisor for each row, and the rule of its rows. */
export interface RowLoss {
  readonly value: Expression<'row'>;
  /** How much a row counts in the mean's divisor, before its weight; the constant 1 for most losses. */
  readonly divisor: Expression;
  readonly rule: RowRule;
}
