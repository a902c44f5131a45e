import { LossError } from '../errors.ts';
import type { ErrorDetails } from '../errors.ts';

/**
 * What becomes of a row. It counts under the first that applies, in this order; the fates of all rows add up to the
 * rows read.
 */
export const rowFates = ['used', 'zeroWeight', 'null', 'nan', 'infinite', 'ignored'] as const;
export type RowFate = (typeof rowFates)[number];

/** What to do with rows that have no value or one that is not a number. */
export interface RowPolicies {
  readonly nulls: 'error' | 'skip';
  /** NaN, and infinity where the column's domain has none; `propagate` makes the loss of all rows no number. */
  readonly nans: NanPolicy;
}

export const nanPolicies = ['error', 'skip', 'propagate'] as const;
export type NanPolicy = (typeof nanPolicies)[number];

export const strictPolicies: RowPolicies = { nulls: 'error', nans: 'error' };

/** A row that breaks the rules, with its number (from 0, counted from the first row of the call) and column. */
export class RowError extends LossError {
  override readonly name: string = 'RowError';
  readonly row: number;
  readonly role: string;
  /** Which number of the row it is, where there are several. */
  readonly index: number;

  constructor(row: number, role: string, details: Omit<ErrorDetails, 'place'>, index = 0) {
    super({ ...details, place: `${role}[${row}]` });
    this.row = row;
    this.role = role;
    this.index = index;
  }
}
