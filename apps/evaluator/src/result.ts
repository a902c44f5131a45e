import type { Measure } from '@offmark/losses';
import type { ScoringPlan } from './plan.ts';
import { lossReport } from './report.ts';
import type { Result } from './report.ts';
import type { ScanState } from './scan-state.ts';

/** What of a plan the result depends on, beside the state. */
export type ResultPlan = Pick<ScoringPlan, 'where'>;

/**
 * The result of a job, from the state of all its rows.
 * @param losses  those of the plan
 * @param read    how many rows there are
 */
export function resultOf(
  { where }: ResultPlan,
  losses: readonly Measure[],
  state: ScanState,
  read: number,
): Result {
  const filtered = where === null ? {} : { filtered: state.filtered };
  const reports = losses.map((loss, i) => lossReport(loss, itemAt(state.losses, i), filtered));
  return { rows: { read, ...filtered }, ...(where === null ? {} : { where }), losses: reports };
}

function itemAt<T>(items: readonly T[], index: number): T {
  const item = items[index];
  if (item === undefined) throw new RangeError(`no item ${index} of ${items.length}`);
  return item;
}
