import { argumentError } from '../errors.ts';
import { suggestion } from '../nearest.ts';
import type { Bins } from './bins.ts';
import type { ComparePlan, SlicePlan } from './slice-plan.ts';

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
  /** An interval around every mean, of this confidence: 0.95. */
  readonly confidence?: number;
  /** The column by which rows belong together: intervals take rows with one value of it for dependent. */
  readonly cluster?: string;
  /** Intervals by so many resamples of the rows, or clusters, of metrics too; of 95 % if no confidence is given. */
  readonly bootstrap?: number;
  /** Of the resamples: a whole number, 0 if not given. */
  readonly seed?: number;
}

const mostSlices = 100_000;

/** Of all slices of a grouping together: a metric keeps some 500 bytes of each. */
const mostResamples = 2 ** 19;

/** Whether columns may be grouped by: at least one, and none twice. */
export function areColumns(names: readonly unknown[]): boolean {
  const areNames = names.every((name) => typeof name === 'string' && name !== '');
  return names.length > 0 && areNames && new Set(names).size === names.length;
}

/** Of the intervals around differences, if none is asked for. */
const usualConfidence = 0.95;

/**
 * The plan behind the options; null if nothing is grouped.
 * @param baseline  the place of the prediction that others are compared with; null if none is
 * @throws          E_ARGUMENT for options that would do nothing
 */
export function slicePlan(options: SliceOptions, baseline: number | null): SlicePlan | null {
  const { by = [], bins = {}, maxSlices = mostSlices, cluster, bootstrap, seed = 0 } = options;
  const confidence = options.confidence ?? (bootstrap === undefined ? undefined : usualConfidence);
  for (const names of by) if (!areColumns(names)) throw badColumns(names);
  checkSeed(options);
  checkUses(options, baseline !== null);
  if (by.length === 0 && confidence === undefined && baseline === null) return null;
  const hasIntervals = confidence !== undefined || baseline !== null;
  const compare: ComparePlan | null =
    baseline === null ? null : { baseline, confidence: confidence ?? usualConfidence };
  return {
    by,
    groupings: [
      ...by,
      ...(hasIntervals ? intervalGroupings(by, cluster) : []),
      // What predictions differ by in all rows is summed as a group alone.
      ...(compare !== null && cluster !== undefined ? [[]] : []),
    ],
    bins,
    mostSlices:
      bootstrap === undefined || cluster !== undefined
        ? maxSlices
        : Math.min(maxSlices, Math.floor(mostResamples / bootstrap)),
    confidence: confidence ?? null,
    cluster: cluster ?? null,
    bootstrap: bootstrap === undefined ? null : { resamples: bootstrap, seed },
    compare,
  };
}

/** What intervals need beside the slices: all rows as one, or the clusters of all rows and of every slice. */
function intervalGroupings(
  by: readonly (readonly string[])[],
  cluster: string | undefined,
): readonly (readonly string[])[] {
  return cluster === undefined ? [[]] : [[cluster], ...by.map((names) => [...names, cluster])];
}

function badColumns(names: readonly string[]): Error {
  return argumentError('E_ARGUMENT', {
    place: '--by',
    expected: 'names of columns, each once',
    got: names.join(','),
  });
}

/** @throws E_ARGUMENT */
function checkSeed({ bootstrap, seed }: SliceOptions): void {
  if (bootstrap !== undefined || seed === undefined) return;
  throw argumentError('E_ARGUMENT', {
    place: '--seed',
    expected: '--bootstrap beside it',
    got: 'none',
  });
}

/** @throws E_ARGUMENT for the first option that would do nothing */
function checkUses(
  { by = [], bins = {}, top, confidence, cluster, bootstrap }: SliceOptions,
  compares: boolean,
): void {
  const columns = [...new Set([...by.flat(), ...(cluster === undefined ? [] : [cluster])])];
  for (const name of Object.keys(bins)) {
    if (columns.includes(name)) continue;
    const next = suggestion(name, columns);
    throw argumentError('E_ARGUMENT', {
      place: `--bins ${name}`,
      expected: 'a column of --by',
      got: name,
      next,
    });
  }
  if (by.length === 0 && top !== undefined)
    throw argumentError('E_ARGUMENT', { place: '--top', expected: 'columns to group by', got: 'no --by' });
  if (cluster === undefined) return;
  const place = '--cluster';
  if (confidence === undefined && bootstrap === undefined && !compares) {
    throw argumentError('E_ARGUMENT', {
      place,
      expected: '--confidence or --bootstrap beside it',
      got: 'none',
    });
  }
  if (cluster === '' || by.some((names) => names.includes(cluster)))
    throw argumentError('E_ARGUMENT', { place, expected: 'a column that --by has not', got: cluster });
}
