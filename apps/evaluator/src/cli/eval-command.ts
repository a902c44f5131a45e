import type { NanPolicy, SumMethod } from '@offmark/losses';
import { argumentError, OffmarkError } from '../errors.ts';
import type { AskedOptions } from '../asked-job.ts';
import type { BackendName } from '../scan/backend.ts';
import type { CauseOptions } from '../causes/cause-plan.ts';
import type { CheckOptions } from '../result/checks.ts';
import { evaluateFiles } from '../evaluate-files.ts';
import type { Evaluation } from '../evaluate-files.ts';
import { resolveInputs } from '../inputs/inputs.ts';
import { loadLosses } from '../loss-modules.ts';
import { parseLosses } from '../loss-spec.ts';
import { partialStateText } from '../partial/partial-state.ts';
import type { Shard } from '../partial/shard.ts';
import { parseColumns } from '../inputs/column-names.ts';
import type { GivenColumns } from '../plan.ts';
import { parsePredictions } from '../inputs/predictions.ts';
import { allBins } from '../slices/bins.ts';
import type { SliceOptions } from '../slices/slice-options.ts';
import type { Report } from '../result/report.ts';
import { escapeTerminal } from '../reports/escape.ts';
import { countText } from '../reports/words.ts';
import { shownName } from '../remote/remote-name.ts';
import { onDay } from './dates.ts';
import type { OnDay } from './dates.ts';
import { logDetail } from './log.ts';
import type { LogFlags } from './log-options.ts';
import { startProgress } from './progress.ts';
import { checksOf, reportFlagOf } from './report-options.ts';
import type { ReportFlags } from './report-options.ts';
import { openSinks } from './report-sinks.ts';

/** The flags of `offmark eval`, as the command line gives them. */
export interface EvalFlags extends ReportFlags, LogFlags {
  /** As often as the flag was given. */
  readonly loss?: readonly string[];
  readonly lossesFrom?: readonly string[];
  readonly target: string;
  readonly prediction: string;
  readonly weight?: string;
  readonly classes?: readonly string[];
  /** As often as the flag was given. */
  readonly column?: readonly string[];
  readonly nulls: 'error' | 'skip';
  readonly nans: NanPolicy;
  readonly where?: string;
  readonly by?: readonly string[];
  readonly bins?: readonly string[];
  readonly maxSlices?: number;
  readonly top?: number;
  readonly confidence?: number;
  readonly cluster?: string;
  readonly bootstrap?: number;
  readonly seed?: number;
  readonly worst?: number;
  /** As often as the flag was given. */
  readonly show?: readonly string[];
  readonly listBad?: number;
  /** true if it was given without a value alone. */
  readonly histogram?: true | readonly string[];
  /** true if it was given without a value. */
  readonly calibration?: true | number;
  readonly requireEndMarker?: boolean;
  readonly keepOrder?: boolean;
  readonly workers?: number;
  readonly backend?: BackendName;
  readonly sum: SumMethod;
  readonly digest?: boolean;
  readonly partial?: string;
  readonly shard?: Shard;
  readonly checkpoint?: string;
  readonly checkpointInterval?: number;
  readonly date?: string;
  readonly lock?: string;
}

function columnsOf({ target, prediction, weight, column = [] }: EvalFlags): GivenColumns {
  const names = { target, prediction: parsePredictions(prediction), ...parseColumns(column) };
  return weight === undefined ? names : { ...names, weight };
}

/** `--by a --by b,c` is two groupings; `--bins` gives columns their edges. */
function slicesOf(flags: EvalFlags): SliceOptions {
  const { by, bins, maxSlices, top, confidence, cluster, bootstrap, seed } = flags;
  return {
    ...(by === undefined ? {} : { by: by.map((columns) => columns.split(',')) }),
    ...(bins === undefined ? {} : { bins: allBins(bins) }),
    ...(maxSlices === undefined ? {} : { maxSlices }),
    ...(top === undefined ? {} : { top }),
    ...(confidence === undefined ? {} : { confidence }),
    ...(cluster === undefined ? {} : { cluster }),
    ...(bootstrap === undefined ? {} : { bootstrap }),
    ...(seed === undefined ? {} : { seed }),
  };
}

/** Bins of predictions if nobody says how many. */
const defaultBins = 10;

function causesOf({ worst, show, listBad, histogram, calibration }: EvalFlags): CauseOptions {
  return {
    ...(worst === undefined ? {} : { worst }),
    ...(listBad === undefined ? {} : { listBad }),
    ...(histogram === undefined ? {} : { histogram }),
    ...(calibration === undefined ? {} : { calibration: calibration === true ? defaultBins : calibration }),
    ...(show === undefined ? {} : { show: show.flatMap((names) => names.split(',')) }),
  };
}

/** What the flags ask of the rows, as the library has it. */
export function askedBy(flags: EvalFlags): AskedOptions & CheckOptions {
  const { sum, digest, where, shard, checkpoint, partial } = flags;
  return {
    columns: columnsOf(flags),
    policies: { nulls: flags.nulls, nans: flags.nans },
    sum,
    digest: digest ?? false,
    partial: partial !== undefined,
    ...(where === undefined ? {} : { where }),
    ...slicesOf(flags),
    ...causesOf(flags),
    ...(shard === undefined ? {} : { shard }),
    ...(checkpoint === undefined ? {} : { checkpoint }),
    ...checksOf(flags),
  };
}

/** A shard has a state and no report: its rows are not all. */
export function checkShardFlags(flags: EvalFlags): void {
  const place = '--shard';
  if (flags.shard === undefined) return;
  if (flags.partial === undefined) {
    throw argumentError('E_ARGUMENT', {
      place,
      expected: 'a file for its state too',
      got: 'none',
      next: 'Name one with --partial, and merge the states of all shards with offmark merge.',
    });
  }
  const flag = reportFlagOf(flags);
  if (flag === undefined) return;
  throw argumentError('E_ARGUMENT', {
    place,
    expected: 'no option of a report',
    got: flag,
    next: 'Give it to offmark merge, which has the rows of all shards.',
  });
}

/** What a run is for. */
export interface RunContext {
  readonly signal: AbortSignal;
  /** The job of a configuration; null without one. */
  readonly job: string | null;
}

/**
 * Evaluates, writes the report, and says on stderr what deserves a word. Dates are written into names first; a lock is
 * held from before the first input is looked at.
 */
export async function runEval(
  inputs: readonly string[],
  flags: EvalFlags,
  context: RunContext,
): Promise<void> {
  const today = onDay(inputs, flags);
  const { lock } = today.flags;
  const release = lock === undefined ? null : (await import('./lock.ts')).holdLock(lock);
  try {
    await evaluateOn(today, context);
  } finally {
    release?.();
  }
}

/** Where nothing matched because of the day, the error says so. */
async function inputsOn({ inputs, flags, day }: OnDay<EvalFlags>): Promise<readonly string[]> {
  try {
    return await resolveInputs(inputs, flags.keepOrder ?? false);
  } catch (error) {
    if (day === null || !(error instanceof OffmarkError) || error.code !== 'E_NO_INPUT') throw error;
    const { code, place, expected, got, exitCode } = error;
    const next = `The day is ${day} (UTC); --date takes another.`;
    throw new OffmarkError({ code, place, expected, got, exitCode, next });
  }
}

async function evaluateOn(today: OnDay<EvalFlags>, { signal, job }: RunContext): Promise<void> {
  const { flags } = today;
  const lossesFrom = flags.lossesFrom ?? [];
  const known = await loadLosses(lossesFrom);
  if (flags.loss === undefined) {
    throw argumentError('E_ARGUMENT', {
      place: '--loss',
      expected: 'losses to evaluate',
      got: 'none',
      next: 'offmark losses lists them, offmark inspect says which suit a dump.',
    });
  }
  const losses = parseLosses(flags.loss.join(','), known);
  const paths = await inputsOn(today);
  logDetail(`inputs: ${paths.map((path) => escapeTerminal(shownName(path))).join(', ')}`);
  checkShardFlags(flags);
  const sinks = openSinks(flags, paths);
  const progress = await startProgress(process.stderr);
  let evaluation: Evaluation;
  try {
    evaluation = await evaluateFiles(paths, losses, {
      ...askedBy(flags),
      lossesFrom,
      ...(flags.classes === undefined ? {} : { classes: flags.classes }),
      ...(flags.workers === undefined ? {} : { workers: flags.workers }),
      ...(flags.backend === undefined ? {} : { backend: flags.backend }),
      ...(flags.checkpointInterval === undefined
        ? {}
        : { checkpointInterval: flags.checkpointInterval * 1000 }),
      requireEndMarker: flags.requireEndMarker ?? false,
      signal,
      onProgress: progress.update,
    });
  } finally {
    progress.stop();
  }
  const { report, partial } = evaluation;
  if (report !== null) logDetail(workText(report));
  if (partial !== null) sinks.writeState?.(partialStateText(partial));
  if (report !== null) await sinks.finish(job === null ? report : ofJob(report, job));
}

function workText({ result, provenance }: Report): string {
  const { workers, backend, sum, seconds } = provenance;
  const rows = countText(result.rows.read);
  return `${rows} in ${seconds} s, ${countText(workers, 'thread')}, ${backend} backend, ${sum} sums`;
}

function ofJob({ provenance, ...report }: Report, job: string): Report {
  return { ...report, provenance: { job, ...provenance } };
}
