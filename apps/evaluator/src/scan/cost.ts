import type { Expression, Measure } from '@offmark/losses';
import type { AskedJob } from '../asked-job.ts';
import type { CausePlan } from '../causes/cause-plan.ts';
import type { Dataset } from '../inputs/dataset.ts';

/**
 * What a row costs on one thread, in nanoseconds: to read and subtract, to take logarithms, to call a function without
 * a kernel (for each class too), for each class, and for each reducer of a metric.
 */
const nanosecondsPerRow = { plain: 2, logarithms: 5, scalar: 50, class: 1.7, reducer: 30 } as const;
/** What it costs to decompress: of LZ4 about the half, of many short matches of ZSTD twice as much. */
const nanosecondsPerCompressedByte = 0.7;

/** Operations on a number per row that take a logarithm or an exponential. */
const logarithms: ReadonlySet<string> = new Set([
  'bernoulliFactor',
  'clampedLog',
  'clampedLog1p',
  'exp',
  'log1p',
  'sigmoid',
  'softplus',
  'weighClampedLog',
  'weighClampedLog1p',
]);

/** Functions that run number by number. */
const scalars: ReadonlySet<string> = new Set([
  'expm1',
  'hypot',
  'jsDiv',
  'klDiv',
  'lgamma',
  'log1pmx',
  'logCosh',
  'pow',
  'relativeEntropy',
  'tanh',
  'unitDeviance',
]);

function takes(operations: ReadonlySet<string>, node: Expression): boolean {
  if (node.kind !== 'application') return false;
  return operations.has(node.operation.name) || node.inputs.some((input) => takes(operations, input));
}

function nanosecondsOf({ columns, value, reducers = [] }: Measure, classes: number): number {
  const reduced = reducers.length * nanosecondsPerRow.reducer;
  const scalar = value !== null && takes(scalars, value);
  if (columns.prediction.shape === 'matrix') {
    return reduced + (scalar ? nanosecondsPerRow.scalar : nanosecondsPerRow.class) * classes;
  }
  if (scalar) return reduced + nanosecondsPerRow.scalar;
  const slow = value !== null && takes(logarithms, value);
  return reduced + (slow ? nanosecondsPerRow.logarithms : nanosecondsPerRow.plain);
}

/** What a row costs for each loss and grouping, in nanoseconds. */
const nanosecondsPerSlicedRow = 6;

/** About how long it takes on one thread to sum losses by groups too, in milliseconds. */
function groupedCost(losses: number, groupings: number, rows: number): number {
  return (rows * losses * groupings * nanosecondsPerSlicedRow) / 1e6;
}

/** What a row costs for a histogram or a class whose calibration is told, and to look for the worst, in nanoseconds. */
const nanosecondsPerCause = { distribution: 120, worst: 4 } as const;

/** About how long it takes on one thread to find where a loss comes from, in milliseconds. */
function causeCost(
  { worst, histograms, calibration }: CausePlan,
  losses: number,
  { rows, classes }: { readonly rows: number; readonly classes: number },
): number {
  const distributions = histograms.length + (calibration > 0 ? classes : 0);
  const ofWorst = worst > 0 ? losses * nanosecondsPerCause.worst : 0;
  return (rows * (distributions * nanosecondsPerCause.distribution + ofWorst)) / 1e6;
}

/** What a row costs in each resample, in nanoseconds. */
const nanosecondsPerResampledRow = 8;

/** About how long it takes on one thread to draw resamples too, in milliseconds. */
function resampledCost(resamples: number, rows: number): number {
  return (rows * resamples * nanosecondsPerResampledRow) / 1e6;
}

/**
 * About how long a job takes on one thread, in milliseconds, to choose by whether a pool pays off. Measured numbers
 * belong here and nowhere else.
 */
function estimatedCost(
  losses: readonly Measure[],
  { rows, classes, compressedBytes }: { rows: number; classes: number; compressedBytes: number },
): number {
  const nanoseconds = losses.reduce((sum, loss) => sum + nanosecondsOf(loss, classes), 0);
  return (rows * nanoseconds + compressedBytes * nanosecondsPerCompressedByte) / 1e6;
}

/** About how long a job takes on one thread, in milliseconds; nobody knows it of a pipe. */
export function jobCost(
  losses: readonly Measure[],
  { predictions, slices, causes }: Pick<AskedJob, 'predictions' | 'slices' | 'causes'>,
  { rowCount: rows, classes, compressedBytes }: Pick<Dataset, 'rowCount' | 'classes' | 'compressedBytes'>,
): number {
  if (rows === null) return Infinity;
  const scored =
    estimatedCost(losses, { rows, classes, compressedBytes }) +
    groupedCost(losses.length, slices?.groupings.length ?? 0, rows) +
    resampledCost(slices?.bootstrap?.resamples ?? 0, rows);
  return (
    predictions.length * scored + (causes === null ? 0 : causeCost(causes, losses.length, { rows, classes }))
  );
}
