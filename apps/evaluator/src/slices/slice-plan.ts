import type { ColumnLayout } from '@offmark/arrow-ipc/rows';
import type { Resampling } from '@offmark/losses';
import { shapeText } from '../inputs/columns.ts';
import { inputError } from '../errors.ts';
import { edgesOf } from './bins.ts';
import type { Bins } from './bins.ts';

/** Which of several predictions the others are compared with, row by row. Plain data. */
export interface ComparePlan {
  /** Its place among the predictions. */
  readonly baseline: number;
  /** Of the intervals around the differences. */
  readonly confidence: number;
}

/** How rows are grouped. Plain data. */
export interface SlicePlan {
  /** The groupings that are reported. */
  readonly by: readonly (readonly string[])[];
  /** The columns of each grouping: those reported, then those that intervals and comparisons need. One without columns is of all rows. */
  readonly groupings: readonly (readonly string[])[];
  readonly bins: Bins;
  /** Slices of a grouping at most. */
  readonly mostSlices: number;
  /** Of intervals around the means; null if nobody asks for them. */
  readonly confidence: number | null;
  /** The column by which rows belong together, if intervals are to mind it. */
  readonly cluster: string | null;
  /** What intervals are found by instead of second moments; null if by these. */
  readonly bootstrap: Resampling | null;
  /** null if no predictions are compared. */
  readonly compare: ComparePlan | null;
}

/** Whether losses themselves are summed by groups, not just what predictions differ by. */
export function groupsLosses({ by, confidence }: SlicePlan): boolean {
  return by.length > 0 || confidence !== null;
}

/** Whether intervals around losses are made of the rows' second moments. */
export function needsMoments({ confidence, cluster, bootstrap }: SlicePlan): boolean {
  return confidence !== null && cluster === null && bootstrap === null;
}

/**
 * How many of the groupings have resamples of their rows: those that are reported, then that of all rows. Clusters are
 * resampled whole, when all rows are summed.
 */
export function resampledGroupings({ by, bootstrap, cluster }: SlicePlan): number {
  return bootstrap === null || cluster !== null ? 0 : by.length + 1;
}

/** The columns that rows are grouped by, once each. */
export function sliceColumns({ groupings }: SlicePlan): readonly string[] {
  return [...new Set(groupings.flat())];
}

/** The option that a grouping is made for. */
export function optionOf(columns: readonly string[], { cluster }: SlicePlan): string {
  return cluster !== null && columns.includes(cluster) ? `--cluster ${cluster}` : `--by ${columns.join(',')}`;
}

/**
 * Checks that rows can be grouped by an input's columns.
 * @throws E_COLUMN_SHAPE, E_COLUMN_TYPE
 */
export function checkSliceColumns(
  plan: SlicePlan,
  columns: ReadonlyMap<string, ColumnLayout>,
  path: string,
): void {
  for (const name of sliceColumns(plan)) {
    const layout = columns.get(name);
    if (layout !== undefined) checkSliceColumn(name, layout, plan, path);
  }
}

function checkSliceColumn(
  name: string,
  layout: ColumnLayout,
  { bins, cluster }: SlicePlan,
  path: string,
): void {
  const { type, classes, isText } = layout;
  const binned = edgesOf(bins, name) !== undefined;
  const place = `${path}, column "${name}"`;
  if (classes !== null) {
    throw inputError('E_COLUMN_SHAPE', {
      place,
      expected: 'a column with one value per row to group by',
      got: shapeText(layout),
      next: 'Write what you want of the list to a column of its own.',
    });
  }
  if (binned && isText)
    throw inputError('E_COLUMN_TYPE', { place, expected: 'numbers to divide by --bins', got: 'texts' });
  if (binned || !type.startsWith('float')) return;
  throw inputError('E_COLUMN_TYPE', {
    place,
    expected: `texts, integers or booleans to ${name === cluster ? 'tell clusters apart by' : 'group by'}`,
    got: type,
    next:
      name === cluster
        ? 'Name a column of ids, each the same in all rows of its cluster.'
        : `Group numbers by bins: --bins '${name}:0,0.5,1'.`,
  });
}
