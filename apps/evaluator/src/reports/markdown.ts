import type { Report } from '../result/report.ts';
import { clip, escapeMarkdown } from './escape.ts';
import { gateSummary, gateTable } from './gate-table.ts';
import { ledgerLines } from './ledger.ts';
import { lossTable } from './loss-table.ts';
import { printedRows } from './table.ts';
import type { Cell, Table, Tone } from './table.ts';
import { furtherTables } from './tables.ts';
import { countText } from './words.ts';

/** Longer cells make a page that nobody reads. */
const widestCell = 120;
/** So many rows of a table are shown; the other reports have them all. */
const mostRows = 50;

const marks: Readonly<Partial<Record<Tone, string>>> = { good: '✅ ', bad: '❌ ', warn: '⚠️ ' };

const shown = (text: string): string => escapeMarkdown(clip(text, widestCell));
const marked = ({ text, tone }: Cell): string =>
  `${text === '' || tone === undefined ? '' : (marks[tone] ?? '')}${shown(text)}`;

const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

function tableLines(table: Table): readonly string[] {
  const { columns } = table;
  const rows = printedRows(table);
  const rest = rows.length - mostRows;
  return [
    line(columns.map(({ name }) => shown(name))),
    line(columns.map(({ numeric }) => (numeric ? '---:' : ':---'))),
    ...rows.slice(0, mostRows).map((row) => line(row.map(marked))),
    ...(rest > 0 ? ['', `… and ${countText(rest)} more.`] : []),
  ];
}

function section(table: Table): readonly string[] {
  const note = table.note === undefined ? '' : ` (${table.note})`;
  return ['', `### ${shown(table.title)}${note}`, '', ...tableLines(table)];
}

/** The report for pull requests, job summaries and wikis: GitHub's Markdown. The gates, its verdict, come first. */
export function markdownReport({ result, provenance }: Report): string {
  const { inputs, job } = provenance;
  const { gates, ...rest } = result;
  const what = inputs.length === 1 ? shown(inputs[0]?.path ?? '') : `${inputs.length} inputs`;
  const where = result.where === undefined ? '' : `; where ${shown(result.where)}`;
  const isFailed = gates?.some(({ status }) => status === 'fail') ?? false;
  const verdict = gates === undefined ? '' : `${isFailed ? '❌' : '✅'} ${gateSummary(gates)} · `;
  return [
    job === undefined ? '## offmark' : `## offmark: ${shown(job)}`,
    '',
    `${verdict}${countText(result.rows.read)} of ${what}${where}`,
    ...(gates === undefined ? [] : section(gateTable(gates))),
    ...section(lossTable(result.losses)),
    ...ledgerLines(result.losses).flatMap((text) => ['', shown(text)]),
    ...furtherTables(rest, provenance).flatMap(section),
    '',
  ].join('\n');
}
