import { escapeControls } from '@offmark/arrow-ipc/rows';
import { catalogue } from '@offmark/losses';
import type { LossReport, Report, RowLedger } from './report.ts';

/** Why a loss has no value, in words. */
const stateWords: Readonly<Record<Exclude<LossReport['state'], 'ok'>, string>> = {
  empty: 'none: no rows were used',
  nan: 'NaN: the loss of some rows is not a number',
  inf: '∞: the loss of some rows is infinite',
  '-inf': '−∞: the loss of some rows is minus infinite',
  overflow: 'overflow: beyond the range of doubles',
  underflow: 'underflow: some weights are too small for doubles',
};

/** The value to its last digit, or why there is none. */
function valueText({ state, value, rows }: LossReport): string {
  if (state === 'ok') return String(value);
  return state === 'empty' && rows.used > 0 ? 'none: the weights sum to 0' : stateWords[state];
}

/** `huber delta=2`: the loss with the parameters that are not at their defaults; all of a loss that is not ours. */
function lossText({ loss, parameters }: LossReport): string {
  const defaults: Readonly<Record<string, unknown>> =
    catalogue.find(({ name }) => name === loss)?.parameterValues ?? {};
  const settings = Object.entries(parameters).flatMap(([name, value]) =>
    JSON.stringify(value) === JSON.stringify(defaults[name]) ? [] : [`${name}=${JSON.stringify(value)}`],
  );
  return [loss, ...settings].join(' ');
}

/** Columns padded to their widest cell; numbers to the right. */
function table(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = (rows[0] ?? []).map((_, i) => Math.max(...rows.map((row) => row[i]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0)))
      .join('  ')
      .trimEnd(),
  );
}

const countOf = (rows: number): string => (rows === 1 ? '1 row' : `${rows} rows`);

const ledgerWords = {
  filtered: 'filtered',
  zeroWeight: 'weight 0',
  null: 'null',
  nan: 'NaN',
  infinite: 'infinite',
  ignored: 'ignored label',
} as const satisfies Partial<Record<keyof RowLedger, string>>;

/** Rows that were read and not used, by reason; empty if all were used. */
function droppedText(rows: RowLedger): string {
  const parts = Object.entries(ledgerWords).flatMap(([fate, word]) => {
    const count = rows[fate as keyof typeof ledgerWords] ?? 0;
    return count === 0 ? [] : [`${count} ${word}`];
  });
  return parts.length === 0 ? '' : `${rows.read} rows = ${rows.used} used + ${parts.join(' + ')}`;
}

function ledgerLines(losses: readonly LossReport[]): readonly string[] {
  const lines = losses.map((loss) => [loss.loss, droppedText(loss.rows)] as const);
  const distinct = new Set(lines.map(([, text]) => text));
  if (distinct.size === 1) return [...distinct].filter((text) => text !== '');
  return lines.flatMap(([name, text]) => (text === '' ? [] : [`${name}: ${text}`]));
}

/** The report for people: values to the last digit, and whatever became of rows that were not used. */
export function textReport({ result, provenance }: Report): string {
  const { inputs } = provenance;
  const what = inputs.length === 1 ? (inputs[0]?.path ?? '') : `${inputs.length} inputs`;
  const rows = result.losses.map((loss) => [lossText(loss), valueText(loss), String(loss.rows.used)]);
  return [
    `${escapeControls(what)}: ${result.rows.read} rows`,
    '',
    ...table([['loss', 'value', 'rows'], ...rows]),
    ...ledgerLines(result.losses).map((line, i) => (i === 0 ? `\n${line}` : line)),
    '',
  ].join('\n');
}

/** What deserves a word on stderr although there is a result. */
export function warnings({ result, provenance }: Report): readonly string[] {
  const lines: string[] = [];
  for (const { path, endedBy } of provenance.inputs) {
    if (endedBy !== 'end of file') continue;
    lines.push(
      `${escapeControls(path)}: the stream ends between two messages without its end marker; a cut there cannot be seen.`,
    );
  }
  for (const { loss, rows, parameters } of result.losses) {
    if (rows.clipped > 0) {
      const floor = JSON.stringify(parameters['floor']);
      lines.push(`${loss}: ${countOf(rows.clipped)} clipped: a number below ${floor} counts as ${floor}.`);
    }
    if (rows.unnormalised > 0) {
      lines.push(`${loss}: ${countOf(rows.unnormalised)} of probabilities that do not sum to 1.`);
    }
  }
  return lines;
}
