import type { Report } from '../report.ts';
import type { ReportKind } from './kinds.ts';

type Render = (report: Report) => string;

/** Each is loaded when it is asked for: a job that prints text starts no slower for the others. */
const load: Readonly<Record<ReportKind, () => Promise<Render>>> = {
  text: async () => (await import('./text.ts')).textReport,
  json: async () => (await import('./json.ts')).jsonReport,
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
