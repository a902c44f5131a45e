import type { SumMethod } from '@offmark/losses';
import { argumentError } from '../errors.ts';
import type { BackendName } from '../backend.ts';
import { evaluateFiles } from '../evaluate.ts';
import type { Evaluation } from '../evaluate.ts';
import { resolveInputs } from '../inputs.ts';
import { loadLosses } from '../loss-modules.ts';
import { parseLosses } from '../loss-spec.ts';
import { partialStateText } from '../partial/partial-state.ts';
import type { Shard } from '../partial/shard.ts';
import { parseColumns } from '../column-names.ts';
import type { GivenColumns } from '../plan.ts';
import { parsePredictions } from '../predictions.ts';
import { allBins } from '../slices/bins.ts';
import type { SliceOptions } from '../slices/slice-options.ts';
import { startProgress } from './progress.ts';
import { checksOf, reportFlagOf } from './report-options.ts';
import type { ReportFlags } from './report-options.ts';
import { openSinks } from './report-sinks.ts';

/** The flags of `offmark eval`, as the command line gives them. */
export interface EvalFlags extends ReportFlags {
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
  readonly nans: 'error' | 'skip';
  readonly where?: string;
  readonly by?: readonly string[];
  readonly bins?: readonly string[];
  readonly maxSlices?: number;
  readonly top?: number;
  readonly confidence?: number;
  readonly cluster?: string;
  readonly bootstrap?: number;
  readonly seed?: number;
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

/** A shard has a state and no report: its rows are not all. */
function checkShardFlags(flags: EvalFlags): void {
  const place = '--shard';
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

/** Evaluates, writes the report, and says on stderr what deserves a word. */
export async function runEval(
  inputs: readonly string[],
  flags: EvalFlags,
  signal: AbortSignal,
): Promise<void> {
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
  const paths = await resolveInputs(inputs, flags.keepOrder ?? false);
  if (flags.shard !== undefined) checkShardFlags(flags);
  const sinks = openSinks(flags, paths);
  const progress = await startProgress(process.stderr);
  let evaluation: Evaluation;
  try {
    evaluation = await evaluateFiles(paths, losses, {
      lossesFrom,
      columns: columnsOf(flags),
      policies: { nulls: flags.nulls, nans: flags.nans },
      sum: flags.sum,
      digest: flags.digest ?? false,
      ...(flags.where === undefined ? {} : { where: flags.where }),
      ...(flags.classes === undefined ? {} : { classes: flags.classes }),
      ...slicesOf(flags),
      ...(flags.workers === undefined ? {} : { workers: flags.workers }),
      ...(flags.backend === undefined ? {} : { backend: flags.backend }),
      ...(flags.shard === undefined ? {} : { shard: flags.shard }),
      ...(flags.checkpoint === undefined ? {} : { checkpoint: flags.checkpoint }),
      ...(flags.checkpointInterval === undefined
        ? {}
        : { checkpointInterval: flags.checkpointInterval * 1000 }),
      requireEndMarker: flags.requireEndMarker ?? false,
      partial: sinks.writeState !== null,
      ...checksOf(flags),
      signal,
      onProgress: progress.update,
    });
  } finally {
    progress.stop();
  }
  const { report, partial } = evaluation;
  if (partial !== null) sinks.writeState?.(partialStateText(partial));
  if (report !== null) await sinks.finish(report);
}
