import { Option } from 'commander';
import type { Command } from 'commander';
import type { CheckOptions } from '../result/checks.ts';
import { argumentError } from '../errors.ts';
import { maxDropped } from '../options.ts';
import { formats, reportKinds } from '../reports/kinds.ts';
import type { Format } from '../reports/kinds.ts';
import { collect } from './collect.ts';

/** The flags of what becomes of a report. */
export interface ReportFlags {
  readonly format: Format;
  readonly output?: string;
  readonly history?: string;
  readonly report?: readonly string[];
  readonly baseline?: string;
  readonly gate?: readonly string[];
  readonly warn?: readonly string[];
  readonly maxDropped?: number;
}

/** `0.1%` or `0.001`. */
function parseShare(text: string): number {
  const [, number = '', percent = ''] = /^\s*(\d+\.?\d*|\.\d+)\s*(%?)\s*$/.exec(text) ?? [];
  const share = number === '' ? NaN : Number(number) / (percent === '' ? 1 : 100);
  if (maxDropped.accepts(share)) return share;
  const expected = `${maxDropped.expected}, or 0% to 100%`;
  throw argumentError('E_ARGUMENT', { place: '--max-dropped', expected, got: text });
}

const baselines = {
  report: 'an earlier report in JSON to compare with',
  any: 'an earlier report in JSON, or another column of predictions, to compare with (report:… or column:… says which)',
} as const;

/**
 * Adds the options of every command that makes a report.
 * @param baseline  what it can be compared with
 */
export function addReportOptions(command: Command, baseline: keyof typeof baselines): Command {
  return command
    .addOption(
      new Option('--format <format>', 'how to write the report').choices([...formats]).default('text'),
    )
    .option('--output <file>', 'write the report to a file instead of standard output')
    .option(
      '--report <kind=file>',
      `write a report to a file too: ${reportKinds.join(', ')} (adds up if given again)`,
      collect,
    )
    .option('--history <file>', 'append the report to a file as one line of JSON')
    .option('--baseline <baseline>', baselines[baseline])
    .option(
      '--gate <claim>',
      "what must hold, like 'mse < 0.3', 'mae[segment=eu] <= 1.2' or 'mse <= baseline * 1.01'; exit code 1 if it does not (adds up if given again)",
      collect,
    )
    .option('--warn <claim>', 'a gate that only warns (adds up if given again)', collect)
    .option('--max-dropped <share>', 'a gate on the rows that are read and not used, like 0.1%', parseShare);
}

/** What the report is held against, as the library has it. */
export function checksOf({ gate, warn, maxDropped, baseline }: ReportFlags): CheckOptions {
  return {
    ...(gate === undefined ? {} : { gates: gate }),
    ...(warn === undefined ? {} : { warn }),
    ...(maxDropped === undefined ? {} : { maxDropped }),
    ...(baseline === undefined ? {} : { baseline }),
  };
}

/** The flag that needs a report of all rows, if one was given. */
export function reportFlagOf(flags: ReportFlags): string | undefined {
  const { report, history, baseline, gate, warn, maxDropped } = flags;
  const given = { report, history, baseline, gate, warn, 'max-dropped': maxDropped };
  const name = Object.entries(given).find(([, value]) => value !== undefined)?.[0];
  return name === undefined ? undefined : `--${name}`;
}
