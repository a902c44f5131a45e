import { calibrationTable } from '../cause-tables.ts';
import type { CalibrationCurve } from '../../result/report-sections.ts';
import { countText, shortNumber, signedNumber } from '../words.ts';
import { left, right, scale, width } from './chart.ts';
import { html } from './html.ts';
import type { Html } from './html.ts';
import { tableHtml } from './table.ts';

const height = 240;
const [top, bottom] = [12, 204];

/** Few digits, for there is little room: the table has more. */
const axisNumber = (value: number): string => String(Number(value.toPrecision(3)));

/** The mean error against the mean prediction of each bin: a trend says where predictions are too high or too low. */
export function residualChart(curve: CalibrationCurve): Html {
  const used = curve.bins.flatMap(({ rows, prediction, error = null }) =>
    prediction === null || error === null ? [] : [{ rows, prediction, error }],
  );
  const predictions = used.map(({ prediction }) => prediction);
  const [low, high] = [Math.min(...predictions), Math.max(...predictions)];
  const most = Math.max(Number.MIN_VALUE, ...used.map(({ error }) => Math.abs(error)));
  const x = scale([low, high], [left, width - right]);
  const y = scale([-most, most], [bottom, top]);
  const dots = used.map(
    ({ rows, prediction, error }) =>
      html`<circle class="dot" cx="${x(prediction)}" cy="${y(error)}" r="4"
        ><title>
          predicted ${shortNumber(prediction)}, mean error ${signedNumber(error)}: ${countText(rows)}
        </title></circle
      >`,
  );
  const points = used.map(({ prediction, error }) => `${x(prediction)},${y(error)}`).join(' ');
  const table = calibrationTable(curve);
  return html`<figure class="chart">
    <figcaption>
      Error by ${curve.of} <small>mean of prediction − target against mean prediction</small>
    </figcaption>
    <svg viewBox="0 0 ${width} ${height}" role="img" aria-label="Mean error by ${curve.of}">
      <line class="axis" x1="${left}" y1="${top}" x2="${left}" y2="${bottom}" />
      <line class="guide" x1="${left}" y1="${y(0)}" x2="${width - right}" y2="${y(0)}" />
      <polyline class="curve" points="${points}" />
      ${dots}
      ${used.length === 0 ? [] : [low, high].map((value, i) => html`<text x="${x(value)}" y="${bottom + 18}" text-anchor="${i === 0 ? 'start' : 'end'}">${shortNumber(value)}</text>`)}
      <text x="${left - 6}" y="${y(0) + 4}" text-anchor="end">0</text>
      ${[-most, most].map((value) => html`<text x="${left + 6}" y="${y(value) + 4}">${axisNumber(value)}</text>`)}
    </svg>
    <details>
      <summary>Numbers</summary>
      ${tableHtml(table)}
    </details>
  </figure> `;
}
