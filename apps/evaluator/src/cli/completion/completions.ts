import type { Argument, Command, Option } from 'commander';
import { measures } from '@offmark/losses';
import { reportKinds } from '../../reports/kinds.ts';
import { placeholderOf } from '../option-kinds.ts';

/** What may stand somewhere: words, of which several may be joined by commas; paths; or anything. */
export type Completion =
  | { readonly kind: 'words'; readonly words: readonly string[]; readonly listed: boolean }
  | { readonly kind: 'files' }
  | { readonly kind: 'anything' };

export interface OptionCompletion {
  readonly flag: string;
  readonly description: string;
  /** null for a switch, which takes nothing. */
  readonly value: Completion | null;
}

export interface CommandCompletion {
  readonly name: string;
  readonly description: string;
  readonly options: readonly OptionCompletion[];
  readonly argument: Completion;
}

const words = (texts: readonly string[], listed = false): Completion => ({
  kind: 'words',
  words: texts,
  listed,
});
const files: Completion = { kind: 'files' };
const anything: Completion = { kind: 'anything' };

/** By what stands between < and >, or [ and ]. */
function byPlaceholder(placeholder: string): Completion {
  switch (placeholder) {
    case 'losses':
    case 'names':
      return words(
        measures.map(({ name }) => name),
        true,
      );
    case 'kind=file':
      return words(reportKinds.map((kind) => `${kind}=`));
    case 'baseline':
    case 'file':
    case 'folder':
    case 'module':
    case 'inputs':
    case 'states':
    case 'report':
      return files;
    default:
      return anything;
  }
}

function optionCompletion(option: Option): OptionCompletion {
  const { long, description, argChoices } = option;
  const placeholder = placeholderOf(option);
  // Names of classes are the user's own.
  const value = argChoices
    ? words(argChoices)
    : placeholder === 'names'
      ? anything
      : byPlaceholder(placeholder ?? '');
  return { flag: long ?? '', description, value: placeholder === undefined ? null : value };
}

function argumentCompletion(argument: Argument | undefined): Completion {
  if (argument === undefined) return anything;
  return argument.argChoices ? words(argument.argChoices) : byPlaceholder(argument.name());
}

/** What can be completed, as the command's own definitions say it. */
export function completionsOf(program: Command): readonly CommandCompletion[] {
  return program.commands.map((command) => ({
    name: command.name(),
    description: command.description(),
    options: [
      ...command.options.map(optionCompletion),
      { flag: '--help', description: 'display help for command', value: null },
    ],
    argument: argumentCompletion(command.registeredArguments[0]),
  }));
}
