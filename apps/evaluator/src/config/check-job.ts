import { parseReportFile } from '../cli/report-file.ts';
import type { EvalFlags } from '../cli/eval-command.ts';
import { parseDay } from '../cli/dates.ts';
import { parseColumns } from '../column-names.ts';
import { parseGate } from '../gates/parse-gate.ts';
import { loadLosses } from '../loss-modules.ts';
import { parseLosses } from '../loss-spec.ts';
import { allBins } from '../slices/bins.ts';
import { parseWhere } from '../where/parse-where.ts';
import { configError } from './config-file.ts';

/**
 * Reads everything that a job says in texts, so that its faults are known before any job runs.
 * @param place  the job's
 * @throws       what the parsers throw, with the flag as the place
 */
export async function checkJob(flags: EvalFlags, place: string): Promise<void> {
  if (flags.loss === undefined) {
    const next = 'offmark losses lists them, offmark inspect says which suit a dump.';
    throw configError(place, { expected: 'loss', got: 'none', next });
  }
  parseLosses(flags.loss.join(','), await loadLosses(flags.lossesFrom ?? []));
  for (const gate of flags.gate ?? []) parseGate(gate);
  for (const gate of flags.warn ?? []) parseGate(gate, 'warn');
  for (const report of flags.report ?? []) parseReportFile(report);
  if (flags.where !== undefined) parseWhere(flags.where);
  if (flags.date !== undefined) parseDay(flags.date);
  allBins(flags.bins ?? []);
  parseColumns(flags.column ?? []);
}
