import { escapeControls } from '@offmark/arrow-ipc/rows';
import type { Suggestion } from './advice.ts';
import type { ColumnFacts } from './column-facts.ts';
import type { ColumnInspection, Inspection } from './inspection.ts';

const units = ['B', 'kB', 'MB', 'GB', 'TB'] as const;

function sizeText(bytes: number): string {
  const power = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  return `${power === 0 ? bytes : (bytes / 1000 ** power).toPrecision(3)} ${units[power] ?? ''}`;
}

function count(number: number, what: string, plural = `${what}s`): string {
  return `${number} ${number === 1 ? what : plural}`;
}

function numberText(value: number | null): string {
  return value === null ? 'none' : String(Number(value.toPrecision(4))).replace('-', '−');
}

/** What the values look like, in a few words. */
function valuesText({ kind, low, high, mean, rows, texts, examples }: ColumnFacts): string {
  const range = low === high ? numberText(low) : `${numberText(low)} … ${numberText(high)}`;
  switch (kind) {
    case 'nothing':
      return rows === 0 ? 'no rows' : 'no values';
    case 'texts': {
      const more = (texts ?? 0) > examples.length ? ', …' : '';
      return `${count(texts ?? 0, 'text')}: ${examples.map(shortened).join(', ')}${more}`;
    }
    case 'flags':
      return `0 or 1 (${numberText(Math.round((mean ?? 0) * 1000) / 10)} % ones)`;
    case 'indices':
      return `whole numbers, ${range}`;
    case 'shares':
    case 'numbers':
      return range;
    case 'one-hot':
      return 'rows of one 1 among zeros';
    case 'distributions':
      return `rows that sum to 1, ${range}`;
    case 'vectors':
      return `rows of numbers, ${range}`;
    default:
      return unreachable(kind);
  }
}

const longestShown = 40;

function shortened(text: string): string {
  return JSON.stringify(text.length > longestShown ? `${text.slice(0, longestShown)}…` : text);
}

/** Types make sure that no kind comes here. */
function unreachable(kind: never): never {
  throw new TypeError(`unknown kind ${String(kind)}`);
}

function sampleText({ sample, problem }: ColumnInspection): string {
  if (sample === null) return problem ?? '';
  const { nans, infinities } = sample;
  const odd = [
    ...(nans === 0 ? [] : [`${nans} NaN`]),
    ...(infinities === 0 ? [] : [`${infinities} infinite`]),
  ];
  return [valuesText(sample), ...odd].join(', ');
}

function columnTable({ columns }: Inspection): readonly string[] {
  const sampledRows = columns.reduce((most, { sample }) => Math.max(most, sample?.rows ?? 0), 0);
  const rows = [
    ['column', 'type', 'nulls', sampledRows === 0 ? 'values' : `in the first ${count(sampledRows, 'row')}`],
    ...columns.map((column) => [
      escapeControls(column.name),
      escapeControls(column.type),
      column.nulls === null ? '?' : String(column.nulls),
      escapeControls(sampleText(column)),
    ]),
  ];
  const widths = [0, 1, 2].map((i) => Math.max(...rows.map((row) => row[i]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, i) => (i === 2 ? cell.padStart(widths[i] ?? 0) : cell.padEnd(widths[i] ?? 0)))
      .join('  ')
      .trimEnd(),
  );
}

function suggestionLines(suggestion: Suggestion): readonly string[] {
  const { target, prediction, guessed, looks, losses, alsoFit, notes, command } = suggestion;
  const names = `target ${JSON.stringify(target)}, prediction ${JSON.stringify(prediction)}`;
  const width = Math.max(...losses.map(({ loss }) => loss.length), 0) + 2;
  return [
    '',
    `${names}${guessed ? ' (a guess)' : ''}: ${looks}.`,
    ...losses.map(({ loss, why }) => `  ${loss.padEnd(width)}${why}`),
    ...(alsoFit.length === 0 ? [] : [`  also: ${alsoFit.join(', ')}`]),
    ...notes.map((note) => `  ${note}`),
    `  $ ${command}`,
  ];
}

function adviceLines({ suggestions, columns }: Inspection): readonly string[] {
  if (suggestions.length > 0) return suggestions.flatMap(suggestionLines).map(escapeControls);
  return columns.every(({ sample }) => sample === null)
    ? ['', 'No column can be read: there is nothing to evaluate.']
    : ['', 'No two columns look like a target and its prediction. Name them with --target and --prediction.'];
}

/** How a dump ends, which says whether it is whole. */
const endings: Readonly<Record<Inspection['endedBy'], string>> = {
  footer: 'with its footer',
  marker: 'with its end marker',
  'end of file': 'without an end marker, so that a cut between batches cannot be seen',
};

/** The inspection for people. */
export function inspectionText(inspection: Inspection): string {
  const { path, inputs, format, size, rows, batches, largestBatch, compression, endedBy, trailingBytes } =
    inspection;
  const parts = [
    `Arrow IPC ${format}`,
    sizeText(size),
    `${count(rows, 'row')} in ${count(batches, 'batch', 'batches')}${batches > 1 ? ` of at most ${largestBatch}` : ''}`,
    compression.length === 0 ? 'uncompressed' : `compressed with ${compression.join(' and ')}`,
    endings[endedBy],
  ];
  return [
    ...(inputs > 1 ? [`${inputs} dumps, of which this is the first:`] : []),
    `${escapeControls(path)}: ${parts.join(', ')}`,
    ...(trailingBytes > 8 ? [`${trailingBytes} bytes after the end marker: is there a second stream?`] : []),
    '',
    ...columnTable(inspection),
    ...adviceLines(inspection),
    '',
  ].join('\n');
}
