import type { Measure } from '@offmark/losses';
import { parseReportFile } from '../cli/report-file.ts';
import type { EvalFlags } from '../cli/eval-command.ts';
import { dated, onDay, parseDay } from '../cli/dates.ts';
import type { GivenValue } from '../cli/settled-flags.ts';
import { parseColumns } from '../column-names.ts';
import { OffmarkError } from '../errors.ts';
import { parseGate } from '../gates/parse-gate.ts';
import { loadLosses } from '../loss-modules.ts';
import { parseLosses } from '../loss-spec.ts';
import { allBins } from '../slices/bins.ts';
import { parseWhere } from '../where/parse-where.ts';
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
 * Reads everything that a job says in texts, so that its faults are known before any job runs.
 * @param place   the job's
 * @param inputs  the job's, each with its place
 * @throws        what the parsers throw, with the flag as the place
 */
export async function checkJob(
  flags: EvalFlags,
  place: string,
  inputs: readonly GivenValue[],
): Promise<void> {
  if (flags.loss === undefined) {
    const next = 'offmark losses lists them, offmark inspect says which suit a dump.';
    throw configError(place, { expected: 'loss', got: 'none', next });
  }
  parseLosses(flags.loss.join(','), await knownLosses(flags));
  for (const gate of flags.gate ?? []) parseGate(gate);
  for (const gate of flags.warn ?? []) parseGate(gate, 'warn');
  for (const report of flags.report ?? []) parseReportFile(report);
  if (flags.where !== undefined) parseWhere(flags.where);
  const day = parseDay(flags.date ?? 'today');
  for (const input of inputs) dated(input.text, day, input.place);
  onDay([], flags);
  allBins(flags.bins ?? []);
  parseColumns(flags.column ?? []);
}
