#!/usr/bin/env node
import process from 'node:process';
import { exitCodes, failureOf, OffmarkError } from '../errors.ts';
import { runCommand } from './command.ts';

// A reader that has seen enough (`| head`) closes the pipe; that is no fault of anybody's.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  process.exit(error.code === 'EPIPE' ? exitCodes.fine : exitCodes.internal);
});

const interruption = new AbortController();
process.once('SIGINT', () => interruption.abort());
process.once('SIGTERM', () => interruption.abort());

try {
  await runCommand(process.argv, interruption.signal);
} catch (error) {
  if (interruption.signal.aborted) {
    process.stderr.write('offmark: interrupted; nothing was written.\n');
    process.exit(exitCodes.interrupted);
  }
  const failure = failureOf(error);
  const { message } = new OffmarkError(failure);
  process.stderr.write(`${message}\n`);
  process.exitCode = failure.exitCode;
}
