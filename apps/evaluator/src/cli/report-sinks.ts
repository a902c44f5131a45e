import { exitCodes } from '../errors.ts';
import type { Report } from '../result/report.ts';
import type { Format } from '../reports/kinds.ts';
import { reportPieces } from '../reports/render.ts';
import { plainStyle, terminalStyle, wantsColour } from '../reports/style.ts';
import { textReport } from '../reports/text.ts';
import { failedGates, warnings } from '../reports/warnings.ts';
import { appendHistory, checkHistory } from './history.ts';
import { logProblem, logWarning } from './log.ts';
import { inBatches, openOutputs } from './output.ts';
import type { Output } from './output.ts';
import { parseReportFile } from './report-file.ts';
import type { ReportFlags } from './report-options.ts';
import { appendStepSummary } from './step-summary.ts';

/** Where the outcome of a job goes. */
export interface Sinks {
  /** Writes the state of the rows; null if nobody asked for it. */
  readonly writeState: Output | null;
  /** Writes and prints the report, and says on stderr what deserves a word; the exit code tells of failed gates. */
  readonly finish: (report: Report) => Promise<void>;
}

/** Standard output says itself when it fails: `guardStreams`. */
async function print(report: Report, format: Format): Promise<void> {
  const style = wantsColour(process.stdout, process.env) ? terminalStyle : plainStyle;
  const pieces = format === 'text' ? [textReport(report, style)] : await reportPieces(report, format);
  for (const piece of inBatches(pieces)) process.stdout.write(piece);
}

/**
 * Finds out how to write what was asked for, so that a bad path is known before the job begins.
 * @param inputs  the files that are read, none of which may be replaced
 * @throws        E_OUTPUT, E_ARGUMENT
 */
export function openSinks(
  {
    format,
    output,
    report: more = [],
    history,
    partial,
    lock,
  }: ReportFlags & { readonly partial?: string; readonly lock?: string },
  inputs: readonly string[],
): Sinks {
  const instead = output === undefined ? [] : [{ kind: format, file: output }];
  const files = [...instead, ...more.map(parseReportFile)];
  const state = partial === undefined ? [] : [partial];
  // Held by now, and no place to write to.
  const others = [history, lock].filter((file) => file !== undefined);
  const outputs = openOutputs([...files.map(({ file }) => file), ...state, ...others], inputs);
  if (history !== undefined) checkHistory(history);
  return {
    writeState: partial === undefined ? null : (outputs[files.length] ?? null),
    finish: async (report) => {
      // All are rendered before the first is written.
      const texts = await Promise.all(files.map(({ kind }) => reportPieces(report, kind)));
      for (const [i, text] of texts.entries()) outputs[i]?.(text);
      if (history !== undefined) appendHistory(history, report);
      if (output === undefined) await print(report, format);
      await appendStepSummary(report, process.env['GITHUB_STEP_SUMMARY']);
      for (const line of warnings(report)) logWarning(line);
      for (const line of failedGates(report)) logProblem(line);
      const failed = report.result.gates?.some(({ status }) => status === 'fail') ?? false;
      if (failed) process.exitCode = exitCodes.gate;
    },
  };
}
