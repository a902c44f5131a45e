#!/usr/bin/env node
import { exitCodes, failureOf, OffmarkError } from '../errors.ts';
import { runCommand } from './command.ts';
import { guardStreams, say } from './streams.ts';

guardStreams();

const interruption = new AbortController();
process.once('SIGINT', () => interruption.abort());
process.once('SIGTERM', () => interruption.abort());

async function main(): Promise<void> {
  try {
    await runCommand(process.argv, interruption.signal);
  } catch (error) {
    if (interruption.signal.aborted) {
      say('offmark: interrupted; nothing was written.');
      process.exit(exitCodes.interrupted);
    }
    const failure = failureOf(error);
    const { message } = new OffmarkError(failure);
    say(message);
    process.exitCode = failure.exitCode;
  }
}

void main();
