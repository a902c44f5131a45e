import type { Option } from 'commander';
import { collect } from './collect.ts';

/** What an option takes, as its placeholder says: `<file>`, `<count>`, `<losses>`; undefined for a switch. */
export function placeholderOf({ flags }: Option): string | undefined {
  return /[<[](.+?)(?:\.\.\.)?[\]>]$/.exec(flags)?.[1];
}

/** Whether an option may be given again and again. */
export function isRepeatable({ parseArg }: Option): boolean {
  return parseArg === collect;
}

const pathKinds: ReadonlySet<string | undefined> = new Set(['file', 'folder', 'module']);

/** Whether an option takes the path of something. */
export function takesPath(option: Option): boolean {
  return pathKinds.has(placeholderOf(option));
}

const numberKinds: ReadonlySet<string | undefined> = new Set(['bins', 'count', 'number', 'seconds', 'share']);

/** Whether an option takes a number. */
export function takesNumber(option: Option): boolean {
  return numberKinds.has(placeholderOf(option));
}

/** Whether an option may stand without its value: a file then says `true`. */
export function mayBeBare({ optional }: Option): boolean {
  return optional;
}

/** Options of a run of the command: a job's configuration has no say in them. */
const runFlags: ReadonlySet<string> = new Set(['config', 'quiet', 'verbose', 'log', 'print', 'help']);

/** The options that are no job's. */
export function runOptions(options: readonly Option[]): readonly Option[] {
  return options.filter((option) => runFlags.has(option.name()));
}

/** The options of a job. */
export function jobOptions(options: readonly Option[]): readonly Option[] {
  return options.filter((option) => !runFlags.has(option.name()));
}
