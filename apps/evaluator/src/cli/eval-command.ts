import type { SumMethod } from '@offmark/losses';
import { argumentError } from '../errors.ts';
import type { BackendName } from '../backend.ts';
import { evaluateFiles } from '../evaluate.ts';
import { resolveInputs } from '../inputs.ts';
import { loadLosses } from '../loss-modules.ts';
import { parseLosses } from '../loss-spec.ts';
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
  readonly nulls: 'error' | 'skip';
  readonly nans: 'error' | 'skip';
  readonly where?: string;
  readonly keepOrder?: boolean;
  readonly workers?: number;
  readonly backend?: BackendName;
  readonly sum: SumMethod;
  readonly format: 'text' | 'json';
  readonly output?: string;
}

function columnsOf({ target, prediction, weight }: EvalFlags): ColumnNames {
  return weight === undefined ? { target, prediction } : { target, prediction, weight };
}

function render(report: Report, format: EvalFlags['format']): string {
  return format === 'json' ? `${JSON.stringify(report, null, 2)}\n` : textReport(report);
}

/** Standard output says itself when it fails: `guardStreams`. */
const print: Output = (text) => {
  process.stdout.write(text);
};

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
  const write = flags.output === undefined ? print : openOutput(flags.output, paths);
  const progress = await startProgress(process.stderr);
  let report: Report;
  try {
    report = await evaluateFiles(paths, losses, {
      lossesFrom,
      columns: columnsOf(flags),
      policies: { nulls: flags.nulls, nans: flags.nans },
      sum: flags.sum,
      ...(flags.where === undefined ? {} : { where: flags.where }),
      ...(flags.workers === undefined ? {} : { workers: flags.workers }),
      ...(flags.backend === undefined ? {} : { backend: flags.backend }),
      signal,
      onProgress: progress.update,
    });
  } finally {
    progress.stop();
  }
  write(render(report, flags.format));
  for (const line of warnings(report)) say(`offmark: ${line}`);
}
