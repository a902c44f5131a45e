import { sub } from '../expression/arithmetic.ts';
import { constant } from '../expression/expression.ts';
import type { LossState } from '../evaluate/loss-state.ts';
import type { RowLoss } from '../evaluate/row-loss.ts';
import { counted } from '../reduce/bins.ts';
import { sumsAt } from '../reduce/bins-state.ts';
import type { BinsState } from '../reduce/bins-state.ts';
import { edgeBins, highestBin, lowestBin, orderedBins, startOfBin } from '../reduce/ordered-bins.ts';
import { sumValue } from '../sums/index.ts';
import { rowColumn } from './task-columns.ts';

/** How many rows are within [edge i, edge i+1), and how many outside. The last of given edges is within. */
export interface HistogramCounts {
  readonly edges: readonly number[];
  readonly counts: readonly number[];
  readonly below: number;
  readonly above: number;
}

/**
 * What is gathered for a histogram over the rows that a loss uses, whatever their weights.
 * @param of     the error is prediction − target
 * @param edges  two or more, ascending; null to find some at the end
 * @returns      null for the loss of a metric, which has none per row
 */
export function histogramOf(
  loss: RowLoss,
  of: 'error' | 'loss',
  edges: readonly number[] | null,
): RowLoss | null {
  const { rule, value } = loss;
  const term = of === 'error' ? sub(rowColumn(loss, 'prediction'), rowColumn(loss, 'target')) : value;
  if (term === null) return null;
  const bins = edges === null ? orderedBins(term) : edgeBins(term, edges);
  return { value: null, divisor: constant(1), rule, reducers: [counted(bins)] };
}

/** A bin and its rows. */
interface Bin {
  readonly bin: number;
  readonly rows: number;
}

/** The histogram that was gathered. @param edges  as it was asked for */
export function histogramCounts(
  { reduced = [] }: LossState,
  edges: readonly number[] | null,
): HistogramCounts {
  const [state] = reduced;
  const bins = state?.kind === 'bins' ? rowsByBin(state) : [];
  if (edges === null) return coarsened(bins);
  const rowsOf = (wanted: number): number => bins.find(({ bin }) => bin === wanted)?.rows ?? 0;
  const counts = edges.slice(1).map((_, i) => rowsOf(i + 1));
  return { edges, counts, below: rowsOf(0), above: rowsOf(edges.length) };
}

export function rowsByBin(state: BinsState): readonly Bin[] {
  return state.bins.map((bin, i) => ({ bin, rows: sumValue(sumsAt(state, i)[0] ?? { high: 0, low: 0 }) }));
}

const mostBins = 40;
/** Edges are this many widths from 0 at most: those are between two fine bins. */
const mostWidths = 2048;
/** The share of the rows that may be outside on each side, for the others to be told apart. */
const tail = 0.005;

/** The widths of a histogram in whole numbers of them. */
interface Span {
  readonly first: number;
  readonly last: number;
}

/** The whole widths at or below a number; its quotient with the width may be too small for a double. */
const widthsTo = (x: number, width: number): number =>
  x < 0 ? Math.floor(Math.min(x / width, -5e-324)) : Math.floor(x / width);

const spanOf = (width: number, low: number, high: number): Span => ({
  first: widthsTo(low, width),
  last: 0 - widthsTo(0 - high, width),
});

const fits = ({ first, last }: Span): boolean =>
  last - first <= mostBins && Math.max(Math.abs(first), Math.abs(last)) <= mostWidths;

/**
 * Bins of one width, a power of two, as narrow as 40 of them hold all rows but half a percent on each side; all rows
 * where there is room for them too.
 */
function coarsened(bins: readonly Bin[]): HistogramCounts {
  const finite = bins.filter(({ bin }) => bin !== lowestBin && bin !== highestBin);
  const infinite = (bin: number): number => bins.find((each) => each.bin === bin)?.rows ?? 0;
  const [below, above] = [infinite(lowestBin), infinite(highestBin)];
  const [first, last] = [finite.at(0), finite.at(-1)];
  if (first === undefined || last === undefined) return { edges: [0, 1], counts: [0], below, above };
  const [least, most] = [startOfBin(first.bin), startOfBin(last.bin + 1)];
  const total = finite.reduce((sum, { rows }) => sum + rows, 0);
  const low = startOfBin(binBehind(finite, total * tail));
  const high = startOfBin(binBehind(finite.toReversed(), total * tail) + 1);
  // Where all are 0 the bin of 0 is too narrow to be shown.
  const width = most < 2 ** -1000 && least === 0 ? 1 : widthFor(low, high);
  const all = spanOf(width, least, most);
  return counts(finite, width, fits(all) ? all : spanOf(width, low, high), { below, above });
}

/** The first bin with which more rows than these are reached. */
function binBehind(bins: readonly Bin[], rows: number): number {
  let reached = 0;
  const found = bins.find((bin) => {
    reached += bin.rows;
    return reached > rows;
  });
  return found?.bin ?? 0;
}

function widthFor(low: number, high: number): number {
  let exponent = -1032;
  while (exponent < 1023 && !fits(spanOf(2 ** exponent, low, high))) exponent += 1;
  return 2 ** exponent;
}

function counts(
  bins: readonly Bin[],
  width: number,
  { first, last }: Span,
  outside: Pick<HistogramCounts, 'below' | 'above'>,
): HistogramCounts {
  let { below, above } = outside;
  const rows = Array.from({ length: last - first }, () => 0);
  for (const { bin, rows: more } of bins) {
    const at = widthsTo(startOfBin(bin), width) - first;
    if (at < 0) below += more;
    else if (at >= rows.length) above += more;
    else rows[at] = (rows[at] ?? 0) + more;
  }
  const edges = Array.from({ length: last - first + 1 }, (_, i) =>
    Math.max(-Number.MAX_VALUE, Math.min(Number.MAX_VALUE, (first + i) * width)),
  );
  return { edges, counts: rows, below, above };
}
