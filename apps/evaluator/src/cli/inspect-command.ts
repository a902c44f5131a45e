import { argumentError } from '../errors.ts';
import { resolveInputs, standardInput } from '../inputs/inputs.ts';
import { inspectDump } from '../inspect/inspection.ts';
import { inspectionText } from '../inspect/inspection-text.ts';
import { isRemote } from '../remote/remote-name.ts';
import { loadLosses } from '../loss-modules.ts';

/** The flags of `offmark inspect`, as the command line gives them. */
export interface InspectFlags {
  readonly target?: string;
  readonly prediction?: string;
  readonly lossesFrom?: readonly string[];
  readonly format: 'text' | 'json';
}

/**
 * Says what a dump holds, and which losses suit its columns.
 * @throws E_ARGUMENT for standard input, E_NO_INPUT, and what opening and reading a dump throws
 */
export async function runInspect(inputs: readonly string[], flags: InspectFlags): Promise<void> {
  if (inputs.some(isRemote)) {
    throw argumentError('E_ARGUMENT', {
      expected: 'files, folders or globs to inspect',
      got: 'a URL',
      next: 'Download it first.',
    });
  }
  if (inputs.includes(standardInput)) {
    throw argumentError('E_ARGUMENT', {
      expected: 'files, folders or globs to inspect',
      got: 'standard input, which can be read only once',
      next: 'Write it to a file first.',
    });
  }
  const known = await loadLosses(flags.lossesFrom ?? []);
  const [first, ...others] = await resolveInputs(inputs, false);
  if (first === undefined) throw new RangeError('no input');
  const { target, prediction } = flags;
  const chosen = {
    ...(target === undefined ? {} : { target }),
    ...(prediction === undefined ? {} : { prediction }),
  };
  const inspection = inspectDump([first, ...others], inputs, chosen, known);
  process.stdout.write(
    flags.format === 'json' ? `${JSON.stringify(inspection, null, 2)}\n` : inspectionText(inspection),
  );
}
