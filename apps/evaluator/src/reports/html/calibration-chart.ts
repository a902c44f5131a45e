import { calibrationTable } from '../cause-tables.ts';
import type { CalibrationCurve } from '../../result/report-sections.ts';
import { countText, shortNumber } from '../words.ts';
import { left, right, scale, width } from './chart.ts';
import { html } from './html.ts';
import type { Html } from './html.ts';
import { tableHtml } from './table.ts';

const height = 320;
const [top, bottom] = [12, 284];
const [smallest, largest] = [3, 11];

interface Dot {
  readonly x: number;
  readonly y: number;
  readonly radius: number;
  readonly title: string;
}

/** The mean target against the mean prediction of each bin; on the diagonal, predictions mean what they say. */
export function calibrationChart(curve: CalibrationCurve): Html {
  const used = curve.bins.flatMap(({ rows, prediction, target }) =>
    prediction === null || target === null ? [] : [{ rows, prediction, target }],
  );
  const ends = curve.bins.flatMap(({ low, high }) => [low, high]);
  const values = [...ends, ...used.map(({ target }) => target)];
  const range = [Math.min(...values), Math.max(...values)] as const;
  const x = scale(range, [left, width - right]);
  const y = scale(range, [bottom, top]);
  const most = Math.max(1, ...used.map(({ rows }) => rows));
  const dots = used.map(({ rows, prediction, target }): Dot => ({
    x: x(prediction),
    y: y(target),
    // The area of a dot is its share of the rows.
    radius: Number((smallest + (largest - smallest) * Math.sqrt(rows / most)).toFixed(2)),
    title: `predicted ${shortNumber(prediction)}, came true ${shortNumber(target)}: ${countText(rows)}`,
  }));
  const table = calibrationTable(curve);
  const [low, high] = range;
  return html`<figure class="chart">
    <figcaption>${table.title} <small>mean target against mean prediction</small></figcaption>
    <svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${table.title}">
      <line class="axis" x1="${left}" y1="${bottom}" x2="${width - right}" y2="${bottom}" />
      <line class="axis" x1="${left}" y1="${top}" x2="${left}" y2="${bottom}" />
      <line class="guide" x1="${x(low)}" y1="${y(low)}" x2="${x(high)}" y2="${y(high)}" />
      <polyline class="curve" points="${dots.map((dot) => `${dot.x},${dot.y}`).join(' ')}" />
      ${dots.map((dot) => html`<circle class="dot" cx="${dot.x}" cy="${dot.y}" r="${dot.radius}"><title>${dot.title}</title></circle>`)}
      ${[low, (low + high) / 2, high].map(
        (value) =>
          html`<text x="${x(value)}" y="${bottom + 18}" text-anchor="middle">${shortNumber(value)}</text
            ><text x="${left - 8}" y="${y(value) + 4}" text-anchor="end">${shortNumber(value)}</text>`,
      )}
    </svg>
    <details>
      <summary>Numbers</summary>
      ${tableHtml(table)}
    </details>
  </figure> `;
}
