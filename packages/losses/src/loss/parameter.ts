import { LossError } from '../errors.ts';
import { constant } from '../expression/expression.ts';
import type { Expression } from '../expression/expression.ts';

/** A parameter's value, as JSON has it. */
export type ParameterValue = number | boolean | string | null | readonly number[];

/**
 * A parameter of a loss: its default, what it may be, and what the definition sees of it (`Node`): a scalar or a
 * number per class to calculate with, or a plain value to decide by.
 */
export interface Parameter<Value extends ParameterValue = ParameterValue, Node = unknown> {
  readonly default: Value;
  /** In words, for help and error messages: "a number above 0". */
  readonly description: string;
  readonly summary: string;
  /** The value if it is one of this parameter's, else undefined. */
  readonly accept: (value: unknown) => Value | undefined;
  toNode(value: Value): Node;
}

/** The values of a definition's parameters. */
export type ValuesOf<P> = { readonly [K in keyof P]: P[K] extends Parameter<infer V> ? V : never };
/** What a definition's functions see of its parameters. */
export type NodesOf<P> = {
  readonly [K in keyof P]: P[K] extends Parameter<ParameterValue, infer N> ? N : never;
};

interface NumberOptions {
  readonly default: number;
  readonly summary: string;
  /** How formulas write it. */
  readonly symbol: string;
  /** The value at which the parameter leaves the formula. */
  readonly neutral?: number;
}

/** A number that `accepts`; the description says in words which. */
export function numberThat(
  options: NumberOptions,
  description: string,
  accepts: (value: number) => boolean,
): Parameter<number, Expression<'scalar'>> {
  return {
    default: options.default,
    description,
    summary: options.summary,
    accept: (value) => (typeof value === 'number' && accepts(value) ? value : undefined),
    toNode: (value) =>
      value === options.neutral
        ? constant(value)
        : { kind: 'parameter', shape: 'scalar', symbol: options.symbol, value },
  };
}

/** A finite number above 0. */
export const positive = (options: NumberOptions): Parameter<number, Expression<'scalar'>> =>
  numberThat(options, 'a number above 0', (value) => value > 0 && value < Infinity);

/** A number between 0 and 1, both included. */
export const fraction = (options: NumberOptions): Parameter<number, Expression<'scalar'>> =>
  numberThat(options, 'a number in [0, 1]', (value) => value >= 0 && value <= 1);

/** A finite number of at least 0. */
export const nonNegative = (options: NumberOptions): Parameter<number, Expression<'scalar'>> =>
  numberThat(options, 'a number of at least 0', (value) => value >= 0 && value < Infinity);

/** A whole number of at least 1. */
export const positiveInteger = (options: NumberOptions): Parameter<number, Expression<'scalar'>> =>
  numberThat(options, 'a whole number of at least 1', (value) => value >= 1 && Number.isSafeInteger(value));

/** A number between 0 and 1, both included, or none. */
export const optionalFraction = ({
  summary,
  symbol,
}: Pick<NumberOptions, 'summary' | 'symbol'>): Parameter<number | null, Expression<'scalar'> | null> => ({
  default: null,
  description: 'a number in [0, 1]',
  summary,
  accept: (value) => {
    if (value === null) return null;
    return typeof value === 'number' && value >= 0 && value <= 1 ? value : undefined;
  },
  toNode: (value) => (value === null ? null : { kind: 'parameter', shape: 'scalar', symbol, value }),
});

/** A whole number between two others, both included; a plain number to decide by. */
export const wholeNumber = (options: {
  readonly default: number;
  readonly least: number;
  readonly most: number;
  readonly summary: string;
}): Parameter<number, number> => ({
  default: options.default,
  summary: options.summary,
  description: `a whole number from ${options.least} to ${options.most}`,
  accept: (value) =>
    typeof value === 'number' && Number.isInteger(value) && value >= options.least && value <= options.most
      ? value
      : undefined,
  toNode: (value) => value,
});

/** A number between 0 and 1, both included, that is no part of a formula: a plain number to decide by. */
export const plainFraction = (options: {
  readonly default: number;
  readonly summary: string;
}): Parameter<number, number> => ({
  ...options,
  description: 'a number in [0, 1]',
  accept: (value) => (typeof value === 'number' && value >= 0 && value <= 1 ? value : undefined),
  toNode: (value) => value,
});

/** One of some words; decides what the graph is. */
export const choice = <const W extends string>(options: {
  readonly default: NoInfer<W>;
  readonly words: readonly W[];
  readonly summary: string;
}): Parameter<W, W> => ({
  default: options.default,
  summary: options.summary,
  description: `one of ${options.words.join(', ')}`,
  accept: (value) => options.words.find((word) => word === value),
  toNode: (value) => value,
});

/** Yes or no; decides what the graph is. */
export const flag = (options: {
  readonly default: boolean;
  readonly summary: string;
}): Parameter<boolean, boolean> => ({
  ...options,
  description: 'true or false',
  accept: (value) => (typeof value === 'boolean' ? value : undefined),
  toNode: (value) => value,
});

/** An integer, or none. */
export const optionalInteger = (options: {
  readonly summary: string;
}): Parameter<number | null, number | null> => ({
  ...options,
  default: null,
  description: 'an integer',
  accept: (value) => (value === null || Number.isSafeInteger(value) ? (value as number | null) : undefined),
  toNode: (value) => value,
});

const isWeights = (value: unknown): value is readonly number[] =>
  Array.isArray(value) &&
  value.length > 0 &&
  value.every((w) => typeof w === 'number' && w >= 0 && w < Infinity);

/** A weight per class, or none: then every class weighs 1. */
export const classWeights = (options: {
  readonly summary: string;
}): Parameter<readonly number[] | null, Expression<'class'> | null> => ({
  ...options,
  default: null,
  description: 'a number of at least 0 per class',
  accept: (value) => {
    const weights = typeof value === 'number' ? [value] : value;
    if (weights === null) return null;
    // A copy, for the array is its owner's to change.
    return isWeights(weights) ? Object.freeze([...weights]) : undefined;
  },
  toNode: (value) => value && { kind: 'parameter', shape: 'class', symbol: 'wⱼ', value },
});

function described(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value);
  return Array.isArray(value) ? `[${value.map(String).join(', ')}]` : String(value);
}

/**
 * The values of all parameters: the given ones checked, the others at their defaults.
 * @throws E_PARAMETER_UNKNOWN, E_PARAMETER_VALUE
 */
export function bindParameters<P extends Readonly<Record<string, Parameter>>>(
  loss: string,
  parameters: P,
  given: Readonly<Record<string, unknown>>,
): ValuesOf<P> {
  const names = Object.keys(parameters);
  for (const name of Object.keys(given)) {
    if (names.includes(name)) continue;
    throw new LossError({
      code: 'E_PARAMETER_UNKNOWN',
      place: loss,
      expected: names.length === 0 ? 'no parameters' : `one of ${names.join(', ')}`,
      got: name,
    });
  }
  const bound = Object.entries(parameters).map(([name, parameter]) => {
    const value = given[name];
    if (value === undefined) return [name, parameter.default] as const;
    const accepted = parameter.accept(value);
    if (accepted !== undefined) return [name, accepted] as const;
    throw new LossError({
      code: 'E_PARAMETER_VALUE',
      place: `${loss}, ${name}`,
      expected: parameter.description,
      got: described(value),
    });
  });
  return Object.fromEntries(bound) as ValuesOf<P>;
}
