import type { Report } from '../result/report.ts';
import { clip, escapeTerminal } from './escape.ts';
import { ledgerLines } from './ledger.ts';
import { lossTable } from './loss-table.ts';
import { plainStyle } from './style.ts';
import type { Style } from './style.ts';
import { printedRows } from './table.ts';
import type { Cell, Table } from './table.ts';
import { furtherTables } from './tables.ts';
import { displayWidth } from './text-width.ts';
import { countText } from './words.ts';

/** Longer cells would push the other columns off the screen. */
const widestCell = 72;

const shown = ({ text }: Cell): string => escapeTerminal(clip(text, widestCell));

/** Columns padded to their widest cell; numbers to the right, texts and the first column to the left. */
function tableLines(table: Table, style: Style): readonly string[] {
  const { columns } = table;
  const header = columns.map(({ name }): Cell => ({ text: name, tone: 'dim' }));
  const cells = [header, ...printedRows(table)].map((row) =>
    row.map((cell) => ({ cell, text: shown(cell) })),
  );
  const widths = columns.map((_, i) =>
    cells.reduce((widest, row) => Math.max(widest, displayWidth(row[i]?.text ?? '')), 0),
  );
  return cells.map((row) =>
    row
      .map(({ cell, text }, i) => {
        const space = ' '.repeat(Math.max(0, (widths[i] ?? 0) - displayWidth(text)));
        const words = style(text, cell.tone);
        if (columns[i]?.numeric === true && i > 0) return `${space}${words}`;
        return i === row.length - 1 ? words : `${words}${space}`;
      })
      .join('  ')
      .trimEnd(),
  );
}

function section(table: Table, style: Style): readonly string[] {
  const note = table.note === undefined ? '' : ` (${table.note})`;
  return ['', `${escapeTerminal(clip(table.title, widestCell))}${note}`, ...tableLines(table, style)];
}

/** Whoever keeps this line can tell whether a later report has the same result, bit for bit. */
function digestLines({ verification }: Report['provenance']): readonly string[] {
  return verification === undefined ? [] : ['', `SHA-256 of the result: ${verification.digests.result}`];
}

/** The report for people: values to the last digit, and whatever became of rows that were not used. */
export function textReport({ result, provenance }: Report, style: Style = plainStyle): string {
  const { inputs, job } = provenance;
  const what = inputs.length === 1 ? (inputs[0]?.path ?? '') : `${inputs.length} inputs`;
  const where = result.where === undefined ? '' : `; where ${escapeTerminal(result.where)}`;
  const ledger = ledgerLines(result.losses).map(escapeTerminal);
  return [
    `${job === undefined ? '' : `${escapeTerminal(job)}: `}${escapeTerminal(what)}: ${countText(result.rows.read)}${where}`,
    '',
    ...tableLines(lossTable(result.losses), style),
    ...ledger.map((line, i) => (i === 0 ? `\n${line}` : line)),
    ...furtherTables(result, provenance).flatMap((table) => section(table, style)),
    ...digestLines(provenance),
    '',
  ].join('\n');
}
