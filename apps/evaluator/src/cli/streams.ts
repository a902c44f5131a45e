import { argumentError, exitCodes } from '../errors.ts';
import { systemText } from '../system-text.ts';

/** Writes a line to standard error. Where nobody can read it, it changes nothing. */
export function say(line: string): void {
  try {
    process.stderr.write(`${line}\n`);
  } catch {
    // Full or closed: there is no other place to say so.
  }
}

/** What went wrong in writing a report. */
export function outputError(place: string, cause: unknown): Error {
  return argumentError('E_OUTPUT', {
    place,
    expected: 'a file that can be written',
    got: systemText(cause),
  });
}

/**
 * Ends the process as standard streams that fail demand it: quietly where the reader of the results has seen enough
 * (`| head`), with a line and the code of an unusable output for anything else. Standard error is never worth it.
 */
export function guardStreams(): void {
  process.stderr.on('error', () => {});
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(exitCodes.fine);
    say(outputError('standard output', error).message);
    process.exit(exitCodes.arguments);
  });
}
