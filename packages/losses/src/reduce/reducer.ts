import type { Backend } from '../backend/backend.ts';
import type { SpecialCounts } from '../evaluate/loss-state.ts';
import type { Expression } from '../expression/expression.ts';
import type { SumMethod } from '../sums/index.ts';
import type { ReducedState, RoundedState } from './reduced-state.ts';
import type { RowReduction } from './row-reduction.ts';

/** A block's rows as a reduction sees them. */
export interface ReducedBlock {
  /** What the program computed of the reducer's inputs, in their order. */
  readonly inputs: readonly Float64Array[];
  /** Above 0 for rows that are used; null where every row counts 1. */
  readonly weights: Float64Array | null;
  readonly count: number;
  /** null where every row is used; else only those with 0 are. */
  readonly fates: Uint8Array | null;
}

/** What a reducer has gathered of one chunk, row after row from its first: splits and backends change no bit. */
export interface Reduction {
  add(block: ReducedBlock): void;
  /** Of the rows so far. */
  readonly state: ReducedState;
  /** Rows that have no place in the state: their terms are not finite, or out of the range that it holds exactly. */
  readonly special: SpecialCounts;
  /** The next chunk starts from nothing. */
  reset(): void;
}

/** A graph that the block program computes, and the shape of its register. */
export interface ReducedInput {
  readonly node: Expression;
  readonly shape: 'row' | 'matrix';
}

/** A number per row; what has fewer numbers is the same in every row. */
export const row = (node: Expression): ReducedInput => ({ node, shape: 'row' });
export const matrix = (node: Expression<'matrix'>): ReducedInput => ({ node, shape: 'matrix' });

/** What is gathered of the rows: terms per row as graphs, and a state that merges. */
export interface Reducer<S extends RoundedState = RoundedState> {
  readonly kind: S['kind'];
  readonly inputs: readonly ReducedInput[];
  /** The state of no rows. */
  readonly empty: S;
  /**
   * What gathers rows one by one: small where it has gathered few.
   * @throws E_CLASS_COUNT if there are more classes than the reducer holds
   */
  readonly start: (classes: number, method: SumMethod) => RowReduction;
  /** What gathers all rows of a chunk, where there is a faster way; it throws as `start`. */
  readonly startBlocks?: (backend: Backend, classes: number, method: SumMethod) => Reduction;
}
