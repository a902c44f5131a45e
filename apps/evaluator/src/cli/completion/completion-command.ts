import type { Command } from 'commander';
import { bashScript } from './bash.ts';
import { completionsOf } from './completions.ts';
import type { CommandCompletion } from './completions.ts';
import { fishScript } from './fish.ts';
import { zshScript } from './zsh.ts';

export type Shell = 'bash' | 'zsh' | 'fish';

const scripts: Readonly<Record<Shell, (commands: readonly CommandCompletion[]) => string>> = {
  bash: bashScript,
  zsh: zshScript,
  fish: fishScript,
};

/** Prints a script that tells a shell how to complete the command line. */
export function runCompletion(shell: Shell, program: Command): void {
  process.stdout.write(scripts[shell](completionsOf(program)));
}
