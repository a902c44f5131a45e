import type { EvalFlags } from '../cli/eval-command.ts';
import type { ReportKind } from '../reports/kinds.ts';

/** An option's value as a file gives it: texts as on the command line, a list where it may be given again. */
type ConfigValue<T> = T extends boolean
  ? boolean
  : T extends number
    ? number | string
    : T extends readonly string[]
      ? string | readonly string[]
      : T extends string
        ? T
        : string;

/** What belongs to a run of the command, not to a job. */
export type RunFlag = 'quiet' | 'verbose' | 'log';

/**
 * A job: the options of `offmark eval` by their long names in camel case, and what the command takes beside them.
 * Paths are relative to the configuration's folder.
 */
export type JobConfig = {
  readonly [Name in Exclude<keyof EvalFlags, RunFlag | 'report'>]?: ConfigValue<
    Exclude<EvalFlags[Name], undefined>
  >;
} & {
  /** Files, folders, globs, http(s) URLs, `-`; `{date:yyyy-MM-dd}` in them is the day of `date`. */
  readonly inputs: string | readonly string[];
  /** Files to write reports to, by their kind. */
  readonly reports?: Readonly<Partial<Record<ReportKind, string>>>;
};

/** What `offmark.config.ts` exports: jobs by their names. */
export interface Config {
  readonly $schema?: string;
  readonly jobs: Readonly<Record<string, JobConfig>>;
}

/** Gives a configuration its type. @returns what it takes */
export function defineConfig(config: Config): Config {
  return config;
}
