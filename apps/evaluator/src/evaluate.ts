import type { RowPolicies, SumMethod } from '@offmark/losses';
import type { CauseOptions } from './causes/cause-plan.ts';
import { argumentError } from './errors.ts';
import { evaluateFiles } from './evaluate-files.ts';
import { resolveInputs } from './inputs/inputs.ts';
import { loadLosses } from './loss-modules.ts';
import { parseLosses } from './loss-spec.ts';
import type { LossSpec } from './loss-spec.ts';
import { checkOptions, checkPartOptions } from './options.ts';
import type { PartialState } from './partial/partial-state.ts';
import { isShard } from './partial/shard.ts';
import type { GivenColumns } from './plan.ts';
import type { CheckOptions } from './result/checks.ts';
import type { Report } from './result/report.ts';
import type { BackendName } from './scan/backend.ts';
import type { Executor } from './scan/executor.ts';
import type { ScanOptions } from './scan/scan.ts';
import type { SliceOptions } from './slices/slice-options.ts';

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
export type RunOptions = Omit<EvaluateOptions, 'inputs' | 'losses' | 'keepOrder'>;

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
