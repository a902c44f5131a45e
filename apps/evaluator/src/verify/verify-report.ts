import { evaluateFiles } from '../evaluate-files.ts';
import type { EvaluateOptions, PartialOptions } from '../evaluate.ts';
import { causeOptionsOf } from '../causes/asked-causes.ts';
import { resolveInputs } from '../inputs/inputs.ts';
import { loadLosses } from '../loss-modules.ts';
import { lossOf } from '../loss-spec.ts';
import { foldJobs, joinPartialStates } from '../partial/merge-partial-states.ts';
import { causePartsOf, slicePartsOf } from '../partial/partial-state.ts';
import type { PartialPlan, PartialState } from '../partial/partial-state.ts';
import { sliceOptionsOf } from '../slices/asked-slices.ts';
import { resultOf } from '../result/result.ts';
import { firstDifference } from './first-difference.ts';
import { parseReport } from './parse-report.ts';
import { comparesColumns, reproducible } from './reproducible.ts';
import type { VerifiableReport } from './parse-report.ts';
import { jsonDigest } from '../json-digest.ts';
import { inputsDigest, inputsOf } from './verification.ts';
import { countText } from '../reports/words.ts';

/** What to verify a report against, and what runs it: neither changes what comes out. */
export interface VerifyOptions extends Pick<
  EvaluateOptions,
  | 'inputs'
  | 'lossesFrom'
  | 'workers'
  | 'backend'
  | 'executor'
  | 'keepOrder'
  | 'stdin'
  | 'signal'
  | 'onProgress'
> {
  /** What the report is called in errors; `the report` if not given. */
  readonly name?: string;
}

/** The first thing that is not as a report says. */
export interface ReportDifference {
  readonly place: string;
  readonly expected: string;
  readonly got: string;
  readonly next: string;
}

/** Whether the report has the digests that it tells of itself. */
function inItself(report: VerifiableReport, name: string): ReportDifference | null {
  const { digests } = report;
  const now = {
    inputs: inputsDigest(report.inputs),
    plan: jsonDigest(report.writtenPlan),
    result: jsonDigest(report.result),
  };
  for (const part of ['inputs', 'plan', 'result'] as const) {
    if (digests[part] === now[part]) continue;
    return {
      place: name,
      expected: `${part} with the digest ${digests[part]}`,
      got: now[part],
      next: 'The report was changed after it had been written.',
    };
  }
  return null;
}

/** The inputs in the order that they had: by their names if they are the same, as `eval` takes them if not. */
async function orderedPaths(
  { inputs }: VerifiableReport,
  { inputs: names, keepOrder = false }: VerifyOptions,
): Promise<readonly string[]> {
  const found = await resolveInputs(names, keepOrder);
  const before = inputs.map(({ path }) => path);
  const isSame = found.length === before.length && new Set([...found, ...before]).size === found.length;
  return isSame ? before : found;
}

/** The plan as options of a job. */
function askedBy(plan: PartialPlan): Partial<EvaluateOptions> & Pick<PartialOptions, 'compares'> {
  const { columns, classes, policies, sum, where, slices, predictions, causes } = plan;
  const baseline = slices?.baseline === undefined ? undefined : predictions?.[slices.baseline];
  return {
    columns: predictions === undefined ? columns : { ...columns, prediction: predictions },
    policies,
    sum,
    compares: baseline !== undefined,
    ...(baseline === undefined ? {} : { baseline: { column: baseline } }),
    ...(classes === null ? {} : { classes }),
    ...(where === null ? {} : { where }),
    ...(slices === null ? {} : sliceOptionsOf(slices)),
    ...(causes === undefined ? {} : causeOptionsOf(causes)),
  };
}

/** The states of the report's jobs, from rows that are read again. */
async function evaluateAgain(
  { plan, jobs }: VerifiableReport,
  paths: readonly string[],
  { inputs: _inputs, keepOrder: _keepOrder, name: _name, ...running }: VerifyOptions,
): Promise<PartialState> {
  const states: PartialState[] = [];
  let from = 0;
  for (const count of jobs) {
    const options = { ...running, ...askedBy(plan), partial: true };
    const { partial } = await evaluateFiles(paths.slice(from, from + count), plan.losses, options);
    if (partial !== null) states.push(partial);
    from += count;
  }
  return joinPartialStates(states);
}

/**
 * Evaluates again what a report is of, and looks whether inputs, plan and result are the same, bit for bit. Values are
 * compared: files may have other names, formats and batches.
 * @param text  the report in JSON, as `eval --digest` wrote it
 * @returns     the first difference; null if there is none
 * @throws      E_REPORT, E_REPORT_VERSION, E_REPORT_DIGEST if it cannot be told; as `evaluate`
 */
export async function verifyReport(text: string, options: VerifyOptions): Promise<ReportDifference | null> {
  const { name = 'the report', lossesFrom = [] } = options;
  const known = await loadLosses(lossesFrom);
  const report = parseReport(text, name, known);
  const broken = inItself(report, name);
  if (broken !== null) return broken;
  const paths = await orderedPaths(report, options);
  if (paths.length !== report.inputs.length) {
    const expected = `${report.inputs.length} inputs, as ${name} has`;
    return { place: 'inputs', expected, got: String(paths.length), next: '' };
  }
  const state = await evaluateAgain(report, paths, options);
  return differenceOf(report, state, name, () => {
    const losses = state.plan.losses.map((spec) => lossOf(spec, known));
    const read = inputsOf(state.jobs).reduce((rows, input) => rows + input.rows, 0);
    const causes = causePartsOf(state, losses);
    return resultOf(state.plan, losses, foldJobs(state), read, slicePartsOf(state), causes);
  });
}

function differenceOf(
  report: VerifiableReport,
  state: PartialState,
  name: string,
  result: () => object,
): ReportDifference | null {
  const plan = firstDifference(report.writtenPlan, state.plan, 'plan');
  if (plan !== null) return { ...plan, expected: `${plan.expected}, as ${name} has it`, next: '' };
  // As it is read after it was written.
  const again: Readonly<Record<string, unknown>> = JSON.parse(JSON.stringify(result()));
  const compares = comparesColumns(report.result);
  const before = reproducible(
    report.result,
    report.inputs.map(({ path }) => path),
    compares,
  );
  const now = reproducible(
    again,
    inputsOf(state.jobs).map(({ path }) => path),
    compares,
  );
  const other = firstDifference(before, now, 'result');
  const input = inputDifference(report, state, name);
  if (input !== null) {
    const next = other === null ? 'The result is the same.' : `The result differs too, first ${other.place}.`;
    return { ...input, next };
  }
  if (other === null) return null;
  return { ...other, expected: `${other.expected}, as ${name} has it`, next: 'The inputs are the same.' };
}

function inputDifference(
  report: VerifiableReport,
  { jobs }: PartialState,
  name: string,
): Omit<ReportDifference, 'next'> | null {
  for (const [i, now] of inputsOf(jobs).entries()) {
    const before = report.inputs[i];
    if (before?.rows === now.rows && before.digest === now.digest) continue;
    const expected = `${countText(before?.rows ?? 0)} with the digest ${before?.digest}, as ${name} has of ${before?.path}`;
    return { place: now.path, expected, got: `${countText(now.rows)} with the digest ${now.digest}` };
  }
  return null;
}
