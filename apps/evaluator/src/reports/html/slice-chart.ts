import type { LossReport, SliceGrouping } from '../../result/report.ts';
import { clip } from '../escape.ts';
import { countText, intervalText, lossText, shortNumber, sliceText, sliceValueText } from '../words.ts';
import { right, scale, width } from './chart.ts';
import { html, nothing } from './html.ts';
import type { Html } from './html.ts';

/** More lines than these are a table, not a picture. */
const mostSlices = 16;
const longestLabel = 26;
const labelWidth = 180;
const lineHeight = 24;

interface Line {
  readonly label: string;
  readonly title: string;
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

function linesOf({ by, slices }: SliceGrouping, at: number): readonly Line[] {
  return slices.slice(0, mostSlices).flatMap(({ key, losses }) => {
    const loss = losses[at];
    if (loss === undefined || loss.value === null) return [];
    const { value, interval } = loss;
    const within = interval === undefined ? '' : `, ${intervalText(interval)}`;
    return [
      {
        label: key.map(sliceValueText).join(', '),
        title: `${sliceText(by, key)}: ${shortNumber(value)}${within}, ${countText(loss.rows.used)}`,
        value,
        low: interval?.low ?? value,
        high: interval?.high ?? value,
      },
    ];
  });
}

/** A loss in each slice with its interval, beside that of all rows. */
export function sliceChart(grouping: SliceGrouping, whole: LossReport, at: number): Html {
  const lines = linesOf(grouping, at);
  if (lines.length < 2 || whole.value === null) return nothing;
  const all = [whole.value, ...lines.flatMap(({ low, high }) => [low, high])];
  const x = scale([Math.min(...all), Math.max(...all)], [labelWidth + 12, width - right - 12]);
  const bottom = lines.length * lineHeight + 18;
  const middle = (line: number): number => line * lineHeight + 26;
  const name = lossText(whole);
  const shown = lines.length < grouping.slices.length ? `, the first ${lines.length} slices` : '';
  return html`<figure class="chart">
    <figcaption>${name} <small>by ${grouping.by.join(', ')}${shown}; the line is all rows</small></figcaption>
    <svg viewBox="0 0 ${width} ${bottom + 22}" role="img" aria-label="${name} by ${grouping.by.join(', ')}">
      <line class="guide" x1="${x(whole.value)}" y1="10" x2="${x(whole.value)}" y2="${bottom}" />
      <text x="${x(whole.value)}" y="${bottom + 14}" text-anchor="middle">${shortNumber(whole.value)}</text>
      ${lines.map(
        (line, i) =>
          html`<g
            ><title>${line.title}</title
            ><text x="${labelWidth}" y="${middle(i) + 4}" text-anchor="end"
              >${clip(line.label, longestLabel)}</text
            >
            <line
              class="whisker"
              x1="${x(line.low)}"
              y1="${middle(i)}"
              x2="${x(line.high)}"
              y2="${middle(i)}" /><circle class="dot" cx="${x(line.value)}" cy="${middle(i)}" r="5"
          /></g> `,
      )}
    </svg>
  </figure> `;
}
