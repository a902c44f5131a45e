import type { Option } from 'commander';
import { argumentError } from '../errors.ts';
import { suggestion } from '../nearest.ts';
import { escapeTerminal } from '../reports/escape.ts';
import { mayBeBare } from './option-kinds.ts';
import type { Source } from './settled-flags.ts';

type Environment = Readonly<Record<string, string | undefined>>;

const prefix = 'OFFMARK_';

/** The variable of an option: `OFFMARK_MAX_DROPPED`. */
export function variableOf(option: Option): string {
  return `${prefix}${option.name().replaceAll('-', '_').toUpperCase()}`;
}

/** What an option that may stand alone can say instead of a value. */
const states = new Map([
  ['true', true],
  ['false', false],
]);

const switches = new Map([...states, ['1', true], ['0', false]]);

function switchOf(variable: string, text: string): boolean {
  const state = switches.get(text.trim().toLowerCase());
  if (state !== undefined) return state;
  throw argumentError('E_ARGUMENT', { place: variable, expected: 'true or false', got: text });
}

/** The environment as a source of options' values. An empty variable is not set. */
export function environmentSource(environment: Environment): Source {
  return {
    kind: 'env',
    valueOf: (option) => {
      const variable = variableOf(option);
      const text = environment[variable];
      if (text === undefined || text === '') return undefined;
      const given = [{ text, place: variable }];
      const state = mayBeBare(option) ? states.get(text.trim().toLowerCase()) : undefined;
      if (state !== undefined) return { value: state, place: variable };
      return { value: option.isBoolean() ? switchOf(variable, text) : given, place: variable };
    },
  };
}

/** Lines about variables that are none of ours, and near to one. */
export function strayVariables(environment: Environment, options: readonly Option[]): readonly string[] {
  const known = options.map(variableOf);
  return Object.keys(environment).flatMap((name) => {
    if (!name.startsWith(prefix) || known.includes(name)) return [];
    const hint = suggestion(name, known);
    return hint === '' ? [] : [`${escapeTerminal(name)} in the environment is no option. ${hint}`];
  });
}
