import { histogramTable, histogramTitle } from '../cause-tables.ts';
import type { Histogram } from '../../result/report-sections.ts';
import { countText, shortNumber } from '../words.ts';
import { left, right, scale, width } from './chart.ts';
import { html } from './html.ts';
import type { Html } from './html.ts';
import { tableHtml } from './table.ts';

const height = 220;
const [top, bottom] = [12, 190];
/** So many edges are labelled: more would overlap. */
const mostLabels = 6;

/** Bars of equal width, because edges may be spaced by orders of magnitude. */
export function histogramChart(histogram: Histogram): Html {
  const { rows, columns } = histogramTable(histogram);
  const bins = rows.map(([range, count]) => ({ range: range?.text ?? '', rows: count?.sort ?? 0 }));
  const most = Math.max(1, ...bins.map(({ rows }) => rows));
  const x = scale([0, bins.length], [left, width - right]);
  const y = scale([0, most], [bottom, top]);
  const bars = bins.map(
    ({ range, rows }, i) =>
      html`<rect
        class="bar"
        x="${x(i) + 1}"
        y="${y(rows)}"
        width="${Math.max(1, x(i + 1) - x(i) - 2)}"
        height="${bottom - y(rows)}"
        ><title>${range}: ${countText(rows)}</title></rect
      >`,
  );
  const firstEdge = histogram.below > 0 ? 1 : 0;
  const every = Math.max(1, Math.ceil(histogram.edges.length / mostLabels));
  const labels = histogram.edges.flatMap((edge, i) =>
    i % every === 0
      ? [html`<text x="${x(i + firstEdge)}" y="206" text-anchor="middle">${shortNumber(edge)}</text>`]
      : [],
  );
  const title = histogramTitle(histogram);
  return html`<figure class="chart">
    <figcaption>${title}</figcaption>
    <svg viewBox="0 0 ${width} ${height}" role="img" aria-label="Histogram: ${title}">
      <text x="${left - 6}" y="${top + 8}" text-anchor="end">${most}</text>
      <text x="${left - 6}" y="${bottom}" text-anchor="end">0</text>
      ${bars}
      <line class="axis" x1="${left}" y1="${bottom}" x2="${width - right}" y2="${bottom}" />
      ${labels}
    </svg>
    <details>
      <summary>Numbers</summary>
      ${tableHtml({ title, columns, rows })}
    </details>
  </figure> `;
}
