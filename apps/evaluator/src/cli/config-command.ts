import type { Command, Option } from 'commander';
import { escapeTerminal } from '../reports/escape.ts';
import { displayWidth } from '../reports/text-width.ts';
import { countText } from '../reports/words.ts';
import { shownName } from '../remote/remote-name.ts';
import { jobOptions } from './option-kinds.ts';
import { settledJobs } from './jobs-command.ts';
import type { SettledJob } from './jobs-command.ts';

/** The flags of `offmark config`, as the command line gives them, beside those of jobs. */
export interface ConfigFlags {
  readonly config?: string;
  readonly print?: boolean;
}

type Row = readonly [name: string, value: string, origin: string];

function valueText(value: unknown): string {
  const texts = [value].flat().map((one) => (typeof one === 'string' ? one : JSON.stringify(one)));
  return escapeTerminal(texts.join('; '));
}

function originText(option: Option, { command, origins }: SettledJob): string {
  const source = command.getOptionValueSource(option.attributeName());
  if (source === 'cli') return option.long ?? '';
  return source === 'default' ? 'default' : (origins.get(option.long ?? '')?.place ?? '');
}

function rowsOf(job: SettledJob): readonly Row[] {
  const { settings, command } = job;
  const options = jobOptions(command.options).flatMap((option): readonly Row[] => {
    const value: unknown = command.getOptionValue(option.attributeName());
    if (value === undefined) return [];
    return [[option.name(), valueText(value), originText(option, job)]];
  });
  return [
    ['inputs', valueText(settings.inputs.map(({ text }) => shownName(text))), settings.inputsPlace],
    ...options,
  ];
}

function jobText(job: SettledJob): string {
  const rows = rowsOf(job);
  const widths = [0, 1].map((i) => Math.max(...rows.map((row) => displayWidth(row[i] ?? ''))));
  const lines = rows.map((row) =>
    row
      .map((text, i) => `${text}${' '.repeat(Math.max(0, (widths[i] ?? 0) - displayWidth(text)))}`)
      .join('  ')
      .trimEnd(),
  );
  return [escapeTerminal(job.settings.name), ...lines.map((line) => `  ${line}`), ''].join('\n');
}

/** Says whether a configuration is fine, and what holds for its jobs if asked to. */
export async function runConfig(
  names: readonly string[],
  { config, print }: ConfigFlags,
  given: Command,
  fresh: () => Command,
): Promise<void> {
  const jobs = await settledJobs(names, config, given, fresh);
  process.stdout.write(
    print === true
      ? jobs.map(jobText).join('\n')
      : `${countText(jobs.length, 'job')}: ${jobs.map(({ settings }) => settings.name).join(', ')}\n`,
  );
}
