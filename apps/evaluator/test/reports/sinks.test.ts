import { describe, expect, it } from 'vitest';
import { jsonReport } from '../../src/reports/json.ts';
import { junitReport } from '../../src/reports/junit.ts';
import { markdownReport } from '../../src/reports/markdown.ts';
import { prometheusReport } from '../../src/reports/prometheus.ts';
import { fullReport, longReport } from '../support/full-report.ts';
import { hostileTexts } from '../support/hostile-texts.ts';

const controls = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u202A-\u202E\u2066-\u2069]/u;
const hostileReports = Object.entries(hostileTexts).map(
  ([what, hostile]) => [what, fullReport((text) => `${text}${hostile}`)] as const,
);

/** How many cells each line has. */
const shape = (text: string): readonly number[] => text.split('\n').map((line) => line.split('|').length);

/** The same report of a job without gates. */
function withoutGates(): ReturnType<typeof fullReport> {
  const report = fullReport();
  const { gates: _, ...result } = report.result;
  return { ...report, result };
}

describe('Markdown', () => {
  it('shows all that a report can hold', () => {
    expect(markdownReport(fullReport())).toMatchSnapshot();
  });

  it.each(hostileReports)('keeps its tables and nothing else: %s', (_, report) => {
    const shown = markdownReport(report);
    expect(shown.replaceAll('\n', '')).not.toMatch(controls);
    expect(shape(shown)).toEqual(shape(markdownReport(fullReport())));
    expect(shown).not.toMatch(/[<>`*@[\]]/);
  });

  it('says how many rows of a long table it leaves out', () => {
    expect(markdownReport(longReport(70))).toContain('… and 20 rows more.');
  });
});

describe('JUnit', () => {
  it('has a case for each gate', () => {
    expect(junitReport(fullReport())).toMatchSnapshot();
  });

  it('has a case for each loss where there is no gate', () => {
    expect(junitReport(withoutGates())).toMatchSnapshot();
  });

  /** A document of elements with quoted attributes and references, without anything else. */
  const element = /<\/?[a-z-]+(?: [a-z]+="[^"<>&]*(?:&(?:amp|lt|gt|quot|#39);[^"<>&]*)*")*\/?>/g;

  it.each(hostileReports)('is well-formed: %s', (_, report) => {
    const shown = junitReport(report);
    expect(shown.replaceAll('\n', '')).not.toMatch(controls);
    expect(shown).not.toMatch(/[\uFFFE\uFFFF]/);
    const [declaration, ...body] = shown.split('\n');
    expect(declaration).toBe('<?xml version="1.0" encoding="UTF-8"?>');
    const rest = body.join('\n').replaceAll(element, '');
    expect(rest).not.toMatch(/[<>]|&(?!amp;|lt;|gt;|quot;|#39;)/);
  });
});

describe('Prometheus', () => {
  it('shows all that is a number', () => {
    expect(prometheusReport(fullReport())).toMatchSnapshot();
  });

  const label = String.raw`[a-z]+="(?:[^"\\\n]|\\[\\"n])*"`;
  const sample = new RegExp(String.raw`^[a-z_]+(?:\{${label}(?:,${label})*\})? -?(?:\d|Inf|NaN)[-+.\de]*$`);

  it.each(hostileReports)('keeps its lines: %s', (_, report) => {
    const lines = prometheusReport(report).split('\n');
    expect(lines.pop()).toBe('');
    expect(lines.length).toBe(prometheusReport(fullReport()).trimEnd().split('\n').length);
    expect(lines.filter((line) => !line.startsWith('# ') && !sample.test(line))).toEqual([]);
  });

  it('has each series once', () => {
    const report = fullReport();
    const losses = [...report.result.losses, ...report.result.losses];
    const shown = prometheusReport({ ...report, result: { ...report.result, losses } });
    expect(shown).toBe(prometheusReport(report));
  });
});

describe('JSON', () => {
  it.each(hostileReports)('reads back alike: %s', (_, report) => {
    const text = [...jsonReport(report)].join('');
    expect(JSON.parse(text)).toEqual(report);
    expect(text).toBe(`${JSON.stringify(report, null, 2)}\n`);
  });
});
