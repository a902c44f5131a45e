import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { EvaluateOptions, Report } from 'offmark';
import { htmlReport } from '../../src/reports/html/page.ts';
import { markdownReport } from '../../src/reports/markdown.ts';
import { prometheusReport } from '../../src/reports/prometheus.ts';
import { textReport } from '../../src/reports/text.ts';
import { nullable, numbers, texts, writeDump } from '../support/dump.ts';
import { testFolder } from '../support/folder.ts';
import { evaluate } from '../support/valid-report.ts';

/** Of three rows a uses two, of two b uses both, and c none of its one; mape alone needs a target that is not 0. */
const file = writeDump(
  path.join(testFolder(), 'rows.arrow'),
  {
    target: nullable([1, null, 3, 4, 5, null]),
    prediction: numbers(Float64Array.of(2, 2, 5, 5, 5, 6)),
    other: nullable([2, 2, null, 5, 5, 6]),
    segment: texts(['a', 'a', 'a', 'b', 'b', 'c']),
  },
  6,
);

const sliced = (more: Partial<EvaluateOptions> = {}): Promise<Report> =>
  evaluate({
    inputs: [file],
    losses: 'mae',
    by: [['segment']],
    policies: { nulls: 'skip' },
    ...more,
  });

/** The lines of the table of slices, cells apart. */
function tableIn(text: string): readonly (readonly string[])[] {
  const [, table = ''] = text.split(/By segment.*\n/);
  const [lines = ''] = table.split('\n\n');
  return lines
    .trimEnd()
    .split('\n')
    .map((line) => line.split(/ {2,}/));
}

describe("a slice's rows", () => {
  it('are those that were used, beside those that were read where some were not', async () => {
    const report = await sliced();
    expect(tableIn(textReport(report))).toEqual([
      ['segment', 'rows read', 'rows', 'mae', 'share of mae'],
      ['a', '3', '2', '1.5', '75.00%'],
      ['b', '2', '2', '0.5', '25.00%'],
      ['c', '1', '0', 'none', '0.00%'],
    ]);
    expect(report.result.losses[0]?.rows).toMatchObject({ read: 6, used: 4, null: 2 });
    const shares = report.result.slices?.[0]?.slices.map(({ losses }) => losses[0]?.share ?? NaN) ?? [];
    expect(shares.reduce((sum, share) => sum + share, 0)).toBe(1);
    expect(markdownReport(report)).toMatch(/\| a +\| +3 \| +2 \|/);
    expect(htmlReport(report)).toMatch(
      /<td class="number" data-sort="3">3<\/td>\s*<td class="number" data-sort="2">2</,
    );
    expect(prometheusReport(report)).toContain(
      'offmark_slice_rows_used{loss="mae",by="segment",slice="segment=a"} 2\n',
    );
  });

  it('are one column where all were used', async () => {
    const [header, first] = tableIn(textReport(await sliced({ where: 'target is not null' })));
    expect(header).toEqual(['segment', 'rows', 'mae', 'share of mae']);
    expect(first?.slice(0, 2)).toEqual(['a', '2']);
  });

  it('are told for each loss where they differ', async () => {
    const report = await sliced({ columns: { prediction: ['prediction', 'other'] } });
    expect(tableIn(textReport(report)).slice(0, 2)).toEqual([
      [
        'segment',
        'rows read',
        'rows of mae of prediction',
        'mae of prediction',
        'share of mae of prediction',
        'rows of mae of other',
        'mae of other',
        'change',
        'share of mae of other',
      ],
      ['a', '3', '2', '1.5', '75.00%', '1', '1', '0.00%', '50.00%'],
    ]);
  });

  it('of the slices that are not listed add up too', async () => {
    const report = await sliced({ top: 1 });
    expect(tableIn(textReport(report)).at(-1)).toEqual(['other (2)', '3', '2', '0.5', '25.00%']);
  });
});
