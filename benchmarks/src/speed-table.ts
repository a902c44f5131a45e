import type { CaseResult } from './results.ts';
import type { Row } from './row.ts';

/** By the beginnings of their names. */
const families = ['DuckDB', 'Polars', 'numpy', 'apache-arrow', 'bare read'];

/** The fastest of all ways of one family, in milliseconds: by its median, or as it was tried once if all were slow. */
function fastestOf(family: string, { other, beside, triedOnce }: Row): number {
  const sides = [other, ...beside].filter(({ name }) => name.startsWith(family));
  const tried = Object.entries(triedOnce).filter(([name]) => name.startsWith(family));
  return Math.min(...(sides.length > 0 ? sides.map(({ median }) => median) : tried.map(([, once]) => once)));
}

function milliseconds(value: number): string {
  return Number.isFinite(value) ? `${value.toFixed(0)} ms` : '';
}

function isAgainstRivals({ ours, other }: Row): boolean {
  const sameOrRead = ['offmark', 'bare read', 'a file', '--sum'];
  return ours.name === 'offmark, 2 workers' && !sameOrRead.some((name) => other.name.startsWith(name));
}

/** The README's table: what a scan takes, here and there. */
export function speedTable(cases: Readonly<Record<string, CaseResult>>): string {
  const rows = Object.values(cases)
    .flatMap((one) => one.rows)
    .filter(isAgainstRivals);
  const cells = rows.map((row) =>
    [row.title, `**${milliseconds(row.ours.median)}**`].concat(
      families.map((family) => milliseconds(fastestOf(family, row))),
    ),
  );
  const lines = [['', 'offmark', ...families], ...cells];
  const widths = lines[0]?.map((_, i) => Math.max(...lines.map((line) => line[i]?.length ?? 0))) ?? [];
  const pad = (cell: string, i: number): string =>
    i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0);
  const rule = widths.map((width, i) => (i === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`));
  const [head = [], ...rest] = lines.map((line) => line.map(pad));
  return [head, rule, ...rest].map((line) => `| ${line.join(' | ')} |`).join('\n');
}
