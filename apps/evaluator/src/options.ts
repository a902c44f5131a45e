import { inspect } from 'node:util';
import { sumMethods } from '@offmark/losses';
import { backendNames } from './backend.ts';
import { argumentError } from './errors.ts';
import type { EvaluateOptions } from './evaluate.ts';
import { suggestion } from './nearest.ts';

/** What an option may be: in words, and as a test. */
interface Rule {
  readonly expected: string;
  readonly accepts: (value: unknown) => boolean;
}

type Fields = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Fields => typeof value === 'object' && value !== null;
const isText = (value: unknown): value is string => typeof value === 'string';
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

const mostWorkers = 1024;
export const workers: Rule = {
  expected: `an integer from 1 to ${mostWorkers}`,
  accepts: (value) =>
    typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= mostWorkers,
};

const required: ReadonlySet<string> = new Set(['inputs', 'losses']);
const rules: Readonly<Record<keyof EvaluateOptions, Rule>> = {
  inputs: {
    expected: 'an array of paths',
    accepts: (value) => Array.isArray(value) && value.every(isText),
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
    expected: 'names of columns by role: target, prediction, weight, or what else a loss needs',
    accepts: (value) =>
      isObject(value) && Object.values(value).every((name) => name === undefined || isText(name)),
  },
  policies: {
    expected: "'error' or 'skip' for nulls and nans",
    accepts: (value) =>
      hasFields(value, ['nulls', 'nans'], (policy) => policy === 'error' || policy === 'skip'),
  },
  where: { expected: 'a condition on rows, like \'split == "test" && weight > 0\'', accepts: isText },
  workers,
  backend: {
    expected: `one of ${backendNames.join(', ')}`,
    accepts: (value) => backendNames.some((name) => name === value),
  },
  sum: {
    expected: `one of ${sumMethods.join(', ')}`,
    accepts: (value) => sumMethods.some((name) => name === value),
  },
  executor: {
    expected: 'an executor, as poolExecutor makes them',
    accepts: (value) => isObject(value) && isFunction(value['run']) && isFunction(value['close']),
  },
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

function unknownOption(name: string): Error {
  const known = Object.keys(rules);
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
  const given: Fields = { ...options };
  for (const name of Object.keys(given)) if (!(name in rules)) throw unknownOption(name);
  for (const [name, { expected, accepts }] of Object.entries(rules)) {
    const value = given[name];
    if (value === undefined ? !required.has(name) : accepts(value)) continue;
    throw argumentError('E_ARGUMENT', { place: name, expected, got: shown(value) });
  }
}
