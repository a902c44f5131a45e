import { meanOf } from '@offmark/losses';
import type { LossState } from '@offmark/losses';
import type { LossReport, RowLedger } from '../result/report.ts';
import type { Interval, LossComparison } from '../result/report-sections.ts';

/** What is known of two predictions' losses in some rows. */
export type PairedLosses = ComparedRows | ComparedValues;

interface Both {
  readonly now: LossReport;
  readonly other: LossReport;
}

/** A loss that is the mean of a number per row. */
interface ComparedRows extends Both {
  /** Over the rows that both use. */
  readonly states: PairedStates;
  /** Of the difference. */
  readonly interval: Interval;
}

/** Any other, of which nothing is known row by row. */
interface ComparedValues extends Both {
  readonly states: null;
  /** Of the difference; null where nothing tells it. */
  readonly interval: Interval | null;
}

/** States of a pair over the rows that both predictions use. */
export interface PairedStates {
  readonly difference: LossState;
  /** Of their own losses; empty where both use the same rows by the policies. */
  readonly prediction: LossState;
  readonly baseline: LossState;
}

type Verdict = Pick<LossComparison, 'verdict' | 'reason'>;

function verdictOf({ low, high }: Interval, { higherIsBetter }: LossReport): Verdict {
  if (low === null || high === null) return { verdict: null, reason: 'too few rows for an interval' };
  if (low <= 0 && high >= 0) return { verdict: 'same', reason: null };
  return { verdict: low > 0 === (higherIsBetter === true) ? 'better' : 'worse', reason: null };
}

const nothing = { difference: null, relative: null, verdict: null } as const;
const relativeTo = (difference: number, baseline: number): number | null =>
  baseline === 0 ? null : difference / Math.abs(baseline);

/** Whether rows were left out for what a prediction may be the cause of. */
const leavesRowsOut = ({ rows }: LossReport): boolean => rows.null + rows.nan + rows.infinite > 0;

function compareValues({
  now,
  other,
  interval,
}: ComparedValues): Omit<LossComparison, 'loss' | 'parameters'> {
  if (now.rows.used !== other.rows.used || leavesRowsOut(now) || leavesRowsOut(other)) {
    const reason = 'rows were left out, and it has no number per row to tell whether for both';
    return { ...nothing, baseline: null, state: 'other rows', reason };
  }
  const { value: baseline, state } = other;
  if (baseline === null) {
    return { ...nothing, baseline, state, reason: `the baseline's value is ${state}` };
  }
  if (now.value === null) return { ...nothing, baseline, state, reason: `the value is ${now.state}` };
  const difference = now.value - baseline;
  const found = { baseline, state, difference, relative: relativeTo(difference, baseline) };
  if (interval !== null) return { ...found, interval, ...verdictOf(interval, now) };
  return { ...found, verdict: null, reason: 'it has no number per row, so no interval' };
}

/** How many rows are compared, and how many are not: those that one of both used, and those that none did. */
function comparedRows(now: RowLedger, other: RowLedger, used: number): NonNullable<LossComparison['rows']> {
  const unpaired = now.used + other.used - 2 * used;
  return { read: now.read, used, unpaired, unused: now.read - used - unpaired };
}

function compareRows({
  now,
  other,
  interval,
  states,
}: ComparedRows): Omit<LossComparison, 'loss' | 'parameters'> {
  const rows = comparedRows(now.rows, other.rows, states.difference.rows.used);
  // Where one has no value there is nothing to compare, in whichever rows.
  const isWhole = rows.unpaired === 0 || now.value === null || other.value === null;
  const [{ value, state: valueState }, { value: baseline, state }] = isWhole
    ? [now, other]
    : [meanOf(states.prediction), meanOf(states.baseline)];
  const beside = { value, rows, interval };
  if (baseline === null) {
    return { ...nothing, baseline, state, ...beside, reason: `the baseline's value is ${state}` };
  }
  if (value === null) {
    return { ...nothing, baseline, state, ...beside, reason: `the value is ${valueState}` };
  }
  const { value: difference, state: differenceState } = meanOf(states.difference);
  if (difference === null) {
    return { ...nothing, baseline, state, ...beside, reason: `the difference is ${differenceState}` };
  }
  const relative = relativeTo(difference, baseline);
  return { baseline, state, difference, relative, ...beside, ...verdictOf(interval, now) };
}

/**
 * A loss of one prediction beside that of another: the mean of what they differ by in the rows that both use. Which is
 * better is said where the interval around it does not hold 0.
 */
export function comparePair(pair: PairedLosses): LossComparison {
  const { loss, parameters, prediction } = pair.now;
  return {
    loss,
    parameters,
    ...(prediction === undefined ? {} : { prediction }),
    ...(pair.states === null ? compareValues(pair) : compareRows(pair)),
  };
}
