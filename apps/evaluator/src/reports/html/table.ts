import type { Cell, Table, TableColumn } from '../table.ts';
import { countText } from '../words.ts';
import { html, nothing } from './html.ts';
import type { Html } from './html.ts';

/** Browsers take long to lay out longer tables; the JSON report has all rows. */
const mostRows = 2000;

const kindOf = ({ numeric }: TableColumn): string => (numeric ? 'number' : 'text');

function cellHtml({ text, sort, tone }: Cell, column: TableColumn): Html {
  const content = tone === undefined ? html`${text}` : html`<span class="${tone}">${text}</span>`;
  return sort === undefined
    ? html`<td class="${kindOf(column)}">${content}</td>`
    : html`<td class="${kindOf(column)}" data-sort="${sort ?? ''}">${content}</td>`;
}

function rowHtml(cells: readonly Cell[], columns: readonly TableColumn[]): Html {
  return html`<tr>
    ${cells.map((cell, i) => cellHtml(cell, columns[i] ?? { name: '', numeric: false }))}
  </tr> `;
}

/** A table that can be sorted where there is something to sort. */
export function tableHtml({ columns, rows, footer }: Table): Html {
  const header = columns.map((column) => html`<th scope="col" class="${kindOf(column)}">${column.name}</th>`);
  const rest = rows.length - mostRows;
  const last =
    footer === undefined
      ? nothing
      : html`<tfoot>
          ${rowHtml(footer, columns)}
        </tfoot>`;
  const more =
    rest > 0 ? html`<p class="soft">… and ${countText(rest)} more in the JSON report.</p>` : nothing;
  return html`<div class="frame"><table${rows.length > 1 ? html` data-sortable` : nothing}>
<thead><tr>${header}</tr></thead>
<tbody>
${rows.slice(0, mostRows).map((row) => rowHtml(row, columns))}</tbody>
${last}</table></div>${more}`;
}

export function headingHtml(title: string, note = ''): Html {
  return note === '' ? html`<h2>${title}</h2>` : html`<h2>${title} <small>${note}</small></h2>`;
}

/** A table under its title. */
export function tableSection(table: Table): Html {
  return html`<section>${headingHtml(table.title, table.note)}${tableHtml(table)}</section> `;
}
