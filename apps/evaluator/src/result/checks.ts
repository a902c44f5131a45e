import type { BaselineColumn } from '../comparison/baseline-source.ts';
import { readBaseline } from '../comparison/baseline.ts';
import type { Baseline } from '../comparison/baseline.ts';
import { checkBaseline, compareWithReport } from '../comparison/compare.ts';
import { bindGate } from '../gates/bind-gate.ts';
import type { Measurable } from '../gates/bind-gate.ts';
import { measureDropped } from '../gates/dropped-rows.ts';
import type { Gate } from '../gates/gate.ts';
import { measureGate } from '../gates/measure-gate.ts';
import { parseGate } from '../gates/parse-gate.ts';
import { planDifferences } from '../comparison/plan-differences.ts';
import type { Provenance, Report, Result } from './report.ts';

/** What a report is held against. */
export interface CheckOptions {
  /** Claims that must hold, like `mse < 0.3`. */
  readonly gates?: readonly string[];
  /** Claims that only warn. */
  readonly warn?: readonly string[];
  /** The largest share of the rows read, 0 to 1, that may be left out. */
  readonly maxDropped?: number;
  /**
   * What to compare with: an earlier report, or its file, or `{ column }`, another column of predictions in the same
   * rows. A text may say which, as `report:path` or `column:name`; else it is a report if there is a file of that name
   * or it ends in `.json`.
   */
  readonly baseline?: string | Report | BaselineColumn;
}

/** What is known of the checks before the job begins. */
interface Checks {
  readonly baseline: Baseline | undefined;
  readonly gates: readonly Gate[];
  readonly maxDropped: number | undefined;
}

/** First the comparison, then the gates, which may look at it. */
function checkedResult(result: Result, { baseline, gates, maxDropped }: Checks): Result {
  const compared =
    baseline === undefined ? result : { ...result, comparison: compareWithReport(result, baseline) };
  if (gates.length === 0 && maxDropped === undefined) return compared;
  const dropped = maxDropped === undefined ? [] : [measureDropped(maxDropped, compared)];
  return { ...compared, gates: [...gates.map((gate) => measureGate(gate, compared)), ...dropped] };
}

function originOf(baseline: Baseline, now: Provenance): NonNullable<Provenance['baseline']> {
  const { path, started, where, evaluatedBy } = baseline;
  const differences = planDifferences(now, evaluatedBy);
  return {
    path,
    started,
    ...(where === undefined ? {} : { where }),
    ...(differences.length === 0 ? {} : { differences }),
  };
}

/**
 * The gates of a job, each on something that it measures.
 * @throws E_GATE, and what a loss of a gate may throw
 */
export function boundGates({ gates = [], warn = [] }: CheckOptions, job: Measurable): readonly Gate[] {
  const parsed = [...gates.map((text) => parseGate(text)), ...warn.map((text) => parseGate(text, 'warn'))];
  return parsed.map((gate) => bindGate(gate, job));
}

/**
 * Reads the gates and the baseline before the job begins, so that a long one does not fail at its end.
 * @param report  the earlier report to compare with, or its file
 * @returns       what adds their outcomes to a report
 * @throws        E_GATE, E_BASELINE, and what a loss of a gate may throw
 */
export function prepareChecks(
  options: CheckOptions,
  report: string | Report | undefined,
  job: Measurable,
): (report: Report) => Report {
  const baseline = report === undefined ? undefined : readBaseline(report);
  if (baseline !== undefined) checkBaseline(job.losses, baseline);
  const checks = { baseline, gates: boundGates(options, job), maxDropped: options.maxDropped };
  return (finished) => ({
    ...finished,
    result: checkedResult(finished.result, checks),
    provenance:
      baseline === undefined
        ? finished.provenance
        : { ...finished.provenance, baseline: originOf(baseline, finished.provenance) },
  });
}
