import { argumentError } from '../errors.ts';

/** Edges of bins, in increasing order, by the column that they divide. */
export type Bins = Readonly<Record<string, readonly number[]>>;

function binsError(text: string, expected: string, got: string): Error {
  return argumentError('E_BINS', {
    place: `--bins ${text}`,
    expected,
    got,
    next: 'Write it like score:0,0.5,1.',
  });
}

/**
 * Reads `score:0,0.5,1`. The column's name may hold colons: edges never do.
 * @throws E_BINS
 */
function parseBins(text: string): readonly [column: string, edges: readonly number[]] {
  const at = text.lastIndexOf(':');
  if (at < 1) throw binsError(text, 'column:edges', text);
  const edges = text
    .slice(at + 1)
    .split(',')
    .map((edge) => (edge.trim() === '' ? NaN : Number(edge)));
  if (!areEdges(edges))
    throw binsError(text, 'two edges or more, each larger than the one before', text.slice(at + 1));
  return [text.slice(0, at), edges];
}

/**
 * The edges of all columns.
 * @throws E_BINS if a column has two sets of them
 */
export function allBins(texts: readonly string[]): Bins {
  const bins = new Map<string, readonly number[]>();
  for (const text of texts) {
    const [column, edges] = parseBins(text);
    if (bins.has(column)) throw binsError(text, 'one set of edges for a column', `another for ${column}`);
    bins.set(column, edges);
  }
  return Object.fromEntries(bins);
}

/** The edges of a column's bins; undefined if its values are not binned. A column may be called `constructor`. */
export function edgesOf(bins: Bins, column: string): readonly number[] | undefined {
  return Object.hasOwn(bins, column) ? bins[column] : undefined;
}

/** Whether numbers may be the edges of bins. */
export function areEdges(edges: readonly unknown[]): boolean {
  return (
    edges.length >= 2 &&
    edges.every((edge, i) => {
      const before = edges[i - 1];
      return (
        typeof edge === 'number' &&
        Number.isFinite(edge) &&
        (i === 0 || (typeof before === 'number' && edge > before))
      );
    })
  );
}

/**
 * The place of a number's bin: −1 below the first edge, 0 for [edge 0, edge 1), …; the last bin holds its upper edge;
 * one more above it, and another more for NaN.
 */
export function binOf(edges: Float64Array, x: number): number {
  const last = edges.length - 1;
  if (x === edges[last]) return last - 1;
  let [low, high] = [0, edges.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (edges[middle]! <= x) low = middle + 1;
    else high = middle;
  }
  return Number.isNaN(x) ? last + 1 : low - 1;
}

/** A bin as reports name it: `[0, 0.5)`. */
export function binText(edges: readonly number[], bin: number): string {
  const last = edges.length - 1;
  if (bin < 0) return `< ${edges[0]}`;
  if (bin === last) return `> ${edges[last]}`;
  if (bin > last) return 'NaN';
  return `[${edges[bin]}, ${edges[bin + 1]}${bin === last - 1 ? ']' : ')'}`;
}
