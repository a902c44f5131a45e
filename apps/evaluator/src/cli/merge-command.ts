import { readFileSync } from 'node:fs';
import { inputError } from '../errors.ts';
import { loadLosses } from '../loss-modules.ts';
import { gapOf, mergeReports } from '../merge.ts';
import { mergePartialStates } from '../partial/merge-partial-states.ts';
import type { NamedState } from '../partial/merge-partial-states.ts';
import { parsePartialState } from '../partial/parse-partial-state.ts';
import { partialStateText } from '../partial/partial-state.ts';
import { systemText } from '../system-text.ts';
import { logInfo } from './log.ts';
import type { LogFlags } from './log-options.ts';
import { checksOf, reportFlagOf } from './report-options.ts';
import type { ReportFlags } from './report-options.ts';
import { openSinks } from './report-sinks.ts';

/** The flags of `offmark merge`. */
export interface MergeFlags extends ReportFlags, LogFlags {
  readonly lossesFrom?: readonly string[];
  readonly partial?: string;
}

function readState(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw inputError('E_INPUT_OPEN', { place: path, expected: 'a partial state', got: systemText(error) });
  }
}

/** Merges states, writes the merged one if asked to, and the report if no chunk is missing. */
export async function runMerge(paths: readonly string[], flags: MergeFlags): Promise<void> {
  const known = await loadLosses(flags.lossesFrom ?? []);
  const sinks = openSinks(flags, paths);
  const states: readonly NamedState[] = paths.map((path) => ({
    path,
    state: parsePartialState(readState(path), path, known),
  }));
  if (sinks.writeState !== null) {
    const merged = mergePartialStates(states);
    sinks.writeState(partialStateText(merged));
    const gap = gapOf(merged);
    // Whoever asked for gates, or a report, must not take silence for a yes.
    if (gap !== null && reportFlagOf(flags) === undefined) {
      logInfo(`no report yet: there is no state of ${gap}.`);
      return;
    }
  }
  await sinks.finish(await mergeReports(states, known, checksOf(flags)));
}
