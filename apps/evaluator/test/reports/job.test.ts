import { describe, expect, it } from 'vitest';
import type { Report } from 'offmark';
import { htmlReport } from '../../src/reports/html/page.ts';
import { markdownReport } from '../../src/reports/markdown.ts';
import { prometheusReport } from '../../src/reports/prometheus.ts';
import { textReport } from '../../src/reports/text.ts';
import { fullReport } from '../support/full-report.ts';

function reportOf(job: string): Report {
  const { provenance, ...report } = fullReport();
  return { ...report, provenance: { job, ...provenance } };
}

describe('the job that a report is of', () => {
  it('stands first', () => {
    expect(textReport(reportOf('nightly')).split('\n')[0]).toBe(
      `nightly: ${textReport(fullReport()).split('\n')[0]}`,
    );
    expect(markdownReport(reportOf('nightly')).split('\n')[0]).toBe('## offmark: nightly');
    expect(htmlReport(reportOf('nightly'))).toMatch(/<dt>job<\/dt>\s*<dd>nightly<\/dd>/);
  });

  it('is a label of every series', () => {
    const lines = prometheusReport(reportOf('nightly')).split('\n');
    const samples = lines.filter((line) => line !== '' && !line.startsWith('#'));
    expect(samples.length).toBeGreaterThan(20);
    for (const line of samples) expect(line).toContain('offmark_job="nightly"');
  });

  it('is escaped', () => {
    const hostile = 'a\u001B[31m"<b>|\n';
    expect(textReport(reportOf(hostile))).not.toContain('\u001B');
    expect(markdownReport(reportOf(hostile)).split('\n')[0]).not.toContain('<b>');
    expect(htmlReport(reportOf(hostile))).not.toContain('<b>|');
    expect(prometheusReport(reportOf(hostile))).toContain(String.raw`offmark_job="a`);
    expect(prometheusReport(reportOf(hostile))).not.toContain('"<b>|\n');
  });
});
