import { describe, expect, it } from 'vitest';
import { terminalStyle, wantsColour } from '../../src/reports/style.ts';
import { displayWidth } from '../../src/reports/text-width.ts';
import { textReport } from '../../src/reports/text.ts';
import { fullReport } from '../support/full-report.ts';
import { hostileTexts } from '../support/hostile-texts.ts';
import { checkReport } from '../support/valid-report.ts';

it('has a report to show that is one', () => {
  expect(() => checkReport(fullReport())).not.toThrow();
});

it('shows all that a report can hold', () => {
  expect(textReport(fullReport())).toMatchSnapshot();
});

it('colours verdicts, and nothing else changes', () => {
  const coloured = textReport(fullReport(), terminalStyle);
  // oxlint-disable-next-line no-control-regex -- what colours
  const codes = /\u001B\[\d+m/g;
  expect(coloured.replaceAll(codes, '')).toBe(textReport(fullReport()));
  expect(coloured).toContain('\u001B[31mFAIL\u001B[39m');
  expect(coloured).toContain('\u001B[32mbetter\u001B[39m');
});

it('has room for very many slices', () => {
  const report = fullReport();
  const [grouping] = report.result.slices ?? [];
  const [slice] = grouping?.slices ?? [];
  if (grouping === undefined || slice === undefined) throw new Error('no slices');
  const slices = Array.from({ length: 150_000 }, () => slice);
  const shown = textReport({ ...report, result: { ...report.result, slices: [{ ...grouping, slices }] } });
  expect(shown.split('\n').length).toBeGreaterThan(150_000);
});

describe('text from files', () => {
  it.each(Object.entries(hostileTexts))('%s', (_, hostile) => {
    const shown = textReport(fullReport((text) => `${text}${hostile}`));
    expect(shown.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u202A-\u202E\u2066-\u2069]/u);
    expect(shown.split('\n')).toHaveLength(textReport(fullReport()).split('\n').length);
  });
});

describe('width in a terminal', () => {
  it.each([
    ['plain', 5],
    ['Zürich', 6],
    ['Zu\u0308rich', 6],
    ['東京', 4],
    ['한국', 4],
    ['🐧', 2],
    ['👩‍👩‍👧‍👦', 2],
    ['👍🏽', 2],
    ['\u200Ba', 1],
    ['−∞', 2],
  ])('%s', (text, width) => {
    expect(displayWidth(text)).toBe(width);
  });
});

describe('colour', () => {
  const terminal = { isTTY: true };
  const pipe = {};
  it.each([
    ['a terminal', terminal, {}, true],
    ['a pipe', pipe, {}, false],
    ['a terminal that can do nothing', terminal, { TERM: 'dumb' }, false],
    ['a user who wants none', terminal, { NO_COLOR: '1' }, false],
    ['a NO_COLOR that is empty', terminal, { NO_COLOR: '' }, true],
    ['a pipe that is forced', pipe, { FORCE_COLOR: '1' }, true],
    ['FORCE_COLOR before NO_COLOR', pipe, { FORCE_COLOR: '', NO_COLOR: '1' }, true],
    ['FORCE_COLOR=0', terminal, { FORCE_COLOR: '0' }, false],
  ])('%s', (_, stream, environment, wanted) => {
    expect(wantsColour(stream, environment)).toBe(wanted);
  });
});
