import { signs } from './formula-signs.ts';
import { grouped } from './grouping.ts';
import type { LossEntry, ParameterEntry } from './loss-entry.ts';

/** Text that Markdown takes for nothing but text, in one line. */
function plain(text: string): string {
  return text.replaceAll(/\s+/gu, ' ').replaceAll(/[\\`*_[\]<>|]/g, (sign) => `\\${sign}`);
}

function code(text: string): string {
  return `\`${text}\``;
}

/** A table whose columns are padded to their widest cell, as formatters leave it. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((cell, i) => Math.max(cell.length, ...rows.map((row) => row[i]?.length ?? 0)));
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join(' | ')} |`;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n');
}

/** Every loss by what it compares, in one table. @param linkTo  the page that explains them, if there is one */
export function overviewMarkdown(entries: readonly LossEntry[], linkTo: string | null): string {
  const link = (name: string): string =>
    linkTo === null ? code(name) : `[${code(name)}](${linkTo}#${name})`;
  const rows = grouped(entries).flatMap(({ title, comparisons }) =>
    comparisons.map(({ compares, entries: same }, i) => [
      i === 0 ? title : '',
      plain(compares),
      same.map(({ name }) => link(name)).join(', '),
    ]),
  );
  return table(['for', 'compares', 'losses'], rows);
}

/** Every loss with its summary, by what it is for and what it compares. */
export function listMarkdown(entries: readonly LossEntry[]): string {
  const blocks = grouped(entries).map(({ title, comparisons }) => {
    const tables = comparisons.map(({ compares, entries: same }) => {
      const rows = same.map(({ name, summary }) => [code(name), plain(summary)]);
      return `Compares ${plain(compares)}:\n\n${table(['name', 'what it is'], rows)}`;
    });
    return [`## ${title}`, ...tables].join('\n\n');
  });
  return `${blocks.join('\n\n')}\n`;
}

function valueText(value: ParameterEntry['value']): string {
  if (value === null) return 'none';
  return typeof value === 'object' ? value.join('/') : String(value);
}

function parameterTable(parameters: readonly ParameterEntry[]): string {
  return table(
    ['parameter', 'default', 'may be', 'what it does'],
    parameters.map(({ name, default: usual, accepts, summary }) => [
      code(name),
      code(valueText(usual)),
      plain(accepts),
      plain(summary),
    ]),
  );
}

function mathematics(label: string, latex: string): string {
  return `${label}\n\n\`\`\`math\n${latex}\n\`\`\``;
}

/** One loss, explained. @param level  how many signs its heading has @param chart  where its picture is, if there is one */
export function explanationMarkdown(entry: LossEntry, level: number, chart: string | null): string {
  const { name, summary, formula, derivative, columns, parameters, unit, use, avoid, elsewhere } = entry;
  const words = signs(entry);
  const facts = [
    ...columns.map(({ role, symbol, holds }) => `- **${role}** ${symbol}: ${plain(holds)}`),
    ...(unit === null ? [] : [`- **unit**: ${plain(unit)}`]),
    ...(use === null ? [] : [`- **choose it**: ${plain(use)}`]),
    ...(avoid === null ? [] : [`- **avoid it**: ${plain(avoid)}`]),
    ...Object.entries(elsewhere).map(([library, words]) => `- **${library}**: ${plain(words)}`),
    `- **source**: ${plain(entry.source)}`,
  ];
  return [
    `${'#'.repeat(level)} ${name}`,
    plain(summary),
    ...(chart === null ? [] : [`![${name} and its derivative](${chart})`]),
    ...(formula === null
      ? []
      : [mathematics(derivative === null ? 'Over all rows:' : 'Per row:', formula.latex)]),
    ...(derivative === null ? [] : [mathematics('Its derivative by the prediction:', derivative.latex)]),
    ...(words === '' ? [] : [`Here ${plain(words)}.`]),
    ...(parameters.length === 0 ? [] : [parameterTable(parameters)]),
    facts.join('\n'),
  ].join('\n\n');
}
