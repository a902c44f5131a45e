/** Every way in which this package refuses its input. */
export type LossErrorCode =
  | 'E_CLASS_COUNT'
  | 'E_DEFINITION'
  | 'E_INFINITE'
  | 'E_INTEGER_RANGE'
  | 'E_LABEL_RANGE'
  | 'E_LENGTH_MISMATCH'
  | 'E_NAN'
  | 'E_NULL'
  | 'E_PARAMETER_UNKNOWN'
  | 'E_PARAMETER_VALUE'
  | 'E_PROBABILITY_RANGE'
  | 'E_STATE_MISMATCH'
  | 'E_LOSS_UNKNOWN'
  | 'E_VALUE'
  | 'E_VALUE_RANGE'
  | 'E_WEIGHT_RANGE';

/** What an error says: where, what was expected, what was found, and what to do next. */
export interface ErrorDetails {
  readonly code: LossErrorCode;
  readonly place?: string;
  readonly expected: string;
  readonly got: string;
  readonly next?: string;
}

/** Control characters shown as `\u….`: what a caller passes in must not break the line, or move a terminal. */
function oneLine(text: string): string {
  return text.replaceAll(
    /\p{Cc}/gu,
    (character) => `\\u${character.codePointAt(0)?.toString(16).padStart(4, '0')}`,
  );
}

/** Misuse of the package, in one line: code, place, expected, got, next step. */
export class LossError extends Error implements ErrorDetails {
  override readonly name: string = 'LossError';
  readonly code: LossErrorCode;
  readonly place: string;
  readonly expected: string;
  readonly got: string;
  readonly next: string;

  constructor({ code, place = '', expected, got, next = '' }: ErrorDetails) {
    const where = place === '' ? '' : ` ${place}:`;
    const step = next === '' ? '' : ` ${next}`;
    super(oneLine(`${code}${where} expected ${expected}, got ${got}.${step}`));
    this.code = code;
    this.place = place;
    this.expected = expected;
    this.got = got;
    this.next = next;
  }
}
