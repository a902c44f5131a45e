import { ArrowError, type Place } from '../errors.ts';

/** Compressed bytes that don't decode, or not in the memory that there is; whoever knows their place says it. */
export class FrameError extends ArrowError {
  constructor(expected: string, got: string, code: 'E_COMPRESSION' | 'E_MEMORY' = 'E_COMPRESSION') {
    super(code, { path: 'compressed buffer' }, { expected, got });
    this.name = 'FrameError';
  }
}

/** @returns the error with the place of the bytes that don't decode; any other error as it is */
export function placed(error: unknown, place: Place): unknown {
  if (!(error instanceof FrameError)) return error;
  const { code, expected, got, cause } = error;
  return new ArrowError(code, place, { expected, got, cause });
}
