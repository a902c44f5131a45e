import { ArrowError } from '../errors.ts';

/** Compressed bytes that don't decode, or not in the memory that there is; whoever knows their place says it. */
export class FrameError extends ArrowError {
  constructor(expected: string, got: string, code: 'E_COMPRESSION' | 'E_MEMORY' = 'E_COMPRESSION') {
    super(code, { path: 'compressed buffer' }, { expected, got });
    this.name = 'FrameError';
  }
}
