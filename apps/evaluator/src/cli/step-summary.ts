import { appendFileSync, statSync } from 'node:fs';
import type { Report } from '../result/report.ts';
import { renderReport } from '../reports/render.ts';
import { systemText } from '../system-text.ts';
import { logWarning } from './log.ts';

/** GitHub refuses summaries of steps that are longer, in bytes. */
const longest = 1024 * 1024;

/** Appends the report to the summary of a job on GitHub, where there is one. It never fails the job. */
export async function appendStepSummary(report: Report, file: string | undefined): Promise<void> {
  if (file === undefined || file === '') return;
  try {
    const text = await renderReport(report, 'markdown');
    const before = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
    const fits = before + Buffer.byteLength(text) <= longest;
    appendFileSync(file, fits ? text : 'offmark: the report is too long for this summary.\n');
  } catch (error) {
    logWarning(`the job summary was not written: ${systemText(error)}`);
  }
}
