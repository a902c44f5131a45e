import type { Sample } from './sample.ts';

/** What the values of a column look like: what they could be labels or predictions of. */
export type ValueKind =
  /** Only 0 and 1. */
  | 'flags'
  /** Whole numbers from 0. */
  | 'indices'
  /** Between 0 and 1. */
  | 'shares'
  | 'numbers'
  /** Rows with a single 1 among zeros. */
  | 'one-hot'
  /** Rows of shares that sum to 1. */
  | 'distributions'
  | 'texts'
  /** Rows of other numbers. */
  | 'vectors'
  /** No value at all. */
  | 'nothing';

/** What a sample of a column shows. Plain data; numbers of the finite values alone. */
export interface ColumnFacts {
  readonly kind: ValueKind;
  readonly rows: number;
  readonly classes: number | null;
  readonly nulls: number;
  readonly nans: number;
  readonly infinities: number;
  readonly low: number | null;
  readonly high: number | null;
  readonly mean: number | null;
  /** Different texts; null for numbers. */
  readonly texts: number | null;
  /** Some of them. */
  readonly examples: readonly string[];
  /** Classes that the dictionary of texts names; null if there is none that does. */
  readonly namedClasses: number | null;
}

const mostExamples = 8;

/** How far the sum of a row may be from 1 for probabilities in halves. */
const sumTolerance = 2e-3;

function sumsToOne({ values, classes, rows, isValid }: Sample): boolean {
  const width = classes ?? 1;
  for (let row = 0; row < rows; row++) {
    if (!isValid(row)) continue;
    let sum = 0;
    for (let i = row * width; i < (row + 1) * width; i++) sum += values[i] ?? 0;
    if (!(Math.abs(sum - 1) <= sumTolerance)) return false;
  }
  return true;
}

interface Counts {
  nulls: number;
  nans: number;
  infinities: number;
  finite: number;
  low: number;
  high: number;
  sum: number;
  whole: boolean;
  zeroOrOne: boolean;
}

function countsOf({ values, classes, rows, isValid }: Sample): Counts {
  const width = classes ?? 1;
  const counts: Counts = {
    nulls: 0,
    nans: 0,
    infinities: 0,
    finite: 0,
    low: Infinity,
    high: -Infinity,
    sum: 0,
    whole: true,
    zeroOrOne: true,
  };
  for (let row = 0; row < rows; row++) {
    if (!isValid(row)) {
      counts.nulls += 1;
      continue;
    }
    for (let i = row * width; i < (row + 1) * width; i++) count(counts, values[i] ?? NaN);
  }
  return counts;
}

function count(counts: Counts, value: number): void {
  if (Number.isNaN(value)) counts.nans += 1;
  else if (!Number.isFinite(value)) counts.infinities += 1;
  else {
    counts.finite += 1;
    counts.low = Math.min(counts.low, value);
    counts.high = Math.max(counts.high, value);
    counts.sum += value;
    counts.whole &&= Number.isInteger(value);
    counts.zeroOrOne &&= value === 0 || value === 1;
  }
}

function kindOf(sample: Sample, { finite, infinities, low, high, whole, zeroOrOne }: Counts): ValueKind {
  if (finite === 0) return 'nothing';
  if (sample.texts !== null) return 'texts';
  const isShare = low >= 0 && high <= 1 && infinities === 0;
  if (sample.classes !== null) {
    if (!isShare || !sumsToOne(sample)) return 'vectors';
    return zeroOrOne ? 'one-hot' : 'distributions';
  }
  if (zeroOrOne && infinities === 0) return 'flags';
  if (whole && low >= 0 && infinities === 0) return 'indices';
  return isShare ? 'shares' : 'numbers';
}

/** What a sample shows. */
export function factsOf(sample: Sample): ColumnFacts {
  const counts = countsOf(sample);
  const { nulls, nans, infinities, finite, low, high, sum } = counts;
  const { rows, classes, texts, classNames } = sample;
  const kind = kindOf(sample, counts);
  const [least, most, mean] = finite === 0 || texts !== null ? [null, null, null] : [low, high, sum / finite];
  return {
    kind,
    rows,
    classes,
    nulls,
    nans,
    infinities,
    low: least,
    high: most,
    mean,
    texts: texts?.length ?? null,
    examples: texts?.slice(0, mostExamples) ?? [],
    namedClasses: classNames?.length ?? null,
  };
}
