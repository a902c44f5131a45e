import type { Report } from '../result/report.ts';
import { jsonReport } from './json.ts';
import type { ReportKind } from './kinds.ts';
import { textReport } from './text.ts';

type Render = (report: Report) => string;

/** What is not printed by most jobs is loaded when it is asked for: the others start no slower for it. */
const load: Readonly<Record<ReportKind, () => Promise<Render>>> = {
  text: async () => textReport,
  json: async () => (report) => [...jsonReport(report)].join(''),
  markdown: async () => (await import('./markdown.ts')).markdownReport,
  html: async () => (await import('./html/page.ts')).htmlReport,
  junit: async () => (await import('./junit.ts')).junitReport,
  prometheus: async () => (await import('./prometheus.ts')).prometheusReport,
};

/** The report as a text of that kind. */
export async function renderReport(report: Report, kind: ReportKind): Promise<string> {
  const render = await load[kind]();
  return render(report);
}

/** The same piece by piece, because a report of many slices outgrows a string. */
export async function reportPieces(report: Report, kind: ReportKind): Promise<Iterable<string>> {
  return kind === 'json' ? jsonReport(report) : [await renderReport(report, kind)];
}
