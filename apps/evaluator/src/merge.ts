import { listed } from '@offmark/arrow-ipc/rows';
import type { Measure } from '@offmark/losses';
import { checkerOf } from './result/check-report.ts';
import type { CheckOptions } from './result/checks.ts';
import { baselineSource } from './comparison/baseline-source.ts';
import { argumentError, inputError } from './errors.ts';
import { loadLosses } from './loss-modules.ts';
import { lossOf } from './loss-spec.ts';
import { checkMergeOptions } from './options.ts';
import { missingChunks, missingShards } from './partial/chunks.ts';
import { foldJobs, mergePartialStates } from './partial/merge-partial-states.ts';
import type { NamedState } from './partial/merge-partial-states.ts';
import { parsePartialState } from './partial/parse-partial-state.ts';
import { causePartsOf, slicePartsOf } from './partial/partial-state.ts';
import type { PartialJob, PartialState } from './partial/partial-state.ts';
import { provenanceOf, reportedPlan } from './result/provenance.ts';
import type { Report } from './result/report.ts';
import { resultOf } from './result/result.ts';
import type { SliceParts } from './result/result.ts';
import { verifiable } from './verify/verification.ts';

/** Why a state has no report: the shards, or the inputs of which chunks are missing; null if none are. */
export function gapOf({ jobs }: PartialState): string | null {
  const gaps = jobs.flatMap((job) => {
    const missing = missingChunks(job).map(({ from, to }) =>
      to - from === 1 ? String(from) : `${from} to ${to - 1}`,
    );
    if (missing.length === 0) return [];
    const chunks = `chunks ${listed(missing, mostListed)} of ${inputsText(job)}`;
    const shards = missingShards(job).map(({ index, count }) => `${index}/${count}`);
    if (shards.length === 0) return [chunks];
    return [`${shards.length === 1 ? 'shard' : 'shards'} ${listed(shards, mostListed)} (${chunks})`];
  });
  return gaps.length === 0 ? null : gaps.join('; ');
}

const mostListed = 5;

function inputsText({ inputs }: PartialJob): string {
  return inputs.length === 1
    ? (inputs[0]?.path ?? '')
    : `${inputs.length} inputs from ${inputs[0]?.path ?? ''}`;
}

/**
 * The report of partial states, as one run over all their rows would have given it: the same bytes where they are
 * shards of one job, or sums are exact.
 * @param known   the losses that they may be of
 * @param checks  what to hold the report against
 * @throws        E_STATE_MERGE if plans differ or rows would count twice, E_STATE_INCOMPLETE if chunks are missing, and
 *                as `checkerOf`
 */
export async function mergeReports(
  states: readonly NamedState[],
  known: readonly Measure[],
  checks: CheckOptions = {},
): Promise<Report> {
  const started = new Date();
  const merged = mergePartialStates(states);
  const gap = gapOf(merged);
  if (gap !== null) {
    throw inputError('E_STATE_INCOMPLETE', {
      place: '',
      expected: 'states of all chunks',
      got: `none of ${gap}`,
      next: 'Give the states of all shards, or write a merged state with --partial.',
    });
  }
  const { plan, jobs } = merged;
  const losses = plan.losses.map((spec) => lossOf(spec, known));
  const predictions = plan.predictions ?? [plan.columns.prediction];
  const baseline = reportToCompare(checks);
  const slices = slicesBeside(baseline, slicePartsOf(merged));
  const job = { losses, known, slices: slices?.plan ?? null, predictions };
  const check = await checkerOf(checks, baseline, job);
  const inputs = jobs.flatMap((job) => job.inputs);
  const read = inputs.reduce((rows, input) => rows + input.rows, 0);
  const report = check({
    version: 1,
    result: resultOf(plan, losses, foldJobs(merged), read, slices, causePartsOf(merged, losses)),
    provenance: provenanceOf(
      started,
      { sum: plan.sum, backend: 'merge', workers: 1, plan: reportedPlan(plan, predictions) },
      inputs,
    ),
  });
  return verifiable(report, merged);
}

/** Against an earlier report predictions are not compared with one another, as in a run against it. */
function slicesBeside(baseline: string | Report | undefined, slices: SliceParts | null): SliceParts | null {
  if (baseline === undefined || slices === null) return slices;
  return { ...slices, plan: { ...slices.plan, compare: null } };
}

/** Which columns are compared is said when their rows are read. */
function reportToCompare({ baseline }: CheckOptions): string | Report | undefined {
  if (baseline === undefined) return undefined;
  const source = baselineSource(baseline);
  if (source.kind === 'report') return source.report;
  // A name without a word of what it is can be that of a file alone.
  if (source.column === baseline) return baseline;
  throw argumentError('E_BASELINE', {
    place: '--baseline',
    expected: 'an earlier report',
    got: `the column ${source.column}`,
    next: 'Compare columns with offmark eval.',
  });
}

/** How states are merged. */
export interface MergeOptions extends CheckOptions {
  /** Modules of losses that are not in the catalogue; their code is run. */
  readonly lossesFrom?: readonly string[];
}

/**
 * The report of partial states, whose texts `partialStateText` wrote, in any order.
 * @throws as `mergeReports`; E_ARGUMENT; E_STATE, E_STATE_VERSION for a text that is none, named by its place
 */
export async function mergeStates(texts: readonly string[], options: MergeOptions = {}): Promise<Report> {
  checkMergeOptions(options);
  const { lossesFrom = [], ...checks } = options;
  const known = await loadLosses(lossesFrom);
  const states = texts.map((text, i) => {
    const path = `state ${i + 1}`;
    return { path, state: parsePartialState(text, path, known) };
  });
  return mergeReports(states, known, checks);
}
