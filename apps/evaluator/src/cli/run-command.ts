import type { Command } from 'commander';
import { exitCodes, failureOf } from '../errors.ts';
import { runEval } from './eval-command.ts';
import { settledJobs } from './jobs-command.ts';
import type { SettledJob } from './jobs-command.ts';
import { configureLog, logDetail, logError } from './log.ts';
import { placed } from './settled-flags.ts';

/** What an error of a job is about, if it says nothing of that itself. */
function ofJob(error: unknown, { settings, origins }: SettledJob): unknown {
  return placed(error, origins, settings.place);
}

/** @returns the exit code that the job alone would have */
async function runJob(job: SettledJob, signal: AbortSignal): Promise<number> {
  const { settings, flags } = job;
  const { name } = settings;
  configureLog({ job: name });
  process.exitCode = exitCodes.fine;
  try {
    logDetail(`the job at ${settings.place}`);
    const inputs = settings.inputs.map(({ text }) => text);
    await runEval(inputs, flags, { signal, job: name });
    return process.exitCode;
  } catch (error) {
    if (signal.aborted) throw error;
    const failure = failureOf(ofJob(error, job));
    logError(failure);
    return failure.exitCode;
  }
}

function printsText({ flags: { format, output } }: SettledJob): boolean {
  return format !== 'json' && output === undefined;
}

/**
 * Runs jobs one after another. One that fails does not keep the others from running; the exit code is that of the
 * first that did not end well.
 */
export async function runJobs(
  names: readonly string[],
  config: string | undefined,
  given: Command,
  fresh: () => Command,
  signal: AbortSignal,
): Promise<void> {
  const codes: number[] = [];
  for (const job of await settledJobs(names, config, given, fresh)) {
    if (codes.length > 0 && printsText(job)) process.stdout.write('\n');
    codes.push(await runJob(job, signal));
  }
  configureLog({ job: null });
  process.exitCode = codes.find((code) => code !== exitCodes.fine) ?? exitCodes.fine;
}
