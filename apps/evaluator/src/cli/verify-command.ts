import { Command, Option } from 'commander';
import { backendNames } from '../scan/backend.ts';
import { rules } from '../options.ts';
import { lossesFrom, numberFor } from './collect.ts';
import { addLogOptions, configureLogBy } from './log-options.ts';
import type { VerifyFlags } from './run-verify.ts';

export function verifyCommand(signal: AbortSignal): Command {
  const command = new Command('verify')
    .description('evaluate again what a report is of, and say whether inputs and result are the same')
    .argument('<report>', 'a report in JSON that offmark eval --digest wrote')
    .argument('<inputs...>', 'its inputs; names, formats and batches may be others')
    .addOption(lossesFrom())
    .option('--keep-order', "take inputs of other names in the order given, not that of their paths' bytes")
    .option(
      '--workers <count>',
      'threads (as many as suit the job if not given)',
      numberFor('--workers', rules.workers),
    )
    .addOption(
      new Option('--backend <backend>', 'what computes; the numbers are the same').choices([...backendNames]),
    );
  return addLogOptions(command).action(
    async (report: string, inputs: readonly string[], flags: VerifyFlags) => {
      configureLogBy(flags);
      // Loaded when asked for: most commands verify nothing.
      const { runVerify } = await import('./run-verify.ts');
      await runVerify(report, inputs, flags, signal);
    },
  );
}
