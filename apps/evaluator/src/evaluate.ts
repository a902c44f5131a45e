import { availableParallelism } from 'node:os';
import process from 'node:process';
import { emptyLossState, plainBackend, strictPolicies } from '@offmark/losses';
import type { RowPolicies } from '@offmark/losses';
import { Dataset } from './dataset.ts';
import { inlineExecutor, poolExecutor } from './executor.ts';
import type { Executor } from './executor.ts';
import { resolveInputs } from './inputs.ts';
import { lossOf, parseLosses } from './loss-spec.ts';
import type { LossSpec } from './loss-spec.ts';
import { rolesOf } from './plan.ts';
import type { ColumnNames, ScoringPlan } from './plan.ts';
import { lossReport } from './report.ts';
import type { Provenance, Report } from './report.ts';
import { Scheduler } from './scheduler.ts';
import { version } from './version.ts';

export interface EvaluateOptions {
  /** Files, folders, globs, or `-` for standard input. */
  readonly inputs: readonly string[];
  /** `mse,huber:delta=2`, or names with parameters. */
  readonly losses: string | readonly LossSpec[];
  readonly columns?: Partial<ColumnNames>;
  /** What to do with null and NaN; both are errors if not said otherwise. */
  readonly policies?: Partial<RowPolicies>;
  /** Threads to run on; if not given, this one for a small job and a pool as wide as the machine for a large one. */
  readonly workers?: number;
  /** A pool to use and leave open, for many jobs in one process. */
  readonly executor?: Executor;
  /** Inputs in the order given instead of that of their paths. */
  readonly keepOrder?: boolean;
  readonly stdin?: AsyncIterable<Uint8Array>;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: { readonly rowsDone: number; readonly rowsTotal: number | null }) => void;
}

/** Jobs of fewer rows end sooner on one thread than a pool starts. */
const poolRows = 1_000_000;

function executorFor({ workers }: EvaluateOptions, rows: number | null): Executor {
  const small = rows !== null && rows < poolRows;
  const threads = workers ?? (small ? 1 : availableParallelism());
  return threads <= 1 ? inlineExecutor() : poolExecutor(threads);
}

/**
 * Evaluates losses over Arrow IPC dumps.
 * @returns a report whose `result` has the same bits whatever the number of workers, batches or threads' timing
 * @throws  OffmarkError, ArrowError or LossError, each with a code and one line that says what to do
 */
export async function evaluate(options: EvaluateOptions): Promise<Report> {
  const started = new Date();
  const specs = typeof options.losses === 'string' ? parseLosses(options.losses) : options.losses;
  const losses = specs.map(lossOf);
  const names = { target: 'target', prediction: 'prediction', ...options.columns };
  const plan: ScoringPlan = {
    losses: specs,
    policies: { ...strictPolicies, ...options.policies },
    roles: rolesOf(names).map(([role]) => role),
  };
  const paths = await resolveInputs(options.inputs, options.keepOrder ?? false);
  const dataset = new Dataset(paths, names, losses, options.stdin ?? process.stdin);
  const rowsTotal = dataset.rowCount;
  const executor = options.executor ?? executorFor(options, rowsTotal);
  try {
    const onProgress = ({ rowsDone }: { readonly rowsDone: number }): void =>
      options.onProgress?.({ rowsDone, rowsTotal });
    const scheduler = new Scheduler(executor, onProgress, options.signal);
    await scheduler.run(dataset.jobs(plan, executor.threads));
    const states = scheduler.tree.fold() ?? losses.map(() => emptyLossState);
    const reports = losses.map((loss, i) =>
      lossReport(itemAt(specs, i), loss.parameterValues, itemAt(states, i)),
    );
    const read = dataset.summaries.reduce((rows, input) => rows + input.rows, 0);
    return {
      version: 1,
      result: { rows: { read }, losses: reports },
      provenance: provenance(started, executor.threads, dataset),
    };
  } finally {
    if (options.executor === undefined) await executor.close();
  }
}

function itemAt<T>(items: readonly T[], index: number): T {
  const item = items[index];
  if (item === undefined) throw new RangeError(`no item ${index} of ${items.length}`);
  return item;
}

function provenance(started: Date, workers: number, dataset: Dataset): Provenance {
  return {
    offmark: version,
    sum: 'kahan',
    backend: plainBackend.name,
    workers,
    inputs: dataset.summaries,
    started: started.toISOString(),
    seconds: (Date.now() - started.getTime()) / 1000,
    machine: {
      node: process.version,
      platform: process.platform,
      arch: process.arch,
      cpus: availableParallelism(),
    },
  };
}
