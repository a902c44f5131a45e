import { argumentError } from '../errors.ts';
import { suggestion } from '../nearest.ts';
import type { Bins } from './bins.ts';
import type { SlicePlan } from './slice-plan.ts';

/** What a caller may ask of groups of rows. */
export interface SliceOptions {
  /** Groupings, each by one or more columns: `[['country'], ['country', 'device']]`. */
  readonly by?: readonly (readonly string[])[];
  /** Edges of bins for columns of numbers to group by; the last bin holds its upper edge. */
  readonly bins?: Bins;
  /** Slices of a grouping at most, 100,000 if not given: more are an error. */
  readonly maxSlices?: number;
  /** How many slices to report, the largest; all if not given. The others are reported together. */
  readonly top?: number;
}

const mostSlices = 100_000;

/** Whether columns may be grouped by: at least one, and none twice. */
export function areColumns(names: readonly unknown[]): boolean {
  const areNames = names.every((name) => typeof name === 'string' && name !== '');
  return names.length > 0 && areNames && new Set(names).size === names.length;
}

/**
 * The plan behind the options; null if nothing is grouped.
 * @throws E_ARGUMENT for options that would do nothing
 */
export function slicePlan({
  by = [],
  bins = {},
  maxSlices = mostSlices,
  top,
}: SliceOptions): SlicePlan | null {
  for (const names of by) {
    if (areColumns(names)) continue;
    throw argumentError('E_ARGUMENT', {
      place: '--by',
      expected: 'names of columns, each once',
      got: names.join(','),
    });
  }
  const columns = [...new Set(by.flat())];
  for (const name of Object.keys(bins)) {
    if (columns.includes(name)) continue;
    throw argumentError('E_ARGUMENT', {
      place: `--bins ${name}`,
      expected: 'a column of --by',
      got: name,
      next: suggestion(name, columns),
    });
  }
  if (by.length === 0 && top !== undefined) {
    throw argumentError('E_ARGUMENT', { place: '--top', expected: 'columns to group by', got: 'no --by' });
  }
  return by.length === 0 ? null : { groupings: by, bins, mostSlices: maxSlices, moments: false };
}
