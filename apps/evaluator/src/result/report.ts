import { totalValue } from '@offmark/losses';
import type { LossState, Measure, RowCounts, SumMethod, ValueState } from '@offmark/losses';
import type { InputSummary } from '../inputs/dataset.ts';
import type { Verification } from '../verify/verification.ts';
import type {
  BadValue,
  CalibrationCurve,
  Comparison,
  GateResult,
  Histogram,
  Interval,
  JsonValue,
  PlanDifference,
  ReportedPlan,
  SliceValue,
  WorstRows,
} from './report-sections.ts';

/** What became of the rows: `read` is the sum of the other fates. */
export interface RowLedger extends RowCounts, FilteredRows {
  readonly read: number;
}

/** Rows that the condition left out; absent where there was none. */
export interface FilteredRows {
  readonly filtered?: number;
}

/** One loss or metric over the whole dataset, or a slice of it. Optional members are absent where nobody asked for them. */
export interface LossReport {
  readonly loss: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  /** The column of predictions, where several are evaluated. */
  readonly prediction?: string;
  /** In the loss's unit; null if there is none, as `state` says. */
  readonly value: number | null;
  readonly state: ValueState;
  /** Why the state is `undefined`, or what is special about the value, in words. */
  readonly reason?: string;
  /** Used rows whose loss is not a number, infinite, or overflows when weighted; with --nans propagate, rows with NaN too. */
  readonly nonFinite: LossState['special'];
  readonly rows: RowLedger;
  /** What the total was divided by: Σ weight·divisor. */
  readonly weight: number | null;
  readonly interval?: Interval;
  /** What the loss tells beside its value: bounds as `low` and `high`, a confusion matrix, values per class. */
  readonly details?: Readonly<Record<string, JsonValue>>;
  /** Of two values, the larger is the better one; a loss is better when it is smaller. */
  readonly higherIsBetter?: true;
}

/** The details that have a member for each class, in their order: of the matrix both rows and columns. */
export const perClass: readonly string[] = ['classes', 'matrix'];

/** One loss over one slice. */
export interface SliceLoss extends LossReport {
  /** The slice's share of the loss's total: shares add up to 1, null if that is 0; absent for what has no total. */
  readonly share?: number | null;
}

/** The rows that agree in the columns of a grouping. */
export interface Slice {
  /** A value for each column of the grouping. */
  readonly key: readonly SliceValue[];
  readonly rows: { readonly read: number };
  readonly losses: readonly SliceLoss[];
}

/** All rows, grouped by one or more columns; the slices and `other` add up to the whole. */
export interface SliceGrouping {
  readonly by: readonly string[];
  /** How many slices there are, those in `other` included. */
  readonly distinct: number;
  readonly slices: readonly Slice[];
  /** The slices that are not listed, together. */
  readonly other?: Omit<Slice, 'key'> & { readonly count: number };
}

/** A job's outcome: `result` has the same bytes for the same rows; `provenance` tells how this run came by it. */
export interface Report {
  readonly version: 1;
  readonly result: Result;
  readonly provenance: Provenance;
}

/** Members that are optional are absent where nobody asked for them. */
export interface Result {
  readonly rows: { readonly read: number } & FilteredRows;
  /** The condition on the rows that count, as it was written. */
  readonly where?: string;
  /** What the classes 0, 1, … of the losses' details are called, where that is known. */
  readonly classes?: readonly string[];
  readonly losses: readonly LossReport[];
  readonly slices?: readonly SliceGrouping[];
  readonly comparison?: Comparison;
  readonly worst?: readonly WorstRows[];
  /** The first of them, in the order of the rows. */
  readonly badValues?: readonly BadValue[];
  readonly histograms?: readonly Histogram[];
  readonly calibration?: readonly CalibrationCurve[];
  readonly gates?: readonly GateResult[];
}

export interface Provenance {
  /** The job of a configuration; absent without one. */
  readonly job?: string;
  readonly offmark: string;
  /** What the losses were evaluated by; a report with a `verification` tells it there. */
  readonly plan?: ReportedPlan;
  readonly sum: SumMethod;
  /** How far a sum S of the rows' values x may be from the true one. */
  readonly sumError: string;
  readonly backend: string;
  readonly workers: number;
  readonly inputs: readonly (InputSummary & { readonly digest?: string })[];
  /** The earlier report that was compared with. */
  readonly baseline?: {
    readonly path: string | null;
    readonly started: string;
    /** The condition on its rows; absent if it had none. */
    readonly where?: string;
    /** What else than rows and losses it was evaluated by that now is another; absent if nothing is. */
    readonly differences?: readonly PlanDifference[];
  };
  /** What verifies the report, if it was asked for or a state was kept; inputs then have a `digest` each. */
  readonly verification?: Verification;
  readonly started: string;
  readonly seconds: number;
  readonly machine: {
    readonly node: string;
    readonly platform: string;
    readonly arch: string;
    readonly cpus: number;
  };
}

function ledgerOf(rows: RowCounts, filteredRows: FilteredRows): RowLedger {
  const { used, zeroWeight, null: nulls, nan, infinite, ignored } = rows;
  const { filtered = 0 } = filteredRows;
  const read = filtered + used + zeroWeight + nulls + nan + infinite + ignored;
  return { read, ...filteredRows, ...rows };
}

/**
 * The report of one loss or metric, from its state over all rows.
 * @param prediction  the column of predictions, if there are several
 */
export function lossReport(
  measure: Measure,
  state: LossState,
  filtered: FilteredRows,
  prediction?: string,
): LossReport {
  const { value, state: valueState, reason, details } = measure.finish(state);
  const weight = totalValue(state.weight);
  return {
    loss: measure.name,
    parameters: measure.parameterValues,
    ...(prediction === undefined ? {} : { prediction }),
    value,
    state: valueState,
    ...(reason === undefined ? {} : { reason }),
    nonFinite: state.special,
    rows: ledgerOf(state.rows, filtered),
    weight: Number.isFinite(weight) ? weight : null,
    ...(details === undefined ? {} : { details }),
    ...(measure.higherIsBetter === true ? { higherIsBetter: true } : {}),
  };
}
