import type { Report } from '../report.ts';

/** The report for programs, as `schema/report-v1.json` describes it. Numbers are written so that they read back alike. */
export function jsonReport(report: Report): string {
  return `${JSON.stringify(report, null, 2)}\n`;
}
