import { readFileSync } from 'node:fs';
import type { BackendName } from '../scan/backend.ts';
import { OffmarkError, exitCodes, inputError } from '../errors.ts';
import { systemText } from '../system-text.ts';
import { verifyReport } from '../verify/verify-report.ts';
import type { LogFlags } from './log-options.ts';
import { startProgress } from './progress.ts';

/** The flags of `offmark verify`, as the command line gives them. */
export interface VerifyFlags extends LogFlags {
  readonly lossesFrom?: readonly string[];
  readonly keepOrder?: boolean;
  readonly workers?: number;
  readonly backend?: BackendName;
}

function readReport(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw inputError('E_INPUT_OPEN', { place: path, expected: 'a report', got: systemText(error) });
  }
}

/**
 * Reproduces a report.
 * @throws E_VERIFY, with the exit code of a gate, if something is not as the report says; as `verifyReport`
 */
export async function runVerify(
  path: string,
  inputs: readonly string[],
  flags: VerifyFlags,
  signal: AbortSignal,
): Promise<void> {
  const text = readReport(path);
  const progress = await startProgress(process.stderr);
  try {
    const { quiet: _quiet, verbose: _verbose, log: _log, ...known } = flags;
    const options = { ...known, name: path, inputs, signal, onProgress: progress.update };
    const difference = await verifyReport(text, options);
    if (difference !== null) {
      throw new OffmarkError({ code: 'E_VERIFY', ...difference, exitCode: exitCodes.gate });
    }
  } finally {
    progress.stop();
  }
  process.stdout.write('The inputs, the plan and the result are the same, bit for bit.\n');
}
