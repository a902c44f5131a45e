import { Command, CommanderError, Option } from 'commander';
import { argumentError, exitCodes } from '../errors.ts';
import { version } from '../version.ts';
import { runEval } from './eval-command.ts';
import type { EvalFlags } from './eval-command.ts';

function parseWorkers(text: string): number {
  const workers = Number(text);
  if (Number.isInteger(workers) && workers >= 1 && workers <= 1024) return workers;
  throw argumentError('E_ARGUMENT', { place: '--workers', expected: 'an integer from 1 to 1024', got: text });
}

function evalCommand(signal: AbortSignal): Command {
  return new Command('eval')
    .description('evaluate losses over prediction dumps in Arrow IPC')
    .argument('<inputs...>', 'files, folders, globs, or - for standard input')
    .option('--loss <losses>', 'losses, like mse,mae,huber:delta=2 (required)')
    .option('--target <column>', 'the column of what was true', 'target')
    .option('--prediction <column>', 'the column of what was predicted', 'prediction')
    .option('--weight <column>', 'the column of how much each row counts')
    .addOption(
      new Option('--nulls <policy>', 'rows without a value').choices(['error', 'skip']).default('error'),
    )
    .addOption(
      new Option('--nans <policy>', 'rows with NaN or a stray infinity')
        .choices(['error', 'skip'])
        .default('error'),
    )
    .option('--keep-order', "take the inputs in the order given, not that of their paths' bytes")
    .option('--workers <count>', 'threads (as many as suit the job if not given)', parseWorkers)
    .addOption(
      new Option('--format <format>', 'how to write the report').choices(['text', 'json']).default('text'),
    )
    .option('--output <file>', 'write the report to a file instead of standard output')
    .action(async (inputs: readonly string[], flags: EvalFlags) => runEval(inputs, flags, signal));
}

/** The command line, parsed and carried out. @throws what the command throws; E_ARGUMENT for what doesn't parse */
export async function runCommand(argv: readonly string[], signal: AbortSignal): Promise<void> {
  const program = new Command('offmark')
    .description('Exact, fast losses over prediction dumps of any size.')
    .version(version, '-V, --version')
    .addCommand(evalCommand(signal));
  for (const command of [program, ...program.commands]) {
    // Errors are thrown to `main`, which prints them in the one line that all errors have.
    command.exitOverride().configureOutput({ writeErr: () => {} });
  }
  try {
    await program.parseAsync([...argv]);
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === exitCodes.fine) return;
    if (error.code === 'commander.help') {
      process.stderr.write(program.helpInformation());
      process.exitCode = exitCodes.arguments;
      return;
    }
    throw syntaxError(error);
  }
}

/** commander's words, in our line: its first sentence, and the name that it thinks was meant. */
function syntaxError({ message }: CommanderError): Error {
  const [first = '', ...rest] = message.replace(/^error: /, '').split('\n');
  const hint = rest
    .join(' ')
    .trim()
    .replace(/^\((.*)\)$/, '$1');
  return argumentError('E_ARGUMENT', {
    expected: 'arguments as in offmark eval --help',
    got: first.replace(/\.$/, ''),
    ...(hint === '' ? {} : { next: hint }),
  });
}
