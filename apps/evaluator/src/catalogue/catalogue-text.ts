import { signs } from './formula-signs.ts';
import { grouped } from './grouping.ts';
import type { LossEntry, ParameterEntry } from './loss-entry.ts';

/** Text is easier to read in lines no longer than this. */
const longestLine = 100;

/** Words in lines of at most `width` characters, the second and later ones indented. */
function wrapped(words: string, width: number, first: string, rest: string): readonly string[] {
  const lines: string[] = [];
  let line = first;
  let isEmpty = true;
  for (const word of words.split(' ')) {
    if (!isEmpty && line.length + 1 + word.length > width) {
      lines.push(line);
      [line, isEmpty] = [rest, true];
    }
    line += isEmpty ? word : ` ${word}`;
    isEmpty = false;
  }
  return [...lines, line];
}

/** Every loss in a line or two, by what it is for and what it compares. */
export function listText(entries: readonly LossEntry[], width: number): string {
  const nameWidth = Math.max(...entries.map(({ name }) => name.length)) + 2;
  const blocks = grouped(entries).map(({ title, comparisons }) =>
    [
      title,
      ...comparisons.flatMap(({ compares, entries: same }) => [
        `  ${compares}`,
        ...same.flatMap(({ name, summary }) =>
          wrapped(
            summary,
            Math.min(width, longestLine),
            `    ${name.padEnd(nameWidth)}`,
            ' '.repeat(4 + nameWidth),
          ),
        ),
      ]),
    ].join('\n'),
  );
  return [...blocks, 'offmark losses <name> explains one.', ''].join('\n\n').trimEnd().concat('\n');
}

/** A parameter's value as `--loss` takes it. */
function valueText(value: ParameterEntry['value']): string {
  if (value === null) return 'none';
  return typeof value === 'object' ? value.join('/') : String(value);
}

function parameterText({ name, symbol, value, default: usual, accepts, summary }: ParameterEntry): string {
  const changed = valueText(value) === valueText(usual) ? '' : `, by default ${valueText(usual)}`;
  const written = symbol === null ? '' : `, written ${symbol}`;
  return `${name} = ${valueText(value)} (${accepts}${changed}${written}): ${summary}`;
}

/** The parts of an explanation, each with what it is called; empty ones are left out. */
function parts(entry: LossEntry): readonly (readonly [name: string, words: string])[] {
  return [
    ['formula', entry.formula?.text ?? ''],
    ['derivative', entry.derivative?.text ?? ''],
    ['', signs(entry)],
    ...entry.columns.map(({ role, symbol, holds }) => [role, `${symbol}, ${holds}`] as const),
    ...entry.parameters.map(
      (parameter, i) => [i === 0 ? 'parameters' : '', parameterText(parameter)] as const,
    ),
    ['unit', entry.unit ?? ''],
    ['choose it', entry.use ?? ''],
    ['avoid it', entry.avoid ?? ''],
    ...Object.entries(entry.elsewhere).map(
      ([library, words], i) => [i === 0 ? 'elsewhere' : '', `${library}: ${words}`] as const,
    ),
    ['source', entry.source],
  ];
}

/**
 * One loss, explained.
 * @param plot  its picture, line by line
 */
export function explanationText(entry: LossEntry, plot: readonly string[], width: number): string {
  const usable = Math.min(width, longestLine);
  const gutter = 13;
  const lines = parts(entry).flatMap(([name, words]) =>
    words === '' ? [] : wrapped(words, usable, name.padEnd(gutter), ' '.repeat(gutter)),
  );
  const head = wrapped(`${entry.name}: ${entry.summary}`, usable, '', '');
  return [...head, '', ...lines, ...(plot.length === 0 ? [] : ['', ...plot]), ''].join('\n');
}
