import type { Measure } from '@offmark/losses';
import { causeSections } from './causes/cause-report.ts';
import type { CauseParts } from './causes/cause-report.ts';
import { itemAt } from './item-at.ts';
import type { ScoringPlan } from './plan.ts';
import { lossReport, perClass } from './report.ts';
import type { LossReport, Result, SliceGrouping } from './report.ts';
import type { ScanState } from './scan-state.ts';
import type { KeysOf } from './slices/slice-numbering.ts';
import type { SlicePlan } from './slices/slice-plan.ts';
import { Intervals } from './slices/intervals.ts';
import { sliceGrouping } from './slices/slice-report.ts';
import type { ReportLoss } from './slices/slice-report.ts';

/** What of a plan the result depends on, beside the state. */
export interface ResultPlan extends Pick<ScoringPlan, 'where'> {
  /** What the classes 0, 1, … are called; null if nobody says it. */
  readonly classes: readonly string[] | null;
}

/** What slices are reported by. */
export interface SliceParts {
  readonly plan: SlicePlan;
  readonly keysOf: KeysOf;
  /** How many slices of a grouping are wanted; all if it is not given. */
  readonly top: number | undefined;
}

/**
 * The result of a job, from the state of all its rows.
 * @param losses  those of the plan
 * @param read    how many rows there are
 * @param slices  null if rows are not grouped
 * @param causes  null if nothing is asked of single rows
 */
export function resultOf(
  { where, classes }: ResultPlan,
  losses: readonly Measure[],
  state: ScanState,
  read: number,
  slices: SliceParts | null = null,
  causes: CauseParts | null = null,
): Result {
  const filtered = where === null ? {} : { filtered: state.filtered };
  const intervals = intervalsOf(state, slices);
  const reports = losses.map((loss, i) => ({
    ...lossReport(loss, itemAt(state.losses, i), filtered),
    ...(intervals === null ? {} : { interval: intervals.ofAll(i, itemAt(state.losses, i)) }),
  }));
  return {
    rows: { read, ...filtered },
    ...(where === null ? {} : { where }),
    ...(classes !== null && reports.some(tellsClasses) ? { classes } : {}),
    losses: reports,
    ...(slices === null || slices.plan.by.length === 0
      ? {}
      : { slices: groupingsOf(losses, state, slices, intervals) }),
    ...(causes === null ? {} : causeSections(state, causes)),
  };
}

/** Whether some of what a loss tells is by class: there its names are wanted, and nowhere else. */
function tellsClasses({ details = {} }: LossReport): boolean {
  return perClass.some((member) => member in details);
}

function groupingsOf(
  losses: readonly Measure[],
  { groupings = [] }: ScanState,
  { plan, keysOf, top }: SliceParts,
  intervals: Intervals | null,
): readonly SliceGrouping[] {
  return plan.by.map((by, i) => {
    const reportLoss: ReportLoss = (loss, state, places) => ({
      ...lossReport(itemAt(losses, loss), state, {}),
      ...(intervals === null ? {} : { interval: intervals.ofSlices(i, places, loss, state) }),
    });
    return sliceGrouping(by, itemAt(groupings, i), keysOf(i), plan, top, reportLoss);
  });
}

function intervalsOf({ groupings = [] }: ScanState, slices: SliceParts | null): Intervals | null {
  if (slices === null || slices.plan.confidence === null) return null;
  return new Intervals(slices.plan, slices.plan.confidence, groupings, slices.keysOf);
}
