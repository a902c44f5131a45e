import type { Finish, Measure } from '@offmark/losses';
import { causeSections } from '../causes/cause-report.ts';
import type { CauseParts } from '../causes/cause-report.ts';
import { itemAt } from '../item-at.ts';
import type { ScoringPlan } from '../plan.ts';
import { entriesOf } from '../inputs/predictions.ts';
import type { Entry } from '../inputs/predictions.ts';
import { lossReport, perClass } from './report.ts';
import type { LossReport, Result } from './report.ts';
import type { ScanState } from '../scan/scan-state.ts';
import { Intervals } from '../slices/intervals.ts';
import { PairComparison } from '../slices/pair-comparison.ts';
import type { KeysOf } from '../slices/slice-numbering.ts';
import type { SlicePlan } from '../slices/slice-plan.ts';
import { sliceGrouping } from '../slices/slice-report.ts';
import type { GroupingReport, ReportLoss } from '../slices/slice-report.ts';

/** What of a plan the result depends on, beside the state. */
export interface ResultPlan extends Pick<ScoringPlan, 'where'> {
  /** What the classes 0, 1, … are called; null if nobody says it. */
  readonly classes: readonly string[] | null;
  /** The columns of predictions; only one if they are not given. */
  readonly predictions?: readonly string[];
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
  { where, classes, predictions = [''] }: ResultPlan,
  losses: readonly Measure[],
  state: ScanState,
  read: number,
  slices: SliceParts | null = null,
  causes: CauseParts | null = null,
): Result {
  const filtered = where === null ? {} : { filtered: state.filtered };
  const entries = entriesOf(losses, predictions.length);
  const intervals = intervalsOf(state, slices, entries);
  const nameOf = ({ prediction }: Entry): string | undefined =>
    predictions.length === 1 ? undefined : predictions[prediction];
  const reports = entries.map((entry, i) => ({
    ...lossReport(entry.measure, itemAt(state.losses, i), filtered, nameOf(entry)),
    ...(intervals === null ? {} : { interval: intervals.of('all', i, itemAt(state.losses, i)) }),
  }));
  const pairs = pairsIn(state, slices, entries, predictions.length);
  const reportLoss =
    (grouping: number): ReportLoss =>
    (i, ofSlices, places) => ({
      ...lossReport(itemAt(entries, i).measure, ofSlices, {}, nameOf(itemAt(entries, i))),
      ...(intervals === null ? {} : { interval: intervals.of({ grouping, places }, i, ofSlices) }),
    });
  const means = entries.map(({ measure }) => measure.isMean);
  const groupings = slices === null ? [] : groupingsOf(state, slices, means, pairs, reportLoss);
  return {
    rows: { read, ...filtered },
    ...(where === null ? {} : { where }),
    ...(classes !== null && reports.some(tellsClasses) ? { classes } : {}),
    losses: reports,
    ...(groupings.length === 0 ? {} : { slices: groupings.map(({ grouping }) => grouping) }),
    ...(pairs === null
      ? {}
      : {
          comparison: {
            with: { kind: 'column', column: itemAt(predictions, pairs.baseline) },
            losses: pairs.ofAll(reports),
            ...(groupings.length === 0 ? {} : { slices: groupings.map(({ comparison }) => comparison) }),
          },
        }),
    ...(causes === null ? {} : causeSections(state, causes)),
  };
}

/** Whether some of what a loss tells is by class: there its names are wanted, and nowhere else. */
function tellsClasses({ details = {} }: LossReport): boolean {
  return perClass.some((member) => member in details);
}

function groupingsOf(
  { groupings = [] }: ScanState,
  { plan, keysOf, top }: SliceParts,
  means: readonly boolean[],
  pairs: PairComparison | null,
  reportLoss: (grouping: number) => ReportLoss,
): readonly GroupingReport[] {
  return plan.by.map((by, i) =>
    sliceGrouping(
      by,
      itemAt(groupings, i),
      keysOf(i),
      plan,
      top,
      means,
      reportLoss(i),
      pairs && ((...slice) => pairs.ofSlices(i, ...slice)),
    ),
  );
}

const finisher =
  ({ measure }: Entry): Finish =>
  (state) =>
    measure.finish(state);

function intervalsOf(
  state: ScanState,
  slices: SliceParts | null,
  entries: readonly Entry[],
): Intervals | null {
  if (slices === null || slices.plan.confidence === null) return null;
  const { plan, keysOf } = slices;
  const finishOf = (loss: number): Finish => finisher(itemAt(entries, loss));
  return new Intervals(plan, slices.plan.confidence, state, keysOf, finishOf);
}

/** null if no predictions are compared. */
function pairsIn(
  state: ScanState,
  slices: SliceParts | null,
  entries: readonly Entry[],
  predictions: number,
): PairComparison | null {
  if (slices === null || slices.plan.compare === null) return null;
  const { plan, keysOf } = slices;
  return new PairComparison(plan, slices.plan.compare, entries.map(finisher), predictions, state, keysOf);
}
