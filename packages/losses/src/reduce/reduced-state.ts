import { ZERO_SUM, mergeTotals } from '../sums/index.ts';
import type { Total } from '../sums/index.ts';
import { mergeBins } from './bins-state.ts';
import type { BinsState } from './bins-state.ts';
import { mergeExactBins, mergeExactMoments, roundedBins, roundedMoments } from './exact-states.ts';
import type { ExactBinsState, ExactMomentsState } from './exact-states.ts';
import { mergeMoments } from './moments-state.ts';
import type { MomentsState } from './moments-state.ts';

/** Σ weight·term. */
export interface SumState {
  readonly kind: 'sum';
  readonly sum: Total;
}

/** The largest term; null for no rows. */
export interface MaximumState {
  readonly kind: 'maximum';
  readonly value: number | null;
}

/** What a reducer keeps of some rows. Plain data that survives JSON: no number is infinite, NaN or −0. */
export type ReducedState = RoundedState | ExactMomentsState | ExactBinsState;

/** What finishing formulas are given: exact moments and bins are rounded to pairs before. */
export type RoundedState = SumState | MaximumState | MomentsState | BinsState;

export const emptySum: SumState = { kind: 'sum', sum: ZERO_SUM };
export const emptyMaximum: MaximumState = { kind: 'maximum', value: null };

/**
 * Merges the states of two runs of rows, `a` before `b`. Exact for maxima, counts and exact sums; else as the kinds say.
 * @throws RangeError for states of different kinds
 */
export function mergeReduced(a: ReducedState, b: ReducedState): ReducedState {
  if (a.kind === 'sum' && b.kind === 'sum') return { kind: 'sum', sum: mergeTotals(a.sum, b.sum) };
  if (a.kind === 'maximum' && b.kind === 'maximum') return mergeMaxima(a, b);
  if (a.kind === 'moments' && b.kind === 'moments') return mergeMoments(a, b);
  if (a.kind === 'bins' && b.kind === 'bins') return mergeBins(a, b);
  if (a.kind === 'exact moments' && b.kind === 'exact moments') return mergeExactMoments(a, b);
  if (a.kind === 'exact bins' && b.kind === 'exact bins') return mergeExactBins(a, b);
  throw new RangeError(`a state of ${a.kind} does not merge with one of ${b.kind}`);
}

/** A state as finishing formulas take it. */
export function roundedState(state: ReducedState): RoundedState {
  if (state.kind === 'exact moments') return roundedMoments(state);
  return state.kind === 'exact bins' ? roundedBins(state) : state;
}

function mergeMaxima(a: MaximumState, b: MaximumState): MaximumState {
  if (a.value === null) return b;
  return b.value === null || b.value <= a.value ? a : b;
}
