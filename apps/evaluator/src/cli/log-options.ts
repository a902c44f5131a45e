import { Option } from 'commander';
import type { Command } from 'commander';
import { configureLog, logFormats } from './log.ts';

/** The flags of what is said on standard error. */
export interface LogFlags {
  readonly quiet?: boolean;
  readonly verbose?: boolean;
  readonly log?: (typeof logFormats)[number];
}

/** Adds the options of every command that has something to say on standard error. */
export function addLogOptions(command: Command): Command {
  return command
    .addOption(new Option('--quiet', 'say nothing on standard error but errors').conflicts('verbose'))
    .option('--verbose', 'say what is done, too')
    .addOption(
      new Option(
        '--log <format>',
        'how to say it: text, or one JSON object per line (default: text)',
      ).choices([...logFormats]),
    );
}

/** Before anything is parsed, for what does not parse is to be said in that way too. */
export function configureLogFrom(argv: readonly string[], environment: NodeJS.ProcessEnv): void {
  const last = argv.findLast((word, i) => word.startsWith('--log=') || argv[i - 1] === '--log');
  const format = last?.replace(/^--log=/, '') ?? environment['OFFMARK_LOG'];
  if (format === 'json') configureLog({ format });
}

/** When it is known what the flags are. */
export function configureLogBy({ quiet, verbose, log }: LogFlags): void {
  if (log !== undefined) configureLog({ format: log });
  if (quiet === true) configureLog({ detail: 'quiet' });
  else if (verbose === true) configureLog({ detail: 'verbose' });
}
