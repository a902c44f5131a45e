import { ArrowError, escapeControls } from '@offmark/arrow-ipc/rows';
import { LossError } from '@offmark/losses';

/** What the process ends with. */
export const exitCodes = {
  fine: 0,
  gate: 1,
  arguments: 2,
  input: 3,
  internal: 4,
  /** Another run holds the lock: the code that sysexits.h has for what may work later. */
  locked: 75,
  interrupted: 130,
} as const;
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** An error in the parts that make its one line; plain data, so that a worker can send it. */
export interface Failure {
  readonly code: string;
  readonly place: string;
  readonly expected: string;
  readonly got: string;
  readonly next: string;
  readonly exitCode: ExitCode;
}

/** What a user can do something about, in one line: code, place, expected, got, next step. */
export class OffmarkError extends Error implements Failure {
  override readonly name: string = 'OffmarkError';
  readonly code: string;
  readonly place: string;
  readonly expected: string;
  readonly got: string;
  readonly next: string;
  readonly exitCode: ExitCode;

  constructor({ code, place, expected, got, next, exitCode }: Failure) {
    const where = place === '' ? '' : ` ${place}:`;
    const step = next === '' ? '' : ` ${next}`;
    super(escapeControls(`${code}${where} expected ${expected}, got ${got}.${step}`));
    this.code = code;
    this.place = place;
    this.expected = expected;
    this.got = got;
    this.next = next;
    this.exitCode = exitCode;
  }
}

/** An error in what was asked for: exit code 2. */
export function argumentError(
  code: string,
  details: {
    readonly place?: string;
    readonly expected: string;
    readonly got: string;
    readonly next?: string;
  },
): OffmarkError {
  return new OffmarkError({ place: '', next: '', ...details, code, exitCode: exitCodes.arguments });
}

/** An error in what an input holds: exit code 3. */
export function inputError(
  code: string,
  details: {
    readonly place: string;
    readonly expected: string;
    readonly got: string;
    readonly next?: string;
  },
): OffmarkError {
  return new OffmarkError({ next: '', ...details, code, exitCode: exitCodes.input });
}

/** What a source says itself is wrong with it, where its reader only says that it failed. */
export function reasonOf(error: unknown): unknown {
  return error instanceof ArrowError && error.cause instanceof OffmarkError ? error.cause : error;
}

/**
 * The parts of any error. Losses refuse arguments unless a row is at fault, which `chunk-scorer` says; dumps are
 * inputs; anything else is a fault of ours.
 */
export function failureOf(error: unknown): Failure {
  if (error instanceof OffmarkError || error instanceof ArrowError || error instanceof LossError) {
    const { code, place, expected, got, next } = error;
    const exitCode = error instanceof ArrowError ? exitCodes.input : exitCodes.arguments;
    return {
      code,
      place,
      expected,
      got,
      next,
      exitCode: error instanceof OffmarkError ? error.exitCode : exitCode,
    };
  }
  return {
    code: 'E_INTERNAL',
    place: '',
    expected: 'no error here',
    got: error instanceof Error ? `${error.name}: ${error.message}` : String(error),
    next: 'This is a fault in offmark: please report it with the command that you ran.',
    exitCode: exitCodes.internal,
  };
}
