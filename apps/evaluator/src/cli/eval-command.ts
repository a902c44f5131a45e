import process from 'node:process';
import { catalogue } from '@offmark/losses';
import { argumentError } from '../errors.ts';
import { evaluate } from '../evaluate.ts';
import type { ColumnNames } from '../plan.ts';
import { textReport, warnings } from '../report-text.ts';
import type { Report } from '../report.ts';
import { writeWhole } from '../write-whole.ts';
import { startProgress } from './progress.ts';

/** The flags of `offmark eval`, as the command line gives them. */
export interface EvalFlags {
  readonly loss?: string;
  readonly target: string;
  readonly prediction: string;
  readonly weight?: string;
  readonly nulls: 'error' | 'skip';
  readonly nans: 'error' | 'skip';
  readonly keepOrder?: boolean;
  readonly workers?: number;
  readonly format: 'text' | 'json';
  readonly output?: string;
}

function columnsOf({ target, prediction, weight }: EvalFlags): ColumnNames {
  return weight === undefined ? { target, prediction } : { target, prediction, weight };
}

function render(report: Report, format: EvalFlags['format']): string {
  return format === 'json' ? `${JSON.stringify(report, null, 2)}\n` : textReport(report);
}

/** Evaluates, writes the report, and says on stderr what deserves a word. */
export async function runEval(
  inputs: readonly string[],
  flags: EvalFlags,
  signal: AbortSignal,
): Promise<void> {
  if (flags.loss === undefined) {
    const names = catalogue.map(({ name }) => name).join(', ');
    throw argumentError('E_ARGUMENT', {
      place: '--loss',
      expected: 'losses to evaluate',
      got: 'none',
      next: `There are ${names}.`,
    });
  }
  const progress = await startProgress(process.stderr);
  let report: Report;
  try {
    report = await evaluate({
      inputs,
      losses: flags.loss,
      columns: columnsOf(flags),
      policies: { nulls: flags.nulls, nans: flags.nans },
      keepOrder: flags.keepOrder ?? false,
      ...(flags.workers === undefined ? {} : { workers: flags.workers }),
      signal,
      onProgress: progress.update,
    });
  } finally {
    progress.stop();
  }
  const text = render(report, flags.format);
  if (flags.output === undefined) process.stdout.write(text);
  else writeWhole(flags.output, text);
  for (const line of warnings(report)) process.stderr.write(`offmark: ${line}\n`);
}
