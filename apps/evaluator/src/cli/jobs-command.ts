import path from 'node:path';
import type { Command } from 'commander';
import { checkJob } from '../config/check-job.ts';
import { findConfig } from '../config/find-config.ts';
import { configError } from '../config/config-file.ts';
import { readJobs } from '../config/read-jobs.ts';
import type { JobSettings } from '../config/read-jobs.ts';
import { argumentError } from '../errors.ts';
import { suggestion } from '../nearest.ts';
import { onDay } from './dates.ts';
import { environmentSource } from './environment.ts';
import type { EvalFlags } from './eval-command.ts';
import { parseReportFile } from './report-file.ts';
import { placed, settleFlags } from './settled-flags.ts';
import type { Origins } from './settled-flags.ts';

/** A job with the values that hold. */
export interface SettledJob {
  readonly settings: JobSettings;
  /** Its options, each with its value and the kind of its source. */
  readonly command: Command;
  readonly flags: EvalFlags;
  readonly origins: Origins;
}

function named(names: readonly string[], jobs: readonly JobSettings[], file: string): readonly JobSettings[] {
  if (names.length === 0) return jobs;
  const known = jobs.map(({ name }) => name);
  return [...new Set(names)].map((name) => {
    const job = jobs.find((candidate) => candidate.name === name);
    if (job !== undefined) return job;
    const expected = `one of the jobs ${known.join(', ')}`;
    throw configError(file, { expected, got: name, next: suggestion(name, known) });
  });
}

/** @throws E_OUTPUT if two jobs write one file, of which the first would be lost */
function checkOutputs(jobs: readonly SettledJob[]): void {
  const writers = new Map<string, string>();
  for (const { settings, flags } of jobs) {
    const { output, partial, report = [] } = onDay([], flags).flags;
    const files = [output, partial, ...report.map((text) => parseReportFile(text).file)];
    for (const file of files.filter((name) => name !== undefined)) {
      const writer = writers.get(path.resolve(file));
      if (writer !== undefined && writer !== settings.name) {
        throw argumentError('E_OUTPUT', {
          place: `${settings.place}, ${file}`,
          expected: 'files of its own',
          got: `one that the job ${writer} writes, too`,
          next: 'One would replace the other; give it another name.',
        });
      }
      writers.set(path.resolve(file), settings.name);
    }
  }
}

/**
 * The jobs of a configuration, or those that are named, with the values that hold: the command line's over the
 * environment's over the file's over the defaults. Nothing runs while one of them has a fault, or options that do not go
 * together.
 * @param given  the command as it was parsed
 * @param fresh  makes a command with the same options, and nothing given
 * @throws       E_CONFIG, and what the options' parsers throw, with the place
 */
export async function settledJobs(
  names: readonly string[],
  configName: string | undefined,
  given: Command,
  fresh: () => Command,
): Promise<readonly SettledJob[]> {
  const file = await findConfig(configName);
  const jobs = readJobs(file, given.options);
  const settled = named(names, jobs, file.path).map((settings) => {
    const command = fresh();
    for (const option of given.options) {
      const name = option.attributeName();
      if (given.getOptionValueSource(name) !== 'cli') continue;
      command.setOptionValueWithSource(name, given.getOptionValue(name), 'cli');
    }
    const origins = settleFlags(command, [environmentSource(process.env), settings]);
    return { settings, command, flags: command.opts<EvalFlags>(), origins };
  });
  for (const { settings, flags, origins } of settled) {
    try {
      await checkJob(flags, settings.place, settings.inputs);
    } catch (error) {
      throw placed(error, origins, settings.place);
    }
  }
  checkOutputs(settled);
  return settled;
}
