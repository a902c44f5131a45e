import { availableParallelism } from 'node:os';
import path from 'node:path';
import type { Measure, RowPolicies, SumMethod } from '@offmark/losses';
import { askedJob } from './asked-job.ts';
import type { BackendName } from './scan/backend.ts';
import { checkerOf } from './result/check-report.ts';
import { askedCauses } from './causes/asked-causes.ts';
import type { AskedCauses } from './causes/asked-causes.ts';
import type { CauseOptions } from './causes/cause-plan.ts';
import type { CauseParts } from './causes/cause-report.ts';
import { shownError } from './causes/shown-column.ts';
import { readShownRows } from './causes/shown-rows.ts';
import type { CheckOptions } from './result/checks.ts';
import { causeCost, estimatedCost, groupedCost, resampledCost } from './scan/cost.ts';
import { Dataset } from './inputs/dataset.ts';
import { argumentError } from './errors.ts';
import { inlineExecutor, poolExecutor } from './scan/executor.ts';
import type { Executor } from './scan/executor.ts';
import { extraColumns } from './inputs/extra-columns.ts';
import { itemAt } from './item-at.ts';
import { resolveInputs } from './inputs/inputs.ts';
import { loadLosses } from './loss-modules.ts';
import { lossOf, parseLosses } from './loss-spec.ts';
import type { LossSpec } from './loss-spec.ts';
import { checkOptions, checkPartOptions } from './options.ts';
import { foldJobs } from './partial/merge-partial-states.ts';
import { slicePartsOf } from './partial/partial-state.ts';
import type { PartialPlan, PartialState } from './partial/partial-state.ts';
import { rolesOf } from './plan.ts';
import { isShard } from './partial/shard.ts';
import type { GivenColumns, ScoringPlan } from './plan.ts';
import { provenanceOf, reportedPlan } from './result/provenance.ts';
import type { Report } from './result/report.ts';
import { resultOf } from './result/result.ts';
import { Scan } from './scan/scan.ts';
import type { ScanOptions } from './scan/scan.ts';
import { askedSlices } from './slices/asked-slices.ts';
import type { SliceOptions } from './slices/slice-options.ts';
import { verifiable } from './verify/verification.ts';

export interface EvaluateOptions extends CheckOptions, SliceOptions, CauseOptions {
  /** Files, folders, globs, http(s) URLs, or `-` for standard input. */
  readonly inputs: readonly string[];
  /** `mse,huber:delta=2`, or names with parameters. */
  readonly losses: string | readonly LossSpec[];
  /** Paths of modules of which every export is a loss made with `defineLoss`; their code is run. */
  readonly lossesFrom?: readonly string[];
  /** Columns by role. Of several predictions all losses are evaluated, and each is compared with the first. */
  readonly columns?: GivenColumns;
  /** The names of the classes 0, 1, … where the target is text; a dictionary's own if not given. */
  readonly classes?: readonly string[];
  /** What to do with null and NaN; both are errors if not said otherwise. */
  readonly policies?: Partial<RowPolicies>;
  /** The condition on the rows that count: `split == "test" && weight > 0`; all do if it is not given. */
  readonly where?: string;
  /** Threads to run on; if not given, this one for a small job and a pool as wide as the machine for a large one. */
  readonly workers?: number;
  /** What computes; the bits are the same. */
  readonly backend?: BackendName;
  /** `kahan` if not given; `exact`: the correctly rounded sum of the rows' values, whatever the order and the split. */
  readonly sum?: SumMethod;
  /** Whether the report is to have digests of its inputs, plan and result, so that `verifyReport` can reproduce it. */
  readonly digest?: boolean;
  /** A pool to use and leave open, for many jobs in one process. */
  readonly executor?: Executor;
  /** Whether a stream must end with its marker; a warning is all that is said otherwise. */
  readonly requireEndMarker?: boolean;
  /** Inputs in the order given instead of that of their paths. */
  readonly keepOrder?: boolean;
  readonly stdin?: AsyncIterable<Uint8Array>;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: { readonly rowsDone: number; readonly rowsTotal: number | null }) => void;
}

/** Jobs that one thread ends sooner than this, in milliseconds, are done before a pool has started and paid off. */
const poolCost = 200;

/** Jobs that take less than this, in milliseconds, end sooner in plain loops than the kernels are compiled. */
const kernelsCost = 0.5;

/** The threads that a job deserves; of a pipe nobody knows how long it will be. */
function threadsFor(cost: number): number {
  return cost <= poolCost ? 1 : availableParallelism();
}

function openExecutor(threads: number): Executor {
  return threads === 1 ? inlineExecutor() : poolExecutor(threads);
}

/** Threads that were asked for start while the files' metadata is read; how many a job deserves is known only then. */
function earlyExecutor({ executor, workers }: RunOptions): Executor | null {
  return executor !== undefined || workers === undefined ? null : openExecutor(workers);
}

/**
 * Evaluates losses over Arrow IPC dumps.
 * @returns a report whose `result` has the same bits whatever the number of workers, batches or threads' timing
 * @throws  OffmarkError or ArrowError, each with a code and one line that says what to do
 */
export async function evaluate(options: EvaluateOptions): Promise<Report> {
  checkOptions(options);
  const { paths, losses } = await askedFor(options);
  const { report } = await evaluateFiles(paths, losses, options);
  if (report === null) throw new RangeError('a whole job has a report');
  return report;
}

/** Which files are to be evaluated, and by which losses. */
async function askedFor({ inputs, losses, lossesFrom = [], keepOrder = false }: EvaluateOptions): Promise<{
  readonly paths: readonly string[];
  readonly losses: readonly LossSpec[];
}> {
  const specs = typeof losses === 'string' ? parseLosses(losses, await loadLosses(lossesFrom), '') : losses;
  return { paths: await resolveInputs(inputs, keepOrder), losses: specs };
}

/** All that is not about what to evaluate. */
type RunOptions = Omit<EvaluateOptions, 'inputs' | 'losses' | 'keepOrder'>;

/** What else may come of a job than a report. */
export interface PartialOptions extends Omit<ScanOptions, 'onProgress' | 'signal'> {
  /** Whether to keep the state of the rows, to merge it with others. */
  readonly partial?: boolean;
  /** Whether several predictions are compared with one of them; they are if it is not given, and no report is. */
  readonly compares?: boolean;
}

/** Options of a job of which a state is kept. */
export interface PartOptions
  extends Omit<EvaluateOptions, keyof CheckOptions>, Omit<PartialOptions, 'partial'> {}

/**
 * Scores the rows of a shard, or all, and keeps their state; `mergeStates` makes the report of the states of all shards.
 * @throws as `evaluate`; E_CHECKPOINT, E_INPUT_CHANGED
 */
export async function evaluatePart(options: PartOptions): Promise<PartialState> {
  const { shard, checkpoint: _checkpoint, checkpointInterval: _interval, ...others } = options;
  checkPartOptions(others);
  if (shard !== undefined && !isShard(shard)) {
    throw argumentError('E_ARGUMENT', {
      place: 'shard',
      expected: '{ index, count } with 1 ≤ index ≤ count',
      got: JSON.stringify(shard),
    });
  }
  const { paths, losses } = await askedFor(options);
  const { partial } = await evaluateFiles(paths, losses, { ...options, partial: true });
  if (partial === null) throw new RangeError('a state was asked for');
  return partial;
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
  const { sum = 'kahan' } = options;
  const { names, predictions, policies, where, slices, causes, baseline } = askedJob(options, losses, paths);
  const job = { losses, known, slices, predictions };
  const check = await checkerOf(options, baseline?.kind === 'report' ? baseline.report : undefined, job);
  const { show = [] } = options;
  const extras = extraColumns(where, slices, show, causes?.kept ?? []);
  const stdin = (): AsyncIterable<Uint8Array> => options.stdin ?? process.stdin;
  const { classes: classNames, requireEndMarker = false } = options;
  const question = { names, predictions, losses, extras, stdin, classNames, requireEndMarker };
  const early = earlyExecutor(options);
  const explained = (error: unknown): unknown =>
    shownError(error, causes?.kept ?? [], [...predictions, ...rolesOf(names).map(([, column]) => column)]);
  const dataset = await Dataset.open(paths, question, options.signal).catch(async (error: unknown) => {
    await early?.close();
    throw explained(error);
  });
  const { partial = false, digest = false, shard, checkpoint } = options;
  const { rowCount: rows, classes, compressedBytes } = dataset;
  const cost =
    rows === null
      ? Infinity
      : predictions.length *
          (estimatedCost(losses, { rows, classes, compressedBytes }) +
            groupedCost(losses.length, slices?.groupings.length ?? 0, rows) +
            resampledCost(slices?.bootstrap?.resamples ?? 0, rows)) +
        (causes === null ? 0 : causeCost(causes, losses.length, { rows, classes }));
  const plan: ScoringPlan = {
    losses: specs,
    lossModules,
    policies,
    backend: options.backend ?? (cost < kernelsCost ? 'plain' : 'simd'),
    sum,
    digests: partial || digest || shard !== undefined || checkpoint !== undefined,
    roles: rolesOf(names).map(([role]) => role),
    predictions,
    extras: extras.names,
    where: options.where ?? null,
    slices,
    causes,
  };
  const executor = options.executor ?? early ?? openExecutor(threadsFor(cost));
  try {
    const scan = new Scan(dataset, plan, executor, options);
    const shownOf = shownIn(dataset, show);
    const asked = {
      columns: names,
      classes: dataset.classNames,
      slices: askedSlices(slices, options.top),
      causes: askedCauses(causes, options),
    };
    const kept = plan.digests
      ? await scan.partialState(partialPlanOf(plan, losses, asked), known, shownOf)
      : null;
    const whole = kept === null ? await scan.stateOfAll() : shard === undefined ? foldJobs(kept) : null;
    const read = dataset.summaries.reduce((rows, input) => rows + input.rows, 0);
    const report =
      whole &&
      check({
        version: 1,
        result: resultOf(
          { where: plan.where, classes: dataset.classNames, predictions },
          losses,
          whole,
          read,
          kept ? slicePartsOf(kept) : scan.sliceParts(options.top),
          causes && {
            plan: causes,
            losses,
            show,
            prediction: names.prediction,
            classNames: dataset.classNames,
            shownOf,
          },
        ),
        provenance: provenanceOf(
          started,
          {
            ...plan,
            workers: executor.threads,
            plan: reportedPlan(
              { columns: names, classes: dataset.classNames, policies: plan.policies },
              predictions,
            ),
          },
          dataset.summaries,
        ),
      });
    return { report: report && kept ? verifiable(report, kept) : report, partial: kept };
  } catch (error) {
    throw explained(error);
  } finally {
    dataset.close();
    if (options.executor === undefined) await executor.close();
  }
}

function shownIn(dataset: Dataset, show: readonly string[]): CauseParts['shownOf'] {
  return (path, rows) => {
    const version = dataset.versionOf(path);
    if (version === null) throw new RangeError(`no file ${path}`);
    return readShownRows(path, version, show, rows);
  };
}

/** The plan as states tell it: in the order in which it is read again, so that equal plans are equal text. */
function partialPlanOf(
  { losses: specs, policies, sum, where, predictions }: ScoringPlan,
  losses: readonly Measure[],
  {
    slices,
    causes,
    ...asked
  }: Pick<PartialPlan, 'columns' | 'classes' | 'slices'> & { readonly causes: AskedCauses | null },
): PartialPlan {
  const bound = specs.map(({ name }, i) => ({ name, parameters: itemAt(losses, i).parameterValues }));
  return {
    losses: bound,
    ...asked,
    policies,
    sum,
    where,
    slices,
    ...(predictions.length === 1 ? {} : { predictions }),
    ...(causes === null ? {} : { causes }),
  };
}
