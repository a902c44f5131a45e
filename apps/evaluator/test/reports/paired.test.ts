import { describe, expect, it } from 'vitest';
import { renderReport } from '../../src/reports/render.ts';
import { reportKinds } from '../../src/reports/kinds.ts';
import { warnings } from '../../src/reports/warnings.ts';
import { hostileTexts } from '../support/hostile-texts.ts';
import { pairedReport } from '../support/paired-report.ts';
import { checkReport } from '../support/valid-report.ts';

it('has a report of two columns to show that is one', () => {
  expect(() => checkReport(pairedReport())).not.toThrow();
});

it.each(['text', 'markdown', 'prometheus'] as const)('shows two columns side by side: %s', async (kind) => {
  expect(await renderReport(pairedReport(), kind)).toMatchSnapshot();
});

it('warns of rows that only one of the two has', () => {
  expect(warnings(pairedReport())).toContain(
    'mse of new: 5 rows that only one of the predictions uses: not compared with old.',
  );
});

it('shows the change on the card of the one that is compared alone', async () => {
  const page = await renderReport(pairedReport(), 'html');
  const cards = page.split('<article').slice(1);
  expect(cards.map((card) => card.includes('than the'))).toEqual([false, true, false, false]);
  expect(cards[3]).toContain('too few rows for an interval');
});

describe.each(Object.entries(hostileTexts))('names of columns with %s', (_, hostile) => {
  const report = pairedReport((text) => `${text}${hostile}`);

  it.each(reportKinds.filter((kind) => kind !== 'json'))('keep a report as it is: %s', async (kind) => {
    const [shown, plain] = [await renderReport(report, kind), await renderReport(pairedReport(), kind)];
    expect(shown.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u202A-\u202E\u2066-\u2069]/u);
    expect(shown.split('\n')).toHaveLength(plain.split('\n').length);
  });

  it('are no elements of a page', async () => {
    const [shown, plain] = [await renderReport(report, 'html'), await renderReport(pairedReport(), 'html')];
    expect(shown.match(/<[^>]*>/g)).toEqual(plain.match(/<[^>]*>/g));
  });

  it('keep a warning in its line', () => {
    for (const line of warnings(report)) expect(line).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}]/u);
  });
});
