import { LossError } from '@offmark/losses';
import { inputError } from '../errors.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Reads a state, or what has parts of one, from text that came from outside; every member is looked at. */
export class StateReader {
  /** Shown in errors. */
  readonly path: string;
  readonly #code: string;
  readonly #flag: string;

  /** @param flag  what writes such a text */
  constructor(path: string, code = 'E_STATE', flag = '--partial') {
    this.path = path;
    this.#code = code;
    this.#flag = flag;
  }

  refuse(member: string, expected: string, got: unknown): never {
    throw inputError(this.#code, {
      place: `${this.path}, ${member}`,
      expected,
      got: typeof got === 'object' && got !== null ? 'something else' : String(got),
      next: `Was the file cut off or changed? Write it again with ${this.#flag}.`,
    });
  }

  /** The value of a JSON text. */
  json(text: string): unknown {
    try {
      return JSON.parse(text);
    } catch {
      return this.refuse('the whole', 'JSON', `${text.length} characters that are none`);
    }
  }

  fields(value: unknown, member: string): Fields {
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
    return this.refuse(member, 'an object', value);
  }

  list(value: unknown, member: string): readonly unknown[] {
    return Array.isArray(value) ? value : this.refuse(member, 'a list', value);
  }

  text(value: unknown, member: string): string {
    return typeof value === 'string' ? value : this.refuse(member, 'text', value);
  }

  count(value: unknown, member: string): number {
    if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value;
    return this.refuse(member, 'a whole number of at least 0', value);
  }

  oneOf<T extends string>(value: unknown, names: readonly T[], member: string): T {
    return names.find((name) => name === value) ?? this.refuse(member, names.join(' or '), value);
  }
}

/**
 * What losses read themselves, and refuse in their own words.
 * @param named  the place that they say, as it is in the whole
 */
export function orRefuse<T>(
  read: StateReader,
  parse: () => T,
  named: (place: string) => string = (place) => place,
): T {
  try {
    return parse();
  } catch (error) {
    if (!(error instanceof LossError)) throw error;
    return read.refuse(named(error.place), error.expected, error.got);
  }
}
