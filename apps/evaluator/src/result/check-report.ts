import type { Measure } from '@offmark/losses';
import type { CheckOptions } from './checks.ts';
import type { Measurable } from '../gates/bind-gate.ts';
import { itemAt } from '../item-at.ts';
import { entriesOf, namedEntry } from '../inputs/predictions.ts';
import type { Report } from './report.ts';
import type { SlicePlan } from '../slices/slice-plan.ts';

/** What of a job is known before it begins. */
export interface CheckedJob {
  readonly losses: readonly Measure[];
  /** The losses that there are. */
  readonly known: readonly Measure[];
  /** The groupings, intervals and comparisons; null if it has none. */
  readonly slices: Pick<SlicePlan, 'by' | 'confidence' | 'compare'> | null;
  /** The columns of predictions. */
  readonly predictions: readonly string[];
}

/** @param hasReport  whether there is an earlier report to compare with */
function measurableOf({ losses, known, slices, predictions }: CheckedJob, hasReport: boolean): Measurable {
  const named = entriesOf(losses, predictions.length).map((entry) => namedEntry(entry, predictions));
  const { by: groupings = [], confidence = null, compare = null } = slices ?? {};
  const baselineColumn = compare === null ? null : itemAt(predictions, compare.baseline);
  const baseline = hasReport || baselineColumn !== null;
  return { losses: named, known, groupings, intervals: confidence !== null, baseline, baselineColumn };
}

const hasGates = ({ gates = [], warn = [] }: CheckOptions): boolean => gates.length + warn.length > 0;

/**
 * Looks whether a job measures what its gates are on; reads no baseline.
 * @throws E_GATE, and what a loss of a gate may throw
 */
export async function checkGates(options: CheckOptions, hasReport: boolean, job: CheckedJob): Promise<void> {
  if (!hasGates(options)) return;
  const { boundGates } = await import('./checks.ts');
  boundGates(options, measurableOf(job, hasReport));
}

/**
 * What holds a report against gates and a baseline. Its code is loaded where there are any alone.
 * @param baseline  the earlier report, if the baseline is one
 * @throws          E_GATE, E_BASELINE, and what a loss of a gate may throw
 */
export async function checkerOf(
  options: CheckOptions,
  baseline: string | Report | undefined,
  job: CheckedJob,
): Promise<(report: Report) => Report> {
  const asked = hasGates(options) || options.maxDropped !== undefined || baseline !== undefined;
  if (!asked) return (report) => report;
  const { prepareChecks } = await import('./checks.ts');
  return prepareChecks(options, baseline, measurableOf(job, baseline !== undefined));
}
