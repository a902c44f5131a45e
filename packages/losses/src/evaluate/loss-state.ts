import { LossError } from '../errors.ts';
import { ZERO_SUM, divideTotals, mergeTotals, totalValue } from '../sums/index.ts';
import type { Total } from '../sums/index.ts';
import { mergeReduced } from '../reduce/reduced-state.ts';
import type { ReducedState } from '../reduce/reduced-state.ts';
import type { RowFate } from './row-fate.ts';

/** How many rows met each fate, and how many of the used ones deserve a word. */
export interface RowCounts extends Readonly<Record<RowFate, number>> {
  /** Used rows in which a logarithm's argument was raised to the floor. */
  readonly clipped: number;
  /** Used rows whose probabilities do not sum to 1. */
  readonly unnormalised: number;
}

/**
 * How many values of used rows are not finite numbers, or lose theirs when weighted. They stay out of the sum. Where
 * NaN propagates, its rows are counted here too.
 */
export interface SpecialCounts {
  readonly nan: number;
  readonly positiveInfinity: number;
  readonly negativeInfinity: number;
  readonly overflow: number;
  /** Values whose product with the weight is too small for a double to hold all its digits. */
  readonly underflow: number;
}

/** All that is kept of a loss over some rows: enough to merge with the state of other rows and to finish. */
export interface LossState {
  readonly rows: RowCounts;
  readonly special: SpecialCounts;
  /** Σ weight·value, in the loss's unit. */
  readonly total: Total;
  /** Σ weight·divisor: the number that the total is divided by. */
  readonly weight: Total;
  /** What a metric's reducers gathered, in their order; absent for a loss. */
  readonly reduced?: readonly ReducedState[];
}

export const emptyLossState: LossState = {
  rows: { used: 0, zeroWeight: 0, null: 0, nan: 0, infinite: 0, ignored: 0, clipped: 0, unnormalised: 0 },
  special: { nan: 0, positiveInfinity: 0, negativeInfinity: 0, overflow: 0, underflow: 0 },
  total: ZERO_SUM,
  weight: ZERO_SUM,
};

/** The counts of two runs of rows together. */
export function addCounts<C extends Readonly<Record<keyof C, number>>>(a: C, b: C): C {
  const sums: { -readonly [K in keyof C]: number } = { ...a };
  for (const key in sums) sums[key] += b[key];
  return sums as C;
}

/**
 * Merges the states of two runs of rows. Commutative; associative only up to rounding.
 * Error bound: that of `mergeTotals`; counts are exact up to 2⁵³.
 */
export function mergeLossStates(a: LossState, b: LossState): LossState {
  const merged: LossState = {
    rows: addCounts(a.rows, b.rows),
    special: addCounts(a.special, b.special),
    total: mergeTotals(a.total, b.total),
    weight: mergeTotals(a.weight, b.weight),
  };
  const reduced = mergeAllReduced(a.reduced, b.reduced);
  return reduced === undefined ? merged : { ...merged, reduced };
}

/**
 * Merges what reducers gathered of two runs of rows.
 * @throws E_STATE_MISMATCH if they are not as many
 */
export function mergeAllReduced(a: LossState['reduced'], b: LossState['reduced']): LossState['reduced'] {
  if (a === undefined || b === undefined) return a ?? b;
  return a.map((state, i) => {
    const other = b[i];
    if (other === undefined || a.length !== b.length) throw differentOutputs(a.length, b.length);
    return mergeReduced(state, other);
  });
}

function differentOutputs(a: number, b: number): LossError {
  return new LossError({
    code: 'E_STATE_MISMATCH',
    expected: `states over as many outputs, of ${a} reducers`,
    got: `one of ${b}`,
  });
}

/** Why a loss is a number or is none; a metric is `undefined` where its formula has no answer. */
export type ValueState = 'ok' | 'empty' | 'nan' | 'inf' | '-inf' | 'overflow' | 'underflow' | 'undefined';

/** What JSON can say. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

/** What a metric says beside its value: bounds, a matrix, a table. */
export type Details = Readonly<Record<string, Json>>;

/** A dataset-level loss or metric: a number, or null with its state. */
export interface LossValue {
  readonly value: number | null;
  readonly state: ValueState;
  /** Why the state is `undefined`, in words. */
  readonly reason?: string;
  readonly details?: Details;
}

/** What a finishing formula makes of a state that has rows and nothing odd: null where it has no answer. */
export type Finished = Omit<LossValue, 'state'>;

function specialState({ rows, special }: LossState): ValueState {
  if (special.nan > 0 || (special.positiveInfinity > 0 && special.negativeInfinity > 0)) return 'nan';
  if (special.positiveInfinity > 0) return 'inf';
  if (special.negativeInfinity > 0) return '-inf';
  if (special.overflow > 0) return 'overflow';
  if (special.underflow > 0) return 'underflow';
  return rows.used === 0 ? 'empty' : 'ok';
}

/** The value that a formula makes of a state; no rows, or no weight, is `empty`, never 0. */
export function finishedValue(state: LossState, finish: (state: LossState) => Finished): LossValue {
  const special = specialState(state);
  if (special !== 'ok') return { value: null, state: special };
  if (totalValue(state.weight) === 0) return { value: null, state: 'empty' };
  const { value, ...beside } = finish(state);
  if (value === null) return { value, state: 'undefined', ...beside };
  if (Number.isFinite(value)) return { value, state: 'ok', ...beside };
  // What is not a number was counted and stayed out: only moments that outgrew doubles come here.
  return { value: null, state: 'overflow' };
}

/** The mean: total over weight. */
export function meanOf(state: LossState): LossValue {
  return finishedValue(state, ({ total, weight }) => ({ value: divideTotals(total, weight) }));
}

/** The number that stands for a value in arithmetic: null becomes NaN or ±∞, as its state says. */
export function toNumber({ value, state }: LossValue): number {
  if (value !== null) return value;
  if (state === 'inf' || state === 'overflow') return Infinity;
  return state === '-inf' ? -Infinity : NaN;
}
