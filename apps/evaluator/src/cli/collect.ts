import { Option } from 'commander';
import { argumentError } from '../errors.ts';
import type { Rule } from '../options.ts';

/** Values of an option that may be given again and again. @param before  true if it came without a value */
export function collect(text: string, before: true | readonly string[] = []): readonly string[] {
  return before === true ? [text] : [...before, text];
}

/** The option that names modules of losses. */
export function lossesFrom(): Option {
  return new Option(
    '--losses-from <module>',
    'a JavaScript module of your own losses, to be run (adds up if given again)',
  ).argParser(collect);
}

/** Reads a number that an option's rule accepts. */
export function numberFor(flag: string, { expected, accepts }: Rule): (text: string) => number {
  return (text) => {
    const value = text.trim() === '' ? NaN : Number(text);
    if (accepts(value)) return value;
    throw argumentError('E_ARGUMENT', { place: flag, expected, got: text });
  };
}
