import { lossNamed } from '@offmark/losses';
import type { Loss } from '@offmark/losses';
import { argumentError } from './errors.ts';

/** A loss by its name and parameters, as people and workers send it. */
export interface LossSpec {
  readonly name: string;
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** `class-weights` and `classWeights` are the same parameter. */
function camelCase(name: string): string {
  return name.replaceAll(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

/** `2`, `true`, or `1/2/4` for a number per class; anything else stays text, for the parameter to refuse. */
function parseValue(text: string): unknown {
  if (text === 'true' || text === 'false') return text === 'true';
  const numbers = text.split('/').map((part) => (part.trim() === '' ? NaN : Number(part)));
  if (numbers.some(Number.isNaN)) return text;
  return numbers.length === 1 ? numbers[0] : numbers;
}

function parseOne(text: string): LossSpec {
  const [name = '', ...settings] = text.split(':');
  const parameters = settings.map((setting) => {
    const at = setting.indexOf('=');
    if (at > 0) return [camelCase(setting.slice(0, at)), parseValue(setting.slice(at + 1))] as const;
    throw argumentError('E_LOSS_SYNTAX', {
      place: `--loss ${text}`,
      expected: 'name:parameter=value',
      got: setting === '' ? 'nothing after a colon' : setting,
      next: 'Write it like huber:delta=2.',
    });
  });
  return { name, parameters: Object.fromEntries(parameters) };
}

/**
 * Reads `mse,huber:delta=2,sparse-cce:class-weights=1/2/4`.
 * @throws E_LOSS_SYNTAX, E_LOSS_UNKNOWN, E_PARAMETER_UNKNOWN, E_PARAMETER_VALUE
 */
export function parseLosses(text: string): readonly LossSpec[] {
  const specs = text.split(',').map((part) => parseOne(part.trim()));
  for (const spec of specs) lossOf(spec);
  return specs;
}

/** @throws E_LOSS_UNKNOWN, E_PARAMETER_UNKNOWN, E_PARAMETER_VALUE */
export function lossOf({ name, parameters }: LossSpec): Loss {
  return lossNamed(name, parameters);
}
