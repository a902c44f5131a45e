import { readFileSync } from 'node:fs';
import { inputError } from '../errors.ts';
import { loadLosses } from '../loss-modules.ts';
import { gapOf, mergeReports } from '../merge.ts';
import { mergePartialStates } from '../partial/merge-partial-states.ts';
import type { NamedState } from '../partial/merge-partial-states.ts';
import { parsePartialState } from '../partial/parse-partial-state.ts';
import { partialStateText } from '../partial/partial-state.ts';
import { warnings } from '../report-text.ts';
import { systemText } from '../system-text.ts';
import { print, render } from './eval-command.ts';
import type { EvalFlags } from './eval-command.ts';
import { openOutput } from './output.ts';
import { say } from './streams.ts';

/** The flags of `offmark merge`. */
export interface MergeFlags extends Pick<EvalFlags, 'lossesFrom' | 'format' | 'output' | 'partial'> {}

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
  const write = flags.output === undefined ? print : openOutput(flags.output, paths);
  const writeState = flags.partial === undefined ? null : openOutput(flags.partial, paths);
  const states: readonly NamedState[] = paths.map((path) => ({
    path,
    state: parsePartialState(readState(path), path, known),
  }));
  if (writeState !== null) {
    const merged = mergePartialStates(states);
    writeState(partialStateText(merged));
    const gap = gapOf(merged);
    if (gap !== null) {
      say(`offmark: no report yet: there is no state of ${gap}.`);
      return;
    }
  }
  const report = mergeReports(states, known);
  write(render(report, flags.format));
  for (const line of warnings(report)) say(`offmark: ${line}`);
}
