import { methods } from './sum-errors.ts';
import type { SumErrors } from './sum-errors.ts';

const [width, height] = [720, 420];
const [left, right, top, bottom] = [70, 30, 20, 50];
/** Powers of 10 at the axes' ends. */
const [conditions, errors] = [
  [0, 40],
  [-18, 2],
] as const;
const colours = { naive: '#c0392b', kahan: '#2471a3', exact: '#1e8449' } as const;
const dashes = { naive: '2 4', kahan: '8 4', exact: 'none' } as const;

/** Beside the curves. */
const labels = { naive: [3.5, -4], kahan: [15.5, -8], exact: [24, -17.6] } as const;

const x = (power: number): number =>
  left + ((power - conditions[0]) / (conditions[1] - conditions[0])) * (width - left - right);
const y = (power: number): number =>
  height - bottom - ((power - errors[0]) / (errors[1] - errors[0])) * (height - top - bottom);

/** An error of 0 stands at the bottom, one beyond the axis at its top. */
function placeOf(error: number): number {
  return y(Math.min(errors[1], Math.max(errors[0], Math.log10(error))));
}

const text = (place: string, words: string): string =>
  `<text ${place} font-size="13" fill="currentColor">${words}</text>`;
const line = (x1: number, y1: number, x2: number, y2: number): string =>
  `<path d="M${x1.toFixed(1)} ${y1.toFixed(1)}L${x2.toFixed(1)} ${y2.toFixed(1)}" stroke="currentColor" stroke-opacity="0.2"/>`;

function ticks(): readonly string[] {
  const parts: string[] = [];
  for (let power = conditions[0]; power <= conditions[1]; power += 10) {
    parts.push(line(x(power), y(errors[0]), x(power), y(errors[1])));
    parts.push(text(`x="${x(power)}" y="${height - bottom + 20}" text-anchor="middle"`, `1e${power}`));
  }
  for (let power = -16; power <= errors[1]; power += 4) {
    parts.push(line(x(conditions[0]), y(power), x(conditions[1]), y(power)));
    parts.push(text(`x="${left - 8}" y="${y(power) + 4}" text-anchor="end"`, `1e${power}`));
  }
  return parts;
}

function curve(rows: readonly SumErrors[], method: (typeof methods)[number]): string {
  const points = rows.map(
    (row) => `${x(Math.log10(row.condition)).toFixed(1)} ${placeOf(row.errors[method]).toFixed(1)}`,
  );
  const [condition, error] = labels[method];
  return [
    `<path d="M${points.join('L')}" fill="none" stroke="${colours[method]}" stroke-width="2" stroke-dasharray="${dashes[method]}"/>`,
    text(
      `x="${x(condition).toFixed(1)}" y="${y(error).toFixed(1)}"`,
      method === 'naive' ? 'naive' : `--sum ${method}`,
    ),
  ].join('\n');
}

/** Largest relative error against condition number, both in powers of 10. */
export function errorChart(rows: readonly SumErrors[]): string {
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="system-ui, sans-serif" style="color:#444;background:#fff">`,
    '<title>Relative error of sums against their condition number</title>',
    ...ticks(),
    ...methods.map((method) => curve(rows, method)),
    text(`x="${x(20)}" y="${height - 10}" text-anchor="middle"`, 'condition number, Σ|x| / |Σx|'),
    text(
      `x="16" y="${height / 2}" text-anchor="middle" transform="rotate(-90 16 ${height / 2})"`,
      'largest relative error',
    ),
    '</svg>',
    '',
  ].join('\n');
}
