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
import type { ColumnNames } from '../plan.ts';
import { textReport, warnings } from '../report-text.ts';
import type { Report } from '../report.ts';
import { openOutput } from './output.ts';
import type { Output } from './output.ts';
import { startProgress } from './progress.ts';
import { say } from './streams.ts';

/** The flags of `offmark eval`, as the command line gives them. */
export interface EvalFlags {
  /** As often as the flag was given. */
  readonly loss?: readonly string[];
  readonly lossesFrom?: readonly string[];
  readonly target: string;
  readonly prediction: string;
  readonly weight?: string;
  /** As often as the flag was given. */
  readonly column?: readonly string[];
  readonly nulls: 'error' | 'skip';
  readonly nans: 'error' | 'skip';
  readonly where?: string;
  readonly keepOrder?: boolean;
  readonly workers?: number;
  readonly backend?: BackendName;
  readonly sum: SumMethod;
  readonly format: 'text' | 'json';
  readonly output?: string;
  readonly partial?: string;
  readonly shard?: Shard;
  readonly checkpoint?: string;
  readonly checkpointInterval?: number;
}

function columnsOf({ target, prediction, weight, column = [] }: EvalFlags): ColumnNames {
  const names = { target, prediction, ...parseColumns(column) };
  return weight === undefined ? names : { ...names, weight };
}

export function render(report: Report, format: EvalFlags['format']): string {
  return format === 'json' ? `${JSON.stringify(report, null, 2)}\n` : textReport(report);
}

/** Standard output says itself when it fails: `guardStreams`. */
export const print: Output = (text) => {
  process.stdout.write(text);
};

function shardWithoutState(): Error {
  return argumentError('E_ARGUMENT', {
    place: '--shard',
    expected: 'a file for its state too',
    got: 'none',
    next: 'Name one with --partial, and merge the states of all shards with offmark merge.',
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
    const names = known.map(({ name }) => name).join(', ');
    throw argumentError('E_ARGUMENT', {
      place: '--loss',
      expected: 'losses to evaluate',
      got: 'none',
      next: `There are ${names}.`,
    });
  }
  const losses = parseLosses(flags.loss.join(','), known);
  const paths = await resolveInputs(inputs, flags.keepOrder ?? false);
  if (flags.shard !== undefined && flags.partial === undefined) throw shardWithoutState();
  const write = flags.output === undefined ? print : openOutput(flags.output, paths);
  const writeState = flags.partial === undefined ? null : openOutput(flags.partial, paths);
  const progress = await startProgress(process.stderr);
  let evaluation: Evaluation;
  try {
    evaluation = await evaluateFiles(paths, losses, {
      lossesFrom,
      columns: columnsOf(flags),
      policies: { nulls: flags.nulls, nans: flags.nans },
      sum: flags.sum,
      ...(flags.where === undefined ? {} : { where: flags.where }),
      ...(flags.workers === undefined ? {} : { workers: flags.workers }),
      ...(flags.backend === undefined ? {} : { backend: flags.backend }),
      ...(flags.shard === undefined ? {} : { shard: flags.shard }),
      ...(flags.checkpoint === undefined ? {} : { checkpoint: flags.checkpoint }),
      ...(flags.checkpointInterval === undefined
        ? {}
        : { checkpointInterval: flags.checkpointInterval * 1000 }),
      partial: writeState !== null,
      signal,
      onProgress: progress.update,
    });
  } finally {
    progress.stop();
  }
  const { report, partial } = evaluation;
  if (partial !== null) writeState?.(partialStateText(partial));
  if (report === null) return;
  write(render(report, flags.format));
  for (const line of warnings(report)) say(`offmark: ${line}`);
}
