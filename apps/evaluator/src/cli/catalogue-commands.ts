import { Command, Option } from 'commander';
import { lossesFrom } from './collect.ts';
import type { InspectFlags } from './inspect-command.ts';
import type { LossesFlags } from './losses-command.ts';

export function lossesCommand(): Command {
  return new Command('losses')
    .description('list the losses, or explain some: formula, derivative, parameters, a plot')
    .argument(
      '[names...]',
      'losses to explain, like huber or huber:delta=2 (all are listed if none is named)',
    )
    .addOption(lossesFrom())
    .option('--plot <file>', 'draw the named losses in one chart, an SVG file')
    .option('--gradients', 'draw their derivatives below them')
    .addOption(
      new Option('--format <format>', 'how to write').choices(['text', 'json', 'markdown']).default('text'),
    )
    .action(async (names: readonly string[], flags: LossesFlags) => {
      // Loaded when asked for: other commands start without charts.
      const { runLosses } = await import('./losses-command.ts');
      await runLosses(names, flags);
    });
}

export function inspectCommand(): Command {
  return new Command('inspect')
    .description('say what a dump holds, and which losses suit its columns')
    .argument('<inputs...>', 'files, folders or globs, of which the first dump is looked at')
    .option('--target <column>', 'the column of what was true (guessed if not given)')
    .option('--prediction <column>', 'the column of what was predicted (guessed if not given)')
    .addOption(lossesFrom())
    .addOption(new Option('--format <format>', 'how to write').choices(['text', 'json']).default('text'))
    .action(async (inputs: readonly string[], flags: InspectFlags) => {
      const { runInspect } = await import('./inspect-command.ts');
      await runInspect(inputs, flags);
    });
}
