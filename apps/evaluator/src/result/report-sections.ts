import type { RowPolicies, ValueState } from '@offmark/losses';

/** What losses were evaluated by, beside their own parameters. */
export interface ReportedPlan {
  /** The columns by role; several of predictions as a list. */
  readonly columns: Readonly<Record<string, string | readonly string[]>>;
  /** What the classes 0, 1, … are called where the target is text. */
  readonly classes?: readonly string[];
  readonly policies: RowPolicies;
}

/** What the baseline was evaluated by, where now it is another. */
export interface PlanDifference {
  /** `target column`, `policy of nulls`, `inputs`, … */
  readonly what: string;
  readonly baseline: string;
  readonly now: string;
}

/** What JSON can hold. */
export type JsonValue =
  | string
  | number
  | boolean
  | null
  | readonly JsonValue[]
  | { readonly [name: string]: JsonValue };

/** How far a mean may be off, in the loss's unit; null where there are too few rows to say. */
export interface Interval {
  /** The share of such intervals that hold the true mean: 0.95. */
  readonly confidence: number;
  readonly standardError: number | null;
  readonly low: number | null;
  readonly high: number | null;
  /** How it was found, in words: "normal", "bootstrap, 200 resamples, seed 1". */
  readonly method: string;
}

/** A value of a column that rows are grouped by; null is a value of its own. */
export type SliceValue = string | number | boolean | null;

/** Why a loss has no counterpart in the baseline. */
export type MissingState = 'missing' | 'other parameters' | 'other rows';

/** Rows that were compared one by one: `read` is the sum of the others. */
export interface ComparedRows {
  readonly read: number;
  /** Rows that both predictions use. */
  readonly used: number;
  /** Rows that only one of them uses, which are not compared. */
  readonly unpaired: number;
  /** Rows that none of them uses. */
  readonly unused: number;
}

/** One loss beside the same loss of the baseline. */
export interface LossComparison {
  readonly loss: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  /** The column of predictions, where several were evaluated. */
  readonly prediction?: string;
  /** Over the rows that are compared, where rows were compared one by one; the baseline's is too. */
  readonly value?: number | null;
  readonly baseline: number | null;
  /** The state of the baseline's value, or why there is none to compare with. */
  readonly state: ValueState | MissingState;
  /** Value − baseline, in the loss's unit. */
  readonly difference: number | null;
  /** Difference / |baseline|; null where that is 0. */
  readonly relative: number | null;
  readonly verdict: 'better' | 'worse' | 'same' | null;
  /** Of the difference, where rows were compared one by one. */
  readonly interval?: Interval;
  readonly rows?: ComparedRows;
  /** Why there is nothing to compare, in words. */
  readonly reason: string | null;
}

/** The losses of each slice of a grouping beside the baseline's, in the order of the report's slices. */
export interface SliceComparison {
  readonly by: readonly string[];
  readonly slices: readonly {
    readonly key: readonly SliceValue[];
    readonly losses: readonly LossComparison[];
  }[];
}

export interface Comparison {
  /** What is compared with: an earlier report, or another column of predictions in the same rows. */
  readonly with: { readonly kind: 'report' } | { readonly kind: 'column'; readonly column: string };
  readonly losses: readonly LossComparison[];
  readonly slices?: readonly SliceComparison[];
}

/** A row by its place: batch and row count from 0, the row within its file. */
export interface RowPlace {
  readonly path: string;
  readonly batch: number;
  readonly row: number;
}

/** The rows with the largest loss, the largest first. */
export interface WorstRows {
  readonly loss: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly rows: readonly (RowPlace & {
    /** Of the row alone, without its weight; null if it is infinite. */
    readonly value: number | null;
    readonly weight?: number;
    /** The columns that were asked for. */
    readonly columns: Readonly<Record<string, SliceValue>>;
  })[];
}

/** How JSON names the numbers that it has not. */
export const badNames = ['NaN', 'Infinity', '-Infinity'] as const;

/** A value for which a row was not used, or made the loss no number. */
export interface BadValue extends RowPlace {
  readonly column: string;
  /** Its place in a list; of a list, the first such value is listed. */
  readonly index?: number;
  /** null if there is none. */
  readonly value: (typeof badNames)[number] | null;
}

/**
 * How many used rows, whatever their weights, have an error (prediction − target) or a loss within [edge i, edge i+1).
 * The last of edges that were asked for is within too.
 */
export interface Histogram {
  readonly of: 'error' | 'loss';
  /** The loss, if it is one's. */
  readonly loss?: string;
  readonly parameters?: Readonly<Record<string, unknown>>;
  /** In increasing order, one more than there are counts. */
  readonly edges: readonly number[];
  readonly counts: readonly number[];
  readonly below: number;
  readonly above: number;
}

/** What was predicted beside what came true, over bins [low, high) of the prediction; the last is closed. */
export interface CalibrationCurve {
  /** What the predictions are of: a column, or a class of it. */
  readonly of: string;
  readonly bins: readonly {
    readonly low: number;
    readonly high: number;
    readonly rows: number;
    /** Weighted means over the bin's rows; null if it has none. */
    readonly prediction: number | null;
    readonly target: number | null;
    /** The mean of prediction − target; of predicted numbers alone, whose bins have about as many rows each. */
    readonly error?: number | null;
  }[];
}

/** A gate's outcome. Nothing to measure is a failure with its own reason. */
export interface GateResult {
  /** As it was written. */
  readonly expression: string;
  /** `warn` is the failure of a gate that only warns. */
  readonly status: 'pass' | 'fail' | 'warn';
  readonly actual: number | null;
  readonly threshold: number | null;
  /** Why it did not pass; null if it did. */
  readonly reason: string | null;
}
