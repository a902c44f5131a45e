import { yRangeOf } from './curve.ts';
import type { Curve, Panel } from './curve.ts';
import { tickText } from './ticks.ts';

/** What a terminal can show. */
export interface TerminalLooks {
  /** In characters. */
  readonly width: number;
  /** Dots of eight to a character, or one sign of ASCII each. */
  readonly unicode: boolean;
}

const rows = 12;
const widest = 72;
/** Dots of a character, two by four, as bits of the Braille patterns' code points. */
const brailleBits = [
  [0x01, 0x08],
  [0x02, 0x10],
  [0x04, 0x20],
  [0x40, 0x80],
] as const;
const brailleBlank = 0x2800;
const asciiSigns = ['*', 'o', '+', 'x'];

/** Which curves pass through which dots: a number of dots per column and row, lowest first. */
type Dots = ReadonlyMap<string, number>;

/** The height of a curve at x, between its points; undefined where it has none. */
function heightAt({ segments }: Curve, x: number): number | undefined {
  for (const points of segments) {
    const after = points.findIndex((point) => point.x >= x);
    const [a, b] = [points[after - 1], points[after]];
    if (b === undefined) continue;
    if (b.x === x || a === undefined) {
      if (b.x === x) return b.y;
      continue;
    }
    return a.y + ((x - a.x) / (b.x - a.x)) * (b.y - a.y);
  }
  return undefined;
}

/** The dots of all curves, joined up and down where a curve is steep. */
function dotsOf(panel: Panel, columns: number, heights: number, [y0, y1]: readonly [number, number]): Dots {
  const dots = new Map<string, number>();
  const [x0, x1] = panel.xRange;
  for (const [number, curve] of panel.curves.entries()) {
    let before: number | undefined;
    for (let column = 0; column < columns; column++) {
      const y = heightAt(curve, x0 + ((x1 - x0) * column) / (columns - 1));
      if (y === undefined) {
        before = undefined;
        continue;
      }
      const dot = Math.round(((y - y0) / (y1 - y0)) * (heights - 1));
      const [from, to] = [Math.min(dot, (before ?? dot) + 1), Math.max(dot, (before ?? dot) - 1)];
      for (let row = Math.max(0, from); row <= Math.min(heights - 1, to); row++) {
        if (!dots.has(`${column},${row}`)) dots.set(`${column},${row}`, number);
      }
      before = dot;
    }
  }
  return dots;
}

function brailleRow(dots: Dots, columns: number, row: number): string {
  return Array.from({ length: columns }, (_, column) => {
    const bits = brailleBits.flatMap((pair, down) =>
      pair.map((bit, right) => (dots.has(`${column * 2 + right},${row * 4 + 3 - down}`) ? bit : 0)),
    );
    const pattern = bits.reduce<number>((all, bit) => all | bit, 0);
    return pattern === 0 ? ' ' : String.fromCodePoint(brailleBlank + pattern);
  }).join('');
}

function asciiRow(dots: Dots, columns: number, row: number): string {
  return Array.from({ length: columns }, (_, column) => {
    const curve = dots.get(`${column},${row}`);
    return curve === undefined ? ' ' : (asciiSigns[curve % asciiSigns.length] ?? '*');
  }).join('');
}

/** The ends of an axis and what it shows between them, or below them where there is no room. */
function axisLines(left: string, label: string, right: string, width: number): readonly string[] {
  const room = width - left.length - right.length - 2;
  if (label.length > room) return [left.padEnd(width - right.length) + right, label.slice(0, width)];
  const start = Math.max(left.length + 1, Math.floor((width - label.length) / 2));
  return [(left.padEnd(start) + label).padEnd(width - right.length) + right];
}

/** Where several curves are, by name: each above the place where it is highest, as far as they leave each other room. */
function names(
  curves: readonly Curve[],
  columns: number,
  [x0, x1]: Panel['xRange'],
  unicode: boolean,
): string {
  if (curves.length < 2) return '';
  const placed = curves.map(({ label, segments }, number) => {
    const words = label.split(', ').at(-1) ?? label;
    const points = segments.flat();
    const peak = points.reduce(
      (best, point) => (point.y > best.y ? point : best),
      points[0] ?? { x: x0, y: 0 },
    );
    const name = unicode ? words : `${asciiSigns[number % asciiSigns.length] ?? '*'} ${words}`;
    return { name, at: ((peak.x - x0) / (x1 - x0)) * columns - name.length / 2 };
  });
  let row = '';
  for (const { name, at } of placed.toSorted((a, b) => a.at - b.at)) {
    const start = Math.max(row === '' ? 0 : row.length + 2, Math.min(columns - name.length, Math.round(at)));
    row = row.padEnd(start) + name;
  }
  return row;
}

function shortNumber(value: number): string {
  return tickText(Number(value.toPrecision(3)));
}

/** A panel in characters, without colours; ASCII alone if that is all that is understood. */
export function terminalPlot(panel: Panel, looks: TerminalLooks): readonly string[] {
  const range = yRangeOf(panel);
  const plain = (words: string): string =>
    looks.unicode ? words : words.replaceAll('−', '-').replaceAll('ŷ', "y'");
  const heights = [range[1], (range[0] + range[1]) / 2, range[0]].map((y) => plain(shortNumber(y)));
  const gutter = Math.max(...heights.map(({ length }) => length));
  const columns = Math.max(20, Math.min(widest, looks.width) - gutter - 3);
  const dots = looks.unicode
    ? dotsOf(panel, columns * 2, rows * 4, range)
    : dotsOf(panel, columns, rows, range);
  const [bar, corner, dash] = looks.unicode ? ['│', '└', '─'] : ['|', '+', '-'];
  const body = Array.from({ length: rows }, (_, i) => {
    const row = rows - 1 - i;
    const height = { 0: heights[0], [Math.floor(rows / 2)]: heights[1], [rows - 1]: heights[2] }[i] ?? '';
    const cells = looks.unicode ? brailleRow(dots, columns, row) : asciiRow(dots, columns, row);
    return `${height.padStart(gutter)} ${bar}${cells}`;
  });
  const [x0, x1] = panel.xRange;
  const indent = ' '.repeat(gutter + 2);
  const header = plain(names(panel.curves, columns, panel.xRange, looks.unicode));
  return [
    ...(header === '' ? [] : [`${indent}${header}`]),
    ...body,
    `${' '.repeat(gutter + 1)}${corner}${dash.repeat(columns)}`,
    ...axisLines(plain(shortNumber(x0)), plain(panel.xLabel), plain(shortNumber(x1)), columns).map(
      (line) => `${indent}${line}`,
    ),
  ].map((row) => row.trimEnd());
}

/** What the terminal behind standard output can show, as far as the environment tells. */
export function terminalLooks(
  stream: { readonly columns?: number },
  environment: Readonly<Record<string, string | undefined>>,
): TerminalLooks {
  const locale = environment['LC_ALL'] || environment['LC_CTYPE'] || environment['LANG'] || 'UTF-8';
  const unicode = environment['TERM'] !== 'dumb' && /utf-?8/i.test(locale);
  return { width: stream.columns ?? 80, unicode };
}
