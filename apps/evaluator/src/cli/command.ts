import { Argument, Command, CommanderError, Option } from 'commander';
import { nanPolicies, sumMethods } from '@offmark/losses';
import { backendNames } from '../scan/backend.ts';
import { argumentError, exitCodes } from '../errors.ts';
import { rules } from '../options.ts';
import { parseShard } from '../partial/shard.ts';
import { version } from '../version.ts';
import { inspectCommand, lossesCommand } from './catalogue-commands.ts';
import { collect, lossesFrom, numberFor } from './collect.ts';
import type { Shell } from './completion/completion-command.ts';
import type { ConfigFlags } from './config-command.ts';
import { environmentSource, strayVariables } from './environment.ts';
import { runEval } from './eval-command.ts';
import { examplesText } from './examples.ts';
import type { EvalFlags } from './eval-command.ts';
import { logWarning } from './log.ts';
import { addLogOptions, configureLogBy } from './log-options.ts';
import type { LogFlags } from './log-options.ts';
import { jobOptions, runOptions } from './option-kinds.ts';
import type { MergeFlags } from './merge-command.ts';
import { addReportOptions } from './report-options.ts';
import { placed, settleFlags } from './settled-flags.ts';
import { say } from './streams.ts';
import { verifyCommand } from './verify-command.ts';

function parseSeconds(text: string): number {
  const seconds = text.trim() === '' ? NaN : Number(text);
  if (seconds >= 0 && Number.isFinite(seconds)) return seconds;
  throw argumentError('E_ARGUMENT', {
    place: '--checkpoint-interval',
    expected: 'seconds, 0 or more',
    got: text,
  });
}

function parseClasses(text: string): readonly string[] {
  const names = text.split(',').map((name) => name.trim());
  if (names.every((name) => name !== '') && new Set(names).size === names.length) return names;
  throw argumentError('E_ARGUMENT', {
    place: '--classes',
    expected: 'different names, like cat,dog',
    got: text,
  });
}

/** Refuses values given twice, of which one would be dropped. Losses add up. */
function refuseRepeats(command: Command): Command {
  const given = new Set<Option>();
  for (const option of command.options) {
    if (!option.required || option.parseArg === collect) continue;
    command.on(`option:${option.name()}`, (value: string) => {
      if (given.has(option)) {
        throw argumentError('E_ARGUMENT', {
          place: option.long ?? option.flags,
          expected: 'it once',
          got: `it again, as ${value}`,
        });
      }
      given.add(option);
    });
  }
  return command;
}

/** The options of a job. */
function addJobOptions(command: Command): Command {
  command
    .option(
      '--loss <losses>',
      'losses, like mse,mae,huber:delta=2 (required; adds up if given again)',
      collect,
    )
    .addOption(lossesFrom())
    .option('--target <column>', 'the column of what was true', 'target')
    .option(
      '--prediction <column>',
      'the column of what was predicted, or several like a,b, each compared with the first',
      'prediction',
    )
    .option('--weight <column>', 'the column of how much each row counts')
    .option(
      '--classes <names>',
      'what a target of texts calls the classes 0, 1, …, like cat,dog,owl (its dictionary if not given)',
      parseClasses,
    )
    .option('--column <role=column>', 'what else a loss needs, like variance=var (may be repeated)', collect)
    .addOption(
      new Option('--nulls <policy>', 'rows without a value').choices(['error', 'skip']).default('error'),
    )
    .addOption(
      new Option('--nans <policy>', 'rows with NaN or a stray infinity')
        .choices([...nanPolicies])
        .default('error'),
    )
    .option(
      '--where <condition>',
      "rows that count, like 'weight > 0 && !(fold in [1, 2])' (the others are counted)",
    )
    .option(
      '--by <columns>',
      'losses of each slice too: by a column, or by several at once like a,b (another grouping if given again)',
      collect,
    )
    .option(
      '--bins <column:edges>',
      'group a column of --by by ranges, like score:0,0.5,1 (again for another column)',
      collect,
    )
    .option(
      '--max-slices <count>',
      'slices of a grouping at most (default: 100000)',
      numberFor('--max-slices', rules.maxSlices),
    )
    .option(
      '--top <count>',
      'list the largest slices, and all others together',
      numberFor('--top', rules.top),
    )
    .option(
      '--confidence <share>',
      'an interval around every mean, like 0.95',
      numberFor('--confidence', rules.confidence),
    )
    .option(
      '--cluster <column>',
      'intervals for rows that are independent only if they differ in this column',
    )
    .option(
      '--bootstrap <count>',
      'intervals by so many resamples of rows or clusters, of metrics too, like 200 (of 95 % without --confidence)',
      numberFor('--bootstrap', rules.bootstrap),
    )
    .option(
      '--seed <number>',
      'which resamples: a whole number (default: 0)',
      numberFor('--seed', rules.seed),
    )
    .option(
      '--worst <count>',
      'list the rows with the largest loss, with file, batch and row',
      numberFor('--worst', rules.worst),
    )
    .option('--show <columns>', 'columns to show of these rows, like id,text (may be repeated)', collect)
    .option(
      '--histogram [what]',
      'how the error and each loss spread; or of error, loss or a loss like huber:delta=2 alone, with edges like error:-1,0,1 (adds up if given again)',
      collect,
    )
    .option(
      '--calibration [bins]',
      'what was predicted beside what came true, in 10 bins of the prediction or so many: of probabilities, class by class, and of numbers',
      numberFor('--calibration', rules.calibration),
    )
    .option(
      '--list-bad <count>',
      'list the first null, NaN and infinite values that rows were left out for, with file, batch and row',
      numberFor('--list-bad', rules.listBad),
    )
    .option('--require-end-marker', 'refuse a stream that ends without its marker (else a warning says so)')
    .option('--keep-order', "take the inputs in the order given, not that of their paths' bytes")
    .option(
      '--workers <count>',
      'threads (as many as suit the job if not given)',
      numberFor('--workers', rules.workers),
    )
    .addOption(
      new Option('--backend <backend>', 'what computes; the numbers are the same').choices([...backendNames]),
    )
    .addOption(
      new Option(
        '--sum <method>',
        'compensated sums, or exact ones, which no order or split of the rows changes',
      )
        .choices([...sumMethods])
        .default('kahan'),
    )
    .option('--digest', 'put digests of inputs, plan and result into the report, for offmark verify')
    .option('--partial <file>', 'write the state of the rows too, to be merged with others')
    .option('--shard <k/n>', 'score one part of the rows in n; needs --partial', parseShard)
    .option('--checkpoint <folder>', 'keep what is finished, and take up a job that was ended there')
    .option(
      '--checkpoint-interval <seconds>',
      'time between two segments of a checkpoint (default: 1)',
      parseSeconds,
    )
    .option(
      '--date <day>',
      'the day of {date:yyyy-MM-dd} in names, like 2026-01-31 or yesterday (default: today, UTC)',
    )
    .option('--lock <file>', 'keep other runs from starting: they end with exit code 75');
  return addLogOptions(addReportOptions(command, 'any'));
}

function evalCommand(signal: AbortSignal): Command {
  const command = new Command('eval')
    .description('evaluate losses over prediction dumps in Arrow IPC')
    .argument(
      '<inputs...>',
      'files, folders (searched without hidden entries and links to folders), globs, http(s) URLs, or - for standard input (a stream, or a file that begins with its schema)',
    );
  addJobOptions(command).addHelpText(
    'after',
    '\nA variable of the environment stands for an option that is not given: OFFMARK_MAX_DROPPED for --max-dropped.',
  );
  return command.action(async (inputs: readonly string[]) => {
    const origins = settleFlags(command, [environmentSource(process.env)]);
    const flags = command.opts<EvalFlags>();
    configureLogBy(flags);
    for (const line of strayVariables(process.env, command.options)) logWarning(line);
    try {
      await runEval(inputs, flags, { signal, job: null });
    } catch (error) {
      throw placed(error, origins);
    }
  });
}

/** What is the same for all jobs may stand in the environment too. */
function settleRun(command: Command): ConfigFlags {
  settleFlags(command, [environmentSource(process.env)], runOptions(command.options));
  const flags = command.opts<ConfigFlags & LogFlags>();
  configureLogBy(flags);
  for (const line of strayVariables(process.env, command.options)) logWarning(line);
  return flags;
}

/** A command over the jobs of a configuration, whose options say something else for all of them. */
function jobsCommand(name: string, description: string): Command {
  const command = new Command(name)
    .description(description)
    .argument('[jobs...]', 'jobs of the configuration (all if none is named)')
    .option(
      '--config <file>',
      'the configuration (offmark.config.ts, .mjs, .js, .json or .yaml in this folder if not given)',
    );
  addJobOptions(command);
  // Its own options would be lost among them.
  for (const option of jobOptions(command.options)) option.hideHelp();
  return command.addHelpText(
    'after',
    '\nThe options of offmark eval stand for those of all jobs: flags hold over the environment, it over the file.',
  );
}

function runCommandOf(signal: AbortSignal): Command {
  const command = jobsCommand(
    'run',
    'run jobs of a configuration; options say something else for all of them',
  );
  return command.action(async (jobs: readonly string[]) => {
    const flags = settleRun(command);
    const { runJobs } = await import('./run-command.ts');
    await runJobs(jobs, flags.config, command, () => addJobOptions(new Command('run')), signal);
  });
}

function configCommand(): Command {
  const command = jobsCommand('config', 'check a configuration, and show what holds for its jobs');
  command.option('--print', 'print the value of every option, and where it is from');
  return command.action(async (jobs: readonly string[]) => {
    const flags = settleRun(command);
    const { runConfig } = await import('./config-command.ts');
    await runConfig(jobs, flags, command, () => addJobOptions(new Command('run')));
  });
}

function mergeCommand(): Command {
  const command = new Command('merge')
    .description('merge partial states, in any order, into one report')
    .argument('<states...>', 'files that offmark eval --partial wrote')
    .addOption(lossesFrom())
    .option('--partial <file>', 'write the merged state; without a report if chunks are missing');
  return addLogOptions(addReportOptions(command, 'report')).action(
    async (states: readonly string[], flags: MergeFlags) => {
      configureLogBy(flags);
      // Loaded when asked for: most commands merge nothing.
      const { runMerge } = await import('./merge-command.ts');
      return runMerge(states, flags);
    },
  );
}

function completionCommand(program: Command): Command {
  return new Command('completion')
    .description('print a script that completes commands, options and losses in a shell')
    .addArgument(new Argument('<shell>', 'the shell').choices(['bash', 'zsh', 'fish']))
    .action(async (shell: Shell) => {
      const { runCompletion } = await import('./completion/completion-command.ts');
      runCompletion(shell, program);
    });
}

/** The command with all that it can do. */
export function commandLine(signal: AbortSignal): Command {
  const program = new Command('offmark')
    .description('Exact, fast losses over prediction dumps of any size.')
    .version(version, '-V, --version')
    .addCommand(refuseRepeats(evalCommand(signal)))
    .addCommand(refuseRepeats(runCommandOf(signal)))
    .addCommand(refuseRepeats(configCommand()))
    .addCommand(refuseRepeats(mergeCommand()))
    .addCommand(refuseRepeats(verifyCommand(signal)))
    .addCommand(refuseRepeats(lossesCommand()))
    .addCommand(refuseRepeats(inspectCommand()));
  program.addCommand(completionCommand(program));
  for (const command of program.commands) command.addHelpText('after', examplesText(command.name()));
  for (const command of [program, ...program.commands]) {
    // Errors are thrown to `main`, which prints them in the one line that all errors have.
    command.exitOverride().configureOutput({ writeErr: () => {} });
  }
  return program;
}

/** The command line, parsed and carried out. @throws what the command throws; E_ARGUMENT for what doesn't parse */
export async function runCommand(argv: readonly string[], signal: AbortSignal): Promise<void> {
  const program = commandLine(signal);
  try {
    await program.parseAsync([...argv]);
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === exitCodes.fine) return;
    if (error.code === 'commander.help') {
      say(program.helpInformation().trimEnd());
      process.exitCode = exitCodes.arguments;
      return;
    }
    throw syntaxError(error, program.commands.find((command) => command.name() === argv[2])?.name());
  }
}

/** commander's words, in our line: its first sentence, and the name that it thinks was meant. */
function syntaxError({ message }: CommanderError, command: string | undefined): Error {
  const [first = '', hint = ''] = message.replace(/^error: /, '').split(/\n\((?=Did you mean )|\)$/);
  return argumentError('E_ARGUMENT', {
    expected: `arguments as in offmark ${command === undefined ? '' : `${command} `}--help`,
    got: first.replace(/\.$/, ''),
    ...(hint === '' ? {} : { next: hint }),
  });
}
