import type {
  BadValue,
  CalibrationCurve,
  Histogram,
  SliceValue,
  WorstRows,
} from '../result/report-sections.ts';
import { cell, numberCell, numberColumn, textColumn } from './table.ts';
import type { Table } from './table.ts';
import { lossText, shortNumber, signedNumber, sliceValueText } from './words.ts';

/** The rows with the largest loss, with their places and the columns that were asked for. */
export function worstTable(worst: WorstRows): Table {
  const names = Object.keys(worst.rows[0]?.columns ?? {});
  const weighs = worst.rows.some(({ weight }) => weight !== undefined);
  return {
    title: `Largest ${lossText(worst)}`,
    columns: [
      textColumn('file'),
      numberColumn('batch'),
      numberColumn('row'),
      numberColumn('loss'),
      ...(weighs ? [numberColumn('weight')] : []),
      ...names.map(textColumn),
    ],
    rows: worst.rows.map(({ path, batch, row, value, weight, columns }) => [
      cell(path),
      numberCell(batch, String(batch)),
      numberCell(row, String(row)),
      numberCell(value ?? Infinity, value === null ? '∞' : shortNumber(value)),
      ...(weighs ? [numberCell(weight ?? null, shortNumber(weight ?? null))] : []),
      ...names.map((name) => shownCell(columns[name] ?? null)),
    ]),
  };
}

/** The first values that rows were left out for. */
export function badTable(values: readonly BadValue[]): Table {
  return {
    title: 'Bad values',
    columns: [
      textColumn('file'),
      numberColumn('batch'),
      numberColumn('row'),
      textColumn('column'),
      textColumn('value'),
    ],
    rows: values.map(({ path, batch, row, column, index, value }) => [
      cell(path),
      numberCell(batch, String(batch)),
      numberCell(row, String(row)),
      cell(index === undefined ? column : `${column}[${index}]`),
      cell(String(value)),
    ]),
    ...(values.length === 0 ? { note: 'none' } : {}),
  };
}

const shownCell = (value: SliceValue): Table['rows'][number][number] =>
  typeof value === 'number' ? numberCell(value, String(value)) : cell(sliceValueText(value));

export function histogramTitle({ of, loss, parameters = {} }: Histogram): string {
  return of === 'error'
    ? 'Error (prediction − target)'
    : `Loss of a row${loss === undefined ? '' : `: ${lossText({ loss, parameters })}`}`;
}

/** Rows per bin; what lies outside the bins has rows of its own. */
export function histogramTable(histogram: Histogram): Table {
  const { edges, counts, below, above } = histogram;
  const bins = counts.map((rows, i) => ({
    range: `${shortNumber(edges[i] ?? null)} to ${shortNumber(edges[i + 1] ?? null)}`,
    rows,
  }));
  const outside = [
    { range: `below ${shortNumber(edges[0] ?? null)}`, rows: below },
    { range: `above ${shortNumber(edges.at(-1) ?? null)}`, rows: above },
  ];
  const [less, more] = outside.map((bin) => (bin.rows === 0 ? [] : [bin]));
  return {
    title: histogramTitle(histogram),
    columns: [textColumn('from'), numberColumn('rows')],
    rows: [...(less ?? []), ...bins, ...(more ?? [])].map(({ range, rows }) => [
      cell(range),
      numberCell(rows, String(rows)),
    ]),
  };
}

/** What was predicted beside what came true, bin by bin. */
export function calibrationTable({ of, bins }: CalibrationCurve): Table {
  const hasErrors = bins.some(({ error }) => error !== undefined);
  return {
    title: `Calibration of ${of}`,
    columns: [
      textColumn('predicted'),
      numberColumn('rows'),
      numberColumn('mean prediction'),
      numberColumn('mean target'),
      ...(hasErrors ? [numberColumn('mean error')] : []),
    ],
    rows: bins.map(({ low, high, rows, prediction, target, error = null }) => [
      cell(`${shortNumber(low)} to ${shortNumber(high)}`),
      numberCell(rows, String(rows)),
      numberCell(prediction, shortNumber(prediction)),
      numberCell(target, shortNumber(target)),
      ...(hasErrors ? [numberCell(error, signedNumber(error))] : []),
    ]),
  };
}
