import { argumentError } from '../errors.ts';

/** Reads a text from left to right; what does not fit is refused with its column. */
export class Scanner {
  readonly #text: string;
  readonly #option: string;
  #at = 0;

  /** @param option  the flag that the text was given with */
  constructor(text: string, option: string) {
    this.#text = text;
    this.#option = option;
  }

  get isAtEnd(): boolean {
    this.#skipSpaces();
    return this.#at === this.#text.length;
  }

  /** What comes next, if it matches the pattern, which must be sticky; spaces before it do not count. */
  take(pattern: RegExp): string | undefined {
    this.#skipSpaces();
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0];
    this.#at += found?.length ?? 0;
    return found;
  }

  /** @throws E_GATE if something else comes next */
  expect(pattern: RegExp, expected: string): string {
    return this.take(pattern) ?? this.refuse(expected);
  }

  /** @throws E_GATE: always; what comes next is at fault, unless `got` says otherwise */
  refuse(expected: string, got: string = this.#next): never {
    const column = Array.from(this.#text.slice(0, this.#at)).length + 1;
    throw argumentError('E_GATE', {
      place: `${this.#option} '${this.#text}', column ${column}`,
      expected,
      got,
      next: "Write it like 'mse < 0.3', 'mae[segment=eu] <= 1.2' or 'mse <= baseline * 1.01'.",
    });
  }

  get #next(): string {
    this.#skipSpaces();
    return /^(?:[\w.:%-]+|.)/su.exec(this.#text.slice(this.#at))?.[0] ?? 'the end';
  }

  #skipSpaces(): void {
    while (this.#text[this.#at] === ' ' || this.#text[this.#at] === '\t') this.#at += 1;
  }
}
