import type { Measure } from '@offmark/losses';
import type { CheckOptions } from './checks.ts';
import type { Report } from './report.ts';
import type { SlicePlan } from './slices/slice-plan.ts';

/**
 * What holds a report against gates and a baseline. Its code is loaded where there are any alone.
 * @param losses  those of the job
 * @param known   those that there are
 * @param slices  the groupings and intervals of the job; null if it has none
 * @throws        E_GATE, E_BASELINE, and what a loss of a gate may throw
 */
export async function checkerOf(
  options: CheckOptions,
  losses: readonly Measure[],
  known: readonly Measure[],
  slices: Pick<SlicePlan, 'by' | 'confidence'> | null,
): Promise<(report: Report) => Report> {
  const { gates = [], warn = [], maxDropped, baseline } = options;
  const asked = gates.length + warn.length > 0 || maxDropped !== undefined || baseline !== undefined;
  if (!asked) return (report) => report;
  const { prepareChecks } = await import('./checks.ts');
  const named = losses.map(({ name, parameterValues }) => ({ loss: name, parameters: parameterValues }));
  const { by: groupings = [], confidence = null } = slices ?? {};
  return prepareChecks(options, { losses: named, known, groupings, intervals: confidence !== null });
}
