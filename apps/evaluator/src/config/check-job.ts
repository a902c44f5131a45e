import type { Measure } from '@offmark/losses';
import { parseReportFile } from '../cli/report-file.ts';
import { askedBy, checkShardFlags } from '../cli/eval-command.ts';
import type { EvalFlags } from '../cli/eval-command.ts';
import { dated, onDay, parseDay } from '../cli/dates.ts';
import type { GivenValue } from '../cli/settled-flags.ts';
import { askedJob } from '../asked-job.ts';
import { checkGates } from '../result/check-report.ts';
import { OffmarkError } from '../errors.ts';
import { loadLosses } from '../loss-modules.ts';
import { lossOf, parseLosses } from '../loss-spec.ts';
import { configError } from './config-file.ts';

/** The losses of a job, with the flag as the place where a module is at fault. */
async function knownLosses({ lossesFrom = [] }: EvalFlags): Promise<readonly Measure[]> {
  try {
    return await loadLosses(lossesFrom);
  } catch (error) {
    if (!(error instanceof OffmarkError)) throw error;
    const { code, place, expected, got, next, exitCode } = error;
    throw new OffmarkError({ code, place: `--losses-from ${place}`, expected, got, next, exitCode });
  }
}

/**
 * Looks at all that a job says, by the functions that it is evaluated by, as far as no data need be read: its faults are
 * known before any job runs.
 * @param place   the job's
 * @param inputs  the job's, each with its place
 * @throws        what the parsers throw, `askedJob` and `checkGates`, with the flag as the place
 */
export async function checkJob(
  given: EvalFlags,
  place: string,
  inputs: readonly GivenValue[],
): Promise<void> {
  if (given.loss === undefined) {
    const next = 'offmark losses lists them, offmark inspect says which suit a dump.';
    throw configError(place, { expected: 'loss', got: 'none', next });
  }
  const known = await knownLosses(given);
  const losses = parseLosses(given.loss.join(','), known).map((spec) => lossOf(spec, known));
  const day = parseDay(given.date ?? 'today');
  const paths = inputs.map((input) => dated(input.text, day, input.place));
  const { flags } = onDay([], given);
  for (const report of flags.report ?? []) parseReportFile(report);
  checkShardFlags(flags);
  const options = askedBy(flags);
  const { slices, predictions, baseline } = askedJob(options, losses, paths);
  await checkGates(options, baseline?.kind === 'report', { losses, known, slices, predictions });
}
