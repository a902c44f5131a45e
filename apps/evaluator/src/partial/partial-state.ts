import type { MergeTreeNode } from '@offmark/losses';
import type { InputSummary } from '../dataset.ts';
import { jsonDigest } from '../json-digest.ts';
import type { ColumnNames, ScoringPlan } from '../plan.ts';
import type { ScanState } from '../scan-state.ts';

/**
 * What was asked of the rows, whatever ran it, each loss with all its parameters: states of other plans don't merge.
 * Plain data.
 */
export interface PartialPlan extends Pick<ScoringPlan, 'losses' | 'policies' | 'sum' | 'where'> {
  readonly columns: ColumnNames;
  /** What the classes 0, 1, … are called where the target is text; null where nobody named them. */
  readonly classes: readonly string[] | null;
}

/** An input of a job, as far as a part of it needs to know it again. */
export interface PartialInput extends InputSummary {
  /** 128 bits over the values that were read of it, in hexadecimal digits: the sum over its chunks. */
  readonly digest: string;
}

/** Some or all chunks of one sequence of inputs. */
export interface PartialJob {
  /** All inputs of the job, in its order, those too of which no chunk is in here. */
  readonly inputs: readonly PartialInput[];
  /** The maximal complete subtrees of the chunks that are in here, in their order. */
  readonly nodes: readonly MergeTreeNode<ScanState>[];
}

/**
 * What is kept of a job to merge it with others and to finish it: plain, JSON-safe, canonical. Jobs are in the order of
 * their first inputs' paths.
 */
export interface PartialState {
  readonly kind: 'offmark partial state';
  readonly version: 1;
  readonly plan: PartialPlan;
  readonly jobs: readonly PartialJob[];
}

/** 128 bits over a state's members: they tell what was changed on its way, not what was forged. */
export function checksumOf(members: object): string {
  return jsonDigest(members).slice(0, 32);
}

/** Equal states are equal text: their members stand in one order, and their checksum behind them. */
export function partialStateText(state: PartialState): string {
  return `${JSON.stringify({ ...state, checksum: checksumOf(state) })}\n`;
}
