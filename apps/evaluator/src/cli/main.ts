import { exitCodes, failureOf } from '../errors.ts';
import { runCommand } from './command.ts';
import { logError, logInterrupted } from './log.ts';
import { configureLogFrom } from './log-options.ts';
import { guardStreams } from './streams.ts';

guardStreams();
configureLogFrom(process.argv, process.env);

const interruption = new AbortController();
process.once('SIGINT', () => interruption.abort());
process.once('SIGTERM', () => interruption.abort());

async function main(): Promise<void> {
  try {
    await runCommand(process.argv, interruption.signal);
  } catch (error) {
    if (interruption.signal.aborted) {
      logInterrupted();
      process.exit(exitCodes.interrupted);
    }
    const failure = failureOf(error);
    logError(failure);
    process.exitCode = failure.exitCode;
  }
}

void main();
