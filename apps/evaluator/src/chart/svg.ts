import { yRangeOf } from './curve.ts';
import type { Curve, Panel, Point } from './curve.ts';
import { niceTicks, tickText } from './ticks.ts';

/** A picture: panels below each other that share their curves' names and colours. */
export interface Chart {
  readonly title: string;
  readonly panels: readonly Panel[];
}

/** All lengths in pixels. */
const width = 640;
const plotLeft = 64;
const plotRight = 24;
const plotHeight = 270;
const headHeight = 44;
const legendRow = 22;
/** Above a panel's axes for what its heights are, and below for ticks and what its widths are. */
const panelTop = 30;
const panelBottom = 54;
const plotWidth = width - plotLeft - plotRight;

/** Colours that are told apart without seeing red and green, on white and on black. */
const palette = {
  light: ['#0969da', '#bc4c00', '#1a7f5a', '#8250df', '#bf3989', '#6e7781', '#9a6700', '#0a7ea4'],
  dark: ['#58a6ff', '#f0883e', '#3fb68b', '#bc8cff', '#f778ba', '#9198a1', '#d4a72c', '#56c8e6'],
} as const;

/** How many curves colours and dashes tell apart. */
export const mostCurves: number = palette.light.length;

function colours(theme: keyof typeof palette): string {
  return palette[theme].map((colour, i) => `.c${i}{stroke:${colour}}`).join('');
}

const style =
  "text{font:13px system-ui,-apple-system,'Segoe UI',Roboto,sans-serif;fill:#1f2328}" +
  '.title{font-size:16px;font-weight:600}.tick,.axis{fill:#59636e}.tick{font-size:12px}' +
  '.paper{fill:#fff}.grid{stroke:#d1d9e0;stroke-width:1}.zero{stroke:#818b98;stroke-width:1}' +
  '.curve{fill:none;stroke-width:2.5;stroke-linecap:round;stroke-linejoin:round}.dashed{stroke-dasharray:7 6}' +
  colours('light') +
  '@media(prefers-color-scheme:dark){text{fill:#f0f6fc}.tick,.axis{fill:#9198a1}.paper{fill:#0d1117}' +
  `.grid{stroke:#2a313c}.zero{stroke:#656c76}${colours('dark')}}`;

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Text as XML holds it: control characters, which it cannot hold, are left out. */
function xmlText(text: string): string {
  // oxlint-disable-next-line no-control-regex -- they are what is looked for
  return text
    .replaceAll(/[\p{Cc}\p{Cs}\uFFFE\uFFFF]/gu, '')
    .replaceAll(/[&<>"]/g, (sign) => entities[sign] ?? sign);
}

/** Rounded to a tenth of a pixel. */
function pixel(value: number): string {
  return String(Math.round(value * 10) / 10);
}

function text(kind: string, x: number, y: number, words: string, anchor = 'start'): string {
  return `<text class="${kind}" x="${pixel(x)}" y="${pixel(y)}" text-anchor="${anchor}">${xmlText(words)}</text>`;
}

function line(kind: string, from: Point, to: Point): string {
  const [x1, y1, x2, y2] = [from.x, from.y, to.x, to.y].map(pixel);
  return `<line class="${kind}" x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}"/>`;
}

/** Which colour a curve has, and whether it is the second of its loss: by the name before the comma. */
function looksOf(curves: readonly Curve[]): readonly string[] {
  const names = [...new Set(curves.map(({ label }) => label.split(',')[0]))];
  return curves.map(({ label }, i) => {
    const [name] = label.split(',');
    const isSecond = curves.findIndex((curve) => curve.label.split(',')[0] === name) < i;
    return `curve c${names.indexOf(name) % mostCurves}${isSecond ? ' dashed' : ''}`;
  });
}

/** How far a drawn line may be from its curve. */
const tolerance = 0.06;

/** The points that a line needs so as to be nowhere further from the others than it may (Ramer, Douglas, Peucker). */
function simplified(points: readonly Point[]): readonly Point[] {
  const [first, last] = [points[0], points.at(-1)];
  if (first === undefined || last === undefined || points.length < 3) return points;
  const distances = points.map(({ x, y }) => {
    const share = (x - first.x) / Math.max(last.x - first.x, Number.MIN_VALUE);
    return Math.abs(first.y + share * (last.y - first.y) - y);
  });
  const farthest = distances.reduce((best, distance, i) => (distance > (distances[best] ?? 0) ? i : best), 0);
  if (!((distances[farthest] ?? 0) > tolerance)) return [first, last];
  const left = simplified(points.slice(0, farthest + 1));
  return [...left.slice(0, -1), ...simplified(points.slice(farthest))];
}

function pathData(points: readonly Point[]): string {
  const [first, ...rest] = simplified(points).map(({ x, y }) => `${pixel(x)} ${pixel(y)}`);
  // A run of one point is a dot.
  return `M${first}L${rest.length === 0 ? first : rest.join(' ')}`;
}

/** Heights that a curve may leave the picture by, so that its line leaves it too. */
const beyond = 400;

function panelSvg(panel: Panel, top: number, number: number): string {
  const yTicks = niceTicks(...yRangeOf(panel), 6);
  const [x0, x1] = panel.xRange;
  const [least, most] = yRangeOf(panel);
  const [y0, y1] = [Math.min(least, yTicks[0] ?? least), Math.max(most, yTicks.at(-1) ?? most)];
  const axesTop = top + panelTop;
  const xAt = (x: number): number => plotLeft + ((x - x0) / (x1 - x0)) * plotWidth;
  const yAt = (y: number): number => {
    const at = axesTop + ((y1 - y) / (y1 - y0)) * plotHeight;
    return Math.max(axesTop - beyond, Math.min(axesTop + plotHeight + beyond, at));
  };
  const bottom = axesTop + plotHeight;
  const looks = looksOf(panel.curves);
  const rows = yTicks.map(
    (y) =>
      line(y === 0 ? 'zero' : 'grid', { x: plotLeft, y: yAt(y) }, { x: plotLeft + plotWidth, y: yAt(y) }) +
      text('tick', plotLeft - 8, yAt(y) + 4, tickText(y), 'end'),
  );
  const columns = niceTicks(x0, x1, 9).map(
    (x) =>
      line(x === 0 ? 'zero' : 'grid', { x: xAt(x), y: axesTop }, { x: xAt(x), y: bottom }) +
      text('tick', xAt(x), bottom + 18, tickText(x), 'middle'),
  );
  const curves = panel.curves.flatMap(({ segments }, i) =>
    segments.map((points) => {
      const places = points.map(({ x, y }) => ({ x: xAt(x), y: yAt(y) }));
      return `<path class="${looks[i] ?? ''}" d="${pathData(places)}"/>`;
    }),
  );
  const clip = `<clipPath id="axes${number}"><rect x="${plotLeft - 2}" y="${axesTop - 2}" width="${plotWidth + 4}" height="${plotHeight + 4}"/></clipPath>`;
  return [
    clip,
    text('axis', plotLeft, top + 20, panel.yLabel),
    ...rows,
    ...columns,
    `<g clip-path="url(#axes${number})">${curves.join('')}</g>`,
    text('axis', plotLeft + plotWidth / 2, bottom + 40, panel.xLabel, 'middle'),
  ].join('\n');
}

/** About how wide a character of the legend is, and its line and the space around it. */
const characterWidth = 7.2;
const swatchWidth = 26;
const legendGap = 22;

/** The curves' names, row by row. */
function legend(curves: readonly Curve[]): { readonly svg: readonly string[]; readonly height: number } {
  const looks = looksOf(curves);
  let [x, row] = [plotLeft, 0];
  const svg = curves.map(({ label }, i) => {
    const itemWidth = swatchWidth + 8 + label.length * characterWidth;
    if (x > plotLeft && x + itemWidth > width - plotRight) [x, row] = [plotLeft, row + 1];
    const y = headHeight + row * legendRow + 12;
    const item =
      line(looks[i] ?? '', { x, y: y - 4 }, { x: x + swatchWidth, y: y - 4 }) +
      text('label', x + swatchWidth + 8, y, label);
    x += itemWidth + legendGap;
    return item;
  });
  return { svg, height: (row + 1) * legendRow };
}

/** The chart as an SVG document of its own, in the colours that its reader prefers. */
export function chartSvg({ title, panels }: Chart): string {
  const names = legend(panels[0]?.curves ?? []);
  const top = headHeight + names.height;
  const panelHeight = panelTop + plotHeight + panelBottom;
  const height = top + panels.length * panelHeight;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-labelledby="title">`,
    `<title id="title">${xmlText(title)}</title>`,
    `<style>${style}</style>`,
    `<rect class="paper" width="${width}" height="${height}"/>`,
    text('title', plotLeft, 28, title),
    ...names.svg,
    ...panels.map((panel, i) => panelSvg(panel, top + i * panelHeight, i)),
    '</svg>',
    '',
  ].join('\n');
}
