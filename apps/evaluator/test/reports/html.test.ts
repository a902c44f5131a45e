import { describe, expect, it } from 'vitest';
import type { Report } from 'offmark';
import { htmlReport } from '../../src/reports/html/page.ts';
import { fullReport, longReport } from '../support/full-report.ts';
import { hostileTexts } from '../support/hostile-texts.ts';

const page = htmlReport(fullReport());

/** The tags of a page in order, without their attributes: what a browser makes of it. */
const tags = (text: string): readonly string[] =>
  [...text.replace(/<style>[^]*?<\/style>|<script>[^]*?<\/script>/g, '').matchAll(/<\/?[a-z0-9]+/g)].map(
    String,
  );

/** What a person reads, line by line. */
const words = (text: string): string =>
  text
    .replaceAll(/<style>[^]*?<\/style>|<script>[^]*?<\/script>|<title>[^]*?<\/title>/g, '')
    .replaceAll(/<[^>]+>/g, '\n')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .join('\n');

it('draws no curve through nothing', () => {
  const report = fullReport();
  const calibration = [{ of: 'prediction', bins: [] }];
  const empty = htmlReport({ ...report, result: { ...report.result, calibration, histograms: [] } });
  expect(empty).not.toMatch(/ (?:points|cx|cy|x|y|x1|y1)="[^"]*NaN/);
  expect(empty).not.toContain('Where the loss comes from');
});

it('shows all that a report can hold', () => {
  expect(words(page)).toMatchSnapshot();
});

it('asks for nothing from elsewhere, and allows nothing', () => {
  expect(page).not.toMatch(/(?:src|href|url|@import)\s*[=(]/);
  expect(page).toContain('default-src &#39;none&#39;');
  expect(page).not.toMatch(/ (?:style|on[a-z]+)="/);
});

it('has each element closed', () => {
  const open: string[] = [];
  const body = page.replaceAll(/<[a-z]+\b[^>]*\/>/g, '').replace('<!doctype html>', '');
  const unmatched = tags(body).filter((tag) => {
    if (tag.startsWith('</')) return `</${open.pop()?.slice(1)}` !== tag;
    open.push(tag);
    return false;
  });
  expect({ open, unmatched }).toEqual({ open: [], unmatched: [] });
});

it('is small for a small job', () => {
  const { result, provenance } = fullReport();
  const { rows, losses } = result;
  const small: Report = { version: 1, result: { rows, losses: losses.slice(0, 1) }, provenance };
  const text = htmlReport(small);
  expect(words(text)).toMatchSnapshot();
  expect(text.length).toBeLessThan(16_000);
});

describe('text from files stays text', () => {
  it.each(Object.entries(hostileTexts))('%s', (_, hostile) => {
    const shown = htmlReport(fullReport((text) => `${text}${hostile}`));
    expect(tags(shown)).toEqual(tags(page));
    expect(shown.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u202A-\u202E\u2066-\u2069]/u);
  });
});

it('shows the first rows of a long table, and says so', () => {
  expect(htmlReport(longReport(2100))).toContain('… and 100 rows more in the JSON report.');
});
