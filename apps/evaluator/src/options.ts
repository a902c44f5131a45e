import { inspect } from 'node:util';
import { nanPolicies, sumMethods } from '@offmark/losses';
import { backendNames } from './scan/backend.ts';
import type { CheckOptions } from './result/checks.ts';
import { argumentError } from './errors.ts';
import type { EvaluateOptions } from './evaluate.ts';
import type { MergeOptions } from './merge.ts';
import { suggestion } from './nearest.ts';
import { mostCalibrationBins, mostListed } from './causes/cause-options.ts';
import { areEdges } from './slices/bins.ts';
import { areColumns } from './slices/slice-options.ts';

/** What an option may be: in words, and as a test. */
export interface Rule {
  readonly expected: string;
  readonly accepts: (value: unknown) => boolean;
}

type Fields = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Fields => typeof value === 'object' && value !== null;
const isText = (value: unknown): value is string => typeof value === 'string';
const isTexts = (value: unknown): boolean => Array.isArray(value) && value.every(isText);
const isFunction = (value: unknown): boolean => typeof value === 'function';
const isBoolean = (value: unknown): boolean => typeof value === 'boolean';

/** An object with these fields alone, each fine or undefined. */
function hasFields(value: unknown, names: readonly string[], accepts: (field: unknown) => boolean): boolean {
  return (
    isObject(value) &&
    Object.entries(value).every(
      ([name, field]) => names.includes(name) && (field === undefined || accepts(field)),
    )
  );
}

const isLossSpec = (value: unknown): boolean =>
  isObject(value) && isText(value['name']) && isObject(value['parameters']);

const isCountUpTo =
  (most: number) =>
  (value: unknown): boolean =>
    typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= most;

const mostWorkers = 1024;
const workers: Rule = {
  expected: `an integer from 1 to ${mostWorkers}`,
  accepts: isCountUpTo(mostWorkers),
};

export const maxDropped: Rule = {
  expected: 'a share of the rows from 0 to 1',
  accepts: (value) => typeof value === 'number' && value >= 0 && value <= 1,
};
/** Of all rows; each chunk has two sums for every loss and resample. */
const mostResamples = 10_000;
/** Numbers of slices stay below 2²⁶, so that two of them fit a double. */
const mostSlices = 50_000_000;

const required: ReadonlySet<string> = new Set(['inputs', 'losses']);
export const rules: Readonly<Record<keyof EvaluateOptions, Rule>> = {
  inputs: {
    expected: 'an array of paths',
    accepts: isTexts,
  },
  losses: {
    expected: "losses like 'mse,huber:delta=2', or an array of { name, parameters }",
    accepts: (value) =>
      isText(value) || (Array.isArray(value) && value.length > 0 && value.every(isLossSpec)),
  },
  lossesFrom: {
    expected: 'an array of paths of modules',
    accepts: (value) => Array.isArray(value) && value.every(isText),
  },
  columns: {
    expected:
      'names of columns by role: target, prediction (one or several), weight, or what else a loss needs',
    accepts: (value) =>
      isObject(value) &&
      Object.entries(value).every(
        ([role, name]) =>
          name === undefined ||
          isText(name) ||
          (role === 'prediction' && Array.isArray(name) && areColumns(name)),
      ),
  },
  classes: {
    expected: 'an array of different names of classes',
    accepts: (value) =>
      Array.isArray(value) && value.length > 0 && value.every(isText) && new Set(value).size === value.length,
  },
  policies: {
    expected: "'error' or 'skip' for nulls, and these or 'propagate' for nans",
    accepts: (value) =>
      hasFields(value, ['nulls', 'nans'], (policy) => nanPolicies.some((name) => name === policy)) &&
      !(isObject(value) && value['nulls'] === 'propagate'),
  },
  where: { expected: 'a condition on rows, like \'split == "test" && weight > 0\'', accepts: isText },
  by: {
    expected: "groupings, like [['country'], ['country', 'device']]",
    accepts: (value) =>
      Array.isArray(value) && value.every((names) => Array.isArray(names) && areColumns(names)),
  },
  bins: {
    expected: 'two edges or more by column, each larger than the one before, like { score: [0, 0.5, 1] }',
    accepts: (value) =>
      isObject(value) && Object.values(value).every((edges) => Array.isArray(edges) && areEdges(edges)),
  },
  maxSlices: { expected: `an integer from 1 to ${mostSlices}`, accepts: isCountUpTo(mostSlices) },
  top: { expected: `an integer from 1 to ${mostSlices}`, accepts: isCountUpTo(mostSlices) },
  confidence: {
    expected: 'a number above 0 and below 1, like 0.95',
    accepts: (value) => typeof value === 'number' && value > 0 && value < 1,
  },
  cluster: { expected: 'the name of a column', accepts: isText },
  histogram: {
    expected: "true, or what to show of error, loss and the losses' names, like ['error:-1,0,1']",
    accepts: (value) => value === true || isTexts(value),
  },
  calibration: {
    expected: `an integer from 1 to ${mostCalibrationBins}`,
    accepts: isCountUpTo(mostCalibrationBins),
  },
  listBad: { expected: `an integer from 1 to ${mostListed}`, accepts: isCountUpTo(mostListed) },
  worst: { expected: `an integer from 1 to ${mostListed}`, accepts: isCountUpTo(mostListed) },
  show: {
    expected: 'names of columns, each once',
    accepts: (value) => Array.isArray(value) && areColumns(value),
  },
  bootstrap: {
    expected: `an integer from 2 to ${mostResamples}`,
    accepts: (value) => isCountUpTo(mostResamples)(value) && value !== 1,
  },
  seed: {
    expected: 'an integer from 0 to 2^53 - 1',
    accepts: (value) => typeof value === 'number' && Number.isSafeInteger(value) && value >= 0,
  },
  workers,
  backend: {
    expected: `one of ${backendNames.join(', ')}`,
    accepts: (value) => backendNames.some((name) => name === value),
  },
  sum: {
    expected: `one of ${sumMethods.join(', ')}`,
    accepts: (value) => sumMethods.some((name) => name === value),
  },
  digest: { expected: 'true or false', accepts: isBoolean },
  executor: {
    expected: 'an executor, as poolExecutor makes them',
    accepts: (value) => isObject(value) && isFunction(value['run']) && isFunction(value['close']),
  },
  gates: { expected: "claims like 'mse < 0.3'", accepts: isTexts },
  warn: { expected: "claims like 'mse < 0.3'", accepts: isTexts },
  maxDropped,
  baseline: {
    expected: "a report, the path of one, or a column of predictions, like { column: 'old' }",
    accepts: (value) =>
      isText(value) || (isObject(value) && (!('column' in value) || isText(value['column']))),
  },
  requireEndMarker: { expected: 'true or false', accepts: isBoolean },
  keepOrder: { expected: 'true or false', accepts: isBoolean },
  stdin: {
    expected: 'an async iterable of bytes',
    accepts: (value) => isObject(value) && Symbol.asyncIterator in value,
  },
  signal: { expected: 'an AbortSignal', accepts: (value) => value instanceof AbortSignal },
  onProgress: { expected: 'a function', accepts: isFunction },
};

/** A value as errors show it, in one short line. */
function shown(value: unknown): string {
  return inspect(value, { depth: 1, breakLength: Infinity, maxArrayLength: 5, maxStringLength: 80 });
}

function unknownOption(name: string, known: readonly string[]): Error {
  return argumentError('E_ARGUMENT', {
    expected: `the options ${known.join(', ')}`,
    got: name,
    next: suggestion(name, known),
  });
}

/**
 * Checks what plain JavaScript may pass. An option that is undefined is not given.
 * @throws E_ARGUMENT
 */
export function checkOptions(options: EvaluateOptions): void {
  checkFields({ ...options }, rules);
}

/**
 * Checks what plain JavaScript may pass to `evaluatePart`: a part has no report that could be held against anything.
 * @throws E_ARGUMENT
 */
export function checkPartOptions(options: Omit<EvaluateOptions, keyof CheckOptions>): void {
  const { gates: _gates, warn: _warn, maxDropped: _maxDropped, baseline: _baseline, ...known } = rules;
  checkFields({ ...options }, known);
}

/**
 * Checks what plain JavaScript may pass to `mergeStates`.
 * @throws E_ARGUMENT
 */
export function checkMergeOptions(options: MergeOptions): void {
  const { lossesFrom, gates, warn, maxDropped, baseline } = rules;
  checkFields({ ...options }, { lossesFrom, gates, warn, maxDropped, baseline });
}

function checkFields(given: Fields, known: Readonly<Record<string, Rule>>): void {
  for (const name of Object.keys(given)) {
    if (!(name in known)) throw unknownOption(name, Object.keys(known));
  }
  for (const [name, { expected, accepts }] of Object.entries(known)) {
    const value = given[name];
    if (value === undefined ? !required.has(name) : accepts(value)) continue;
    throw argumentError('E_ARGUMENT', { place: name, expected, got: shown(value) });
  }
}
