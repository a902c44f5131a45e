import { measureNamed } from '@offmark/losses';
import type { LossError, Measure } from '@offmark/losses';
import { argumentError } from './errors.ts';
import { isLossError } from './loss-modules.ts';
import { suggestion } from './nearest.ts';

/** A loss by its name and parameters, as people and workers send it. */
export interface LossSpec {
  readonly name: string;
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** `class-weights` and `classWeights` are the same parameter. */
function camelCase(name: string): string {
  return name.replaceAll(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

/** The parameter's name as the command writes it: class-weights. */
function commandSpelling(name: string): string {
  const spelled = name.replaceAll(
    /([a-z0-9])([A-Z])/g,
    (_, before: string, capital: string) => `${before}-${capital.toLowerCase()}`,
  );
  return camelCase(spelled) === name ? spelled : name;
}

const asWritten = (name: string): string => name;

/** `2`, `true`, or `1/2/4` for a number per class; anything else stays text, for the parameter to refuse. */
function parseValue(text: string): unknown {
  if (text === 'true' || text === 'false') return text === 'true';
  const numbers = text.split('/').map((part) => (part.trim() === '' ? NaN : Number(part)));
  if (numbers.some(Number.isNaN)) return text;
  return numbers.length === 1 ? numbers[0] : numbers;
}

function syntaxError(place: string, expected: string, got: string): Error {
  return argumentError('E_LOSS_SYNTAX', {
    place,
    expected,
    got,
    next: 'Write it like huber:delta=2.',
  });
}

/**
 * Reads `huber:delta=2`; whether there is such a loss is another question.
 * @param option  what errors say before the loss
 * @throws        E_LOSS_SYNTAX
 */
export function parseLoss(text: string, option = '--loss '): LossSpec {
  const place = `${option}${text}`;
  const [name = '', ...settings] = text.split(':');
  const parameters = new Map<string, unknown>();
  for (const setting of settings) {
    const at = setting.indexOf('=');
    const parameter = camelCase(setting.slice(0, Math.max(0, at)));
    if (parameter === '')
      throw syntaxError(place, 'name:parameter=value', setting === '' ? 'nothing after a colon' : setting);
    if (parameters.has(parameter))
      throw syntaxError(place, 'each parameter once', `${commandSpelling(parameter)} twice`);
    parameters.set(parameter, parseValue(setting.slice(at + 1)));
  }
  return { name, parameters: Object.fromEntries(parameters) };
}

/**
 * Reads `mse,huber:delta=2,sparse-cce:class-weights=1/2/4`.
 * @param known   the losses that there are, as `loadLosses` gives them
 * @param option  what errors say before the loss
 * @throws       E_LOSS_SYNTAX, E_LOSS_UNKNOWN, E_PARAMETER_UNKNOWN, E_PARAMETER_VALUE
 */
export function parseLosses(
  text: string,
  known: readonly Measure[],
  option = '--loss ',
): readonly LossSpec[] {
  const specs = text.split(',').map((part) => parseLoss(part.trim()));
  for (const spec of specs) lossOf(spec, known, option, commandSpelling);
  return specs;
}

/** What an error says, with parameters as the asker spells them, and the name that was meant, if one is near. */
function refusal(
  { code, place, expected, got }: LossError,
  loss: Measure | undefined,
  known: readonly Measure[],
  spelled: (name: string) => string,
): { readonly place: string; readonly expected: string; readonly got: string; readonly hint: string } {
  const names = Object.keys(loss?.parameters ?? {}).map(spelled);
  if (code === 'E_LOSS_UNKNOWN') {
    const nearest = suggestion(
      got,
      known.map(({ name }) => name),
    );
    return { place, expected, got, hint: `${nearest} offmark losses lists them.`.trimStart() };
  }
  if (code === 'E_PARAMETER_UNKNOWN' && names.length > 0) {
    const unknown = spelled(got);
    const hint = suggestion(unknown, names);
    return { place, expected: `one of ${names.join(', ')}`, got: unknown, hint };
  }
  if (code !== 'E_PARAMETER_VALUE' || loss === undefined) return { place, expected, got, hint: '' };
  const before = `${loss.name}, `;
  return { place: `${before}${spelled(place.slice(before.length))}`, expected, got, hint: '' };
}

/**
 * The loss that a specification asks for.
 * @param option   what errors say before the loss, where it is of the command
 * @param spelled  how the asker writes the names of parameters
 * @throws         E_LOSS_UNKNOWN, E_PARAMETER_UNKNOWN, E_PARAMETER_VALUE, in one line whatever the names hold
 */
export function lossOf(
  { name, parameters }: LossSpec,
  known: readonly Measure[],
  option = '',
  spelled: (name: string) => string = option === '' ? asWritten : commandSpelling,
): Measure {
  try {
    return measureNamed(name, parameters, known);
  } catch (error) {
    if (!isLossError(error)) throw error;
    const loss = known.find((one) => one.name === name);
    const { place: said, hint, ...rest } = refusal(error, loss, known, spelled);
    const place = option === '' ? said : `${option}${said === '' ? name : said}`;
    const next = [hint, error.next].filter((step) => step !== '').join(' ');
    throw argumentError(error.code, { place, ...rest, next });
  }
}
