import type { Spread } from './measure.ts';

/** What a figure has to be. */
export interface Goal {
  readonly bound: 'at least' | 'at most';
  readonly limit: number;
}

/** One timed side of a row. */
export interface Side extends Spread {
  readonly name: string;
  /** Median of the milliseconds of processor, all threads together. */
  readonly cpu: number;
  /** Samples during which others worked too. */
  readonly disturbed: number;
}

/** One line of the table. */
export interface Row {
  readonly title: string;
  readonly goal: Goal;
  /** What the goal bounds: a ratio of medians unless the unit says otherwise. */
  readonly figure: number;
  readonly unit: '×' | '%' | 'MB';
  /** What the sides are measured in. */
  readonly sideUnit: 'ms' | 'MB';
  readonly ours: Side;
  readonly other: Side;
  /** All that ran beside them. */
  readonly beside: readonly Side[];
  /** Ways of rivals that were tried once and were much slower than others, in milliseconds. */
  readonly triedOnce: Readonly<Record<string, number>>;
  /** The losses, as all agreed. */
  readonly values: readonly number[];
}

export function isMet({ goal, figure }: Row): boolean {
  return goal.bound === 'at least' ? figure >= goal.limit : figure <= goal.limit;
}

export const atLeast = (limit: number): Goal => ({ bound: 'at least', limit });
export const atMost = (limit: number): Goal => ({ bound: 'at most', limit });
