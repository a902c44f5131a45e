import type { Command, Option } from 'commander';
import { argumentError, OffmarkError } from '../errors.ts';
import { suggestion } from '../nearest.ts';

/** A text for an option, and where it stands. */
export interface GivenValue {
  readonly text: string;
  readonly place: string;
}

/** What a source says of an option: the state of a switch, or texts as on the command line. */
interface Given {
  readonly value: boolean | readonly GivenValue[];
  readonly place: string;
}

/** Where values of options may come from beside the command line. */
export interface Source {
  readonly kind: 'env' | 'config';
  readonly valueOf: (option: Option) => Given | undefined;
}

/** Where the values of options are from, by the options' long flags; those of the command line are not here. */
export type Origins = ReadonlyMap<string, Given>;

function parseChoice(choices: readonly string[], text: string, place: string): string {
  if (choices.includes(text)) return text;
  throw argumentError('E_ARGUMENT', {
    place,
    expected: `one of ${choices.join(', ')}`,
    got: text,
    next: suggestion(text, choices),
  });
}

/** A text as the command line would take it. */
function parsed(option: Option, { text, place }: GivenValue, before: unknown): unknown {
  if (option.argChoices !== undefined) return parseChoice(option.argChoices, text, place);
  return option.parseArg === undefined ? text : option.parseArg<unknown>(text, before);
}

function valueOf(option: Option, { value }: Given): unknown {
  // One that may stand alone is there or not: false is none.
  if (typeof value === 'boolean') return value || option.isBoolean() ? value : undefined;
  return value.reduce<unknown>((before, given) => {
    try {
      return parsed(option, given, before);
    } catch (error) {
      throw placed(error, new Map([[option.long ?? '', { value: [given], place: given.place }]]));
    }
  }, undefined);
}

/**
 * Gives a command's options the values of the first source that has one; what the command line says stays.
 * @returns where each value is from that is not the command line's
 * @throws  what the options' parsers throw, with the place of the value
 */
export function settleFlags(
  command: Command,
  sources: readonly Source[],
  options: readonly Option[] = command.options,
): Origins {
  const origins = new Map<string, Given>();
  for (const option of options) {
    const name = option.attributeName();
    if (command.getOptionValueSource(name) === 'cli') continue;
    for (const { kind, valueOf: givenOf } of sources) {
      const given = givenOf(option);
      if (given === undefined) continue;
      command.setOptionValueWithSource(name, valueOf(option, given), kind);
      origins.set(option.long ?? '', given);
      break;
    }
  }
  return origins;
}

/**
 * An error about an option, at the place where its value stands instead of the flag that nobody gave.
 * @param elsewhere  the place of an error that has none
 */
export function placed(error: unknown, origins: Origins, elsewhere = ''): unknown {
  if (!(error instanceof OffmarkError)) return error;
  const [flag = ''] = /^--[\w-]+/.exec(error.place) ?? [];
  const origin = origins.get(flag) ?? (error.place === '' ? { value: [], place: elsewhere } : undefined);
  if (origin === undefined) return error;
  const rest = error.place.slice(flag.length);
  const { value } = origin;
  const item = typeof value === 'boolean' ? undefined : value.find(({ text }) => rest.includes(text));
  const { code, expected, got, next, exitCode } = error;
  return new OffmarkError({
    code,
    expected,
    got,
    next,
    exitCode,
    place: `${item?.place ?? origin.place}${rest}`,
  });
}
