import path from 'node:path';
import type { Measure } from '@offmark/losses';
import { askedJob } from './asked-job.ts';
import type { AskedJob } from './asked-job.ts';
import { askedCauses } from './causes/asked-causes.ts';
import type { CauseParts } from './causes/cause-report.ts';
import { shownError } from './causes/shown-column.ts';
import { readShownRows } from './causes/shown-rows.ts';
import type { PartialOptions, RunOptions } from './evaluate.ts';
import { Dataset } from './inputs/dataset.ts';
import type { Question } from './inputs/dataset.ts';
import { extraColumns } from './inputs/extra-columns.ts';
import { loadLosses } from './loss-modules.ts';
import { lossOf } from './loss-spec.ts';
import type { LossSpec } from './loss-spec.ts';
import { foldJobs } from './partial/merge-partial-states.ts';
import { partialPlanOf } from './partial/partial-plan.ts';
import { slicePartsOf } from './partial/partial-state.ts';
import type { PartialState } from './partial/partial-state.ts';
import { rolesOf } from './plan.ts';
import type { ScoringPlan } from './plan.ts';
import { checkerOf } from './result/check-report.ts';
import { provenanceOf, reportedPlan } from './result/provenance.ts';
import type { Report } from './result/report.ts';
import { resultOf } from './result/result.ts';
import type { SliceParts } from './result/result.ts';
import { jobCost } from './scan/cost.ts';
import type { Executor } from './scan/executor.ts';
import { openExecutor, threadsFor } from './scan/open-executor.ts';
import type { ScanState } from './scan/scan-state.ts';
import { Scan } from './scan/scan.ts';
import { askedSlices } from './slices/asked-slices.ts';
import { verifiable } from './verify/verification.ts';

/** Jobs that take less than this, in milliseconds, end sooner in plain loops than the kernels are compiled. */
const kernelsCost = 0.5;

/** Threads that were asked for start while the files' metadata is read; how many a job deserves is known only then. */
function earlyExecutor({ executor, workers }: RunOptions): Executor | null {
  return executor !== undefined || workers === undefined ? null : openExecutor(workers);
}

/** What came of a job. */
export interface Evaluation {
  /** null for a shard: its rows are not all. */
  readonly report: Report | null;
  /** null if nobody asked for it. */
  readonly partial: PartialState | null;
}

/** `evaluate`, when it is known which files the inputs are. */
export async function evaluateFiles(
  paths: readonly string[],
  specs: readonly LossSpec[],
  options: RunOptions & PartialOptions,
): Promise<Evaluation> {
  const started = new Date();
  const lossModules = (options.lossesFrom ?? []).map((module) => path.resolve(module));
  const known = await loadLosses(lossModules);
  const losses = specs.map((spec) => lossOf(spec, known));
  const asked = askedJob(options, losses, paths);
  const { names, predictions, slices, causes } = asked;
  const report = asked.baseline?.kind === 'report' ? asked.baseline.report : undefined;
  const check = await checkerOf(options, report, { losses, known, slices, predictions });
  const explained = (error: unknown): unknown =>
    shownError(error, causes?.kept ?? [], [...predictions, ...rolesOf(names).map(([, column]) => column)]);
  const early = earlyExecutor(options);
  const question = questionOf(asked, losses, options);
  const dataset = await Dataset.open(paths, question, options.signal).catch(async (error: unknown) => {
    await early?.close();
    throw explained(error);
  });
  const cost = jobCost(losses, asked, dataset);
  const plan = scoringPlan(
    asked,
    { losses: specs, lossModules, extras: question.extras.names },
    cost,
    options,
  );
  const executor = options.executor ?? early ?? openExecutor(threadsFor(cost));
  try {
    const job: Job = { started, asked, losses, known, plan, dataset, executor };
    const { report: unchecked, partial } = await scored(job, options);
    const checked = unchecked && check(unchecked);
    return { report: checked && partial ? verifiable(checked, partial) : checked, partial };
  } catch (error) {
    throw explained(error);
  } finally {
    dataset.close();
    if (options.executor === undefined) await executor.close();
  }
}

/** What is asked of the inputs. */
function questionOf(
  { names, predictions, where, slices, causes }: AskedJob,
  losses: readonly Measure[],
  { show = [], classes: classNames, requireEndMarker = false, stdin }: RunOptions,
): Question {
  const extras = extraColumns(where, slices, show, causes?.kept ?? []);
  return {
    names,
    predictions,
    losses,
    extras,
    stdin: () => stdin ?? process.stdin,
    classNames,
    requireEndMarker,
  };
}

/** What every thread is told of a job of this cost. */
function scoringPlan(
  { names, predictions, policies, slices, causes }: AskedJob,
  known: Pick<ScoringPlan, 'losses' | 'lossModules' | 'extras'>,
  cost: number,
  options: RunOptions & PartialOptions,
): ScoringPlan {
  const { partial = false, digest = false, shard, checkpoint, sum = 'kahan', where = null } = options;
  return {
    ...known,
    policies,
    backend: options.backend ?? (cost < kernelsCost ? 'plain' : 'simd'),
    sum,
    digests: partial || digest || shard !== undefined || checkpoint !== undefined,
    roles: rolesOf(names).map(([role]) => role),
    predictions,
    where,
    slices,
    causes,
  };
}

/** A job whose inputs are open. */
interface Job {
  readonly started: Date;
  readonly asked: AskedJob;
  readonly losses: readonly Measure[];
  /** All that names may mean. */
  readonly known: readonly Measure[];
  readonly plan: ScoringPlan;
  readonly dataset: Dataset;
  readonly executor: Executor;
}

/** Scores all rows, or those of a shard. */
async function scored(job: Job, options: RunOptions & PartialOptions): Promise<Evaluation> {
  const { asked, losses, known, plan, dataset, executor } = job;
  const scan = new Scan(dataset, plan, executor, options);
  if (!plan.digests) {
    return {
      report: reportOf(job, await scan.stateOfAll(), scan.sliceParts(options.top), options),
      partial: null,
    };
  }
  const kept = {
    columns: asked.names,
    classes: dataset.classNames,
    slices: askedSlices(asked.slices, options.top),
    causes: askedCauses(asked.causes, options),
  };
  const shownOf = shownIn(dataset, options.show ?? []);
  const partial = await scan.partialState(partialPlanOf(plan, losses, kept), known, shownOf);
  if (options.shard !== undefined) return { report: null, partial };
  return { report: reportOf(job, foldJobs(partial), slicePartsOf(partial), options), partial };
}

function reportOf(
  { started, asked: { names }, losses, plan, dataset, executor }: Job,
  state: ScanState,
  sliceParts: SliceParts | null,
  { show = [] }: RunOptions,
): Report {
  const { where, predictions, policies, causes } = plan;
  const { classNames: classes, summaries } = dataset;
  const read = summaries.reduce((rows, input) => rows + input.rows, 0);
  const causeParts = causes && {
    plan: causes,
    losses,
    show,
    prediction: names.prediction,
    classNames: classes,
    shownOf: shownIn(dataset, show),
  };
  const asked = reportedPlan({ columns: names, classes, policies }, predictions);
  return {
    version: 1,
    result: resultOf({ where, classes, predictions }, losses, state, read, sliceParts, causeParts),
    provenance: provenanceOf(started, { ...plan, workers: executor.threads, plan: asked }, summaries),
  };
}

function shownIn(dataset: Dataset, show: readonly string[]): CauseParts['shownOf'] {
  return (path, rows) => {
    const version = dataset.versionOf(path);
    if (version === null) throw new RangeError(`no file ${path}`);
    return readShownRows(path, version, show, rows);
  };
}
