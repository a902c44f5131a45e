import { meanOf, totalValue } from '@offmark/losses';
import type { LossState, RowCounts, SumMethod, ValueState } from '@offmark/losses';
import type { InputSummary } from './dataset.ts';
import type { LossSpec } from './loss-spec.ts';

/** What became of the rows: `read` is the sum of the other fates. */
export interface RowLedger extends RowCounts {
  readonly read: number;
}

/** One loss over the whole dataset. */
export interface LossReport {
  readonly loss: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  /** The mean, in the loss's unit; null if there is none, as `state` says. */
  readonly value: number | null;
  readonly state: ValueState;
  /** Used rows whose loss is not a number, infinite, or overflows when weighted. */
  readonly nonFinite: LossState['special'];
  readonly rows: RowLedger;
  /** What the total was divided by: Σ weight·divisor. */
  readonly weight: number | null;
}

/** A job's outcome: `result` has the same bytes for the same rows; `provenance` tells how this run came by it. */
export interface Report {
  readonly version: 1;
  readonly result: {
    readonly rows: { readonly read: number };
    readonly losses: readonly LossReport[];
  };
  readonly provenance: Provenance;
}

export interface Provenance {
  readonly offmark: string;
  readonly sum: SumMethod;
  readonly backend: string;
  readonly workers: number;
  readonly inputs: readonly InputSummary[];
  readonly started: string;
  readonly seconds: number;
  readonly machine: {
    readonly node: string;
    readonly platform: string;
    readonly arch: string;
    readonly cpus: number;
  };
}

function ledgerOf(rows: RowCounts): RowLedger {
  const { used, zeroWeight, null: nulls, nan, infinite, ignored } = rows;
  return { read: used + zeroWeight + nulls + nan + infinite + ignored, ...rows };
}

/** The report of one loss, from its state over all rows. */
export function lossReport(
  spec: LossSpec,
  parameters: LossReport['parameters'],
  state: LossState,
): LossReport {
  const { value, state: valueState } = meanOf(state);
  const weight = totalValue(state.weight);
  return {
    loss: spec.name,
    parameters,
    value,
    state: valueState,
    nonFinite: state.special,
    rows: ledgerOf(state.rows),
    weight: Number.isFinite(weight) ? weight : null,
  };
}
