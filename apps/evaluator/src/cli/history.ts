import {
  accessSync,
  closeSync,
  constants,
  existsSync,
  fstatSync,
  openSync,
  readSync,
  writeSync,
} from 'node:fs';
import type { Report } from '../result/report.ts';
import { logWarning } from './log.ts';
import { outputError } from './streams.ts';

const newline = 0x0a;

/** Whether a file ends within a line, as after a crash or on a full disk. */
function isTorn(descriptor: number): boolean {
  const { size } = fstatSync(descriptor);
  if (size === 0) return false;
  const last = Buffer.alloc(1);
  readSync(descriptor, last, 0, 1, size - 1);
  return last[0] !== newline;
}

/** Finds out before the job whether a file can be appended to. @throws E_OUTPUT */
export function checkHistory(file: string): void {
  try {
    if (existsSync(file)) accessSync(file, constants.R_OK | constants.W_OK);
  } catch (error) {
    throw outputError(file, error);
  }
}

/**
 * Appends a report as one line of JSON, by one write to the end of the file: lines of runs that end together do not mix.
 * @throws E_OUTPUT
 */
export function appendHistory(file: string, report: Report): void {
  try {
    const descriptor = openSync(file, 'a+');
    try {
      const torn = isTorn(descriptor);
      const line = Buffer.from(`${torn ? '\n' : ''}${JSON.stringify(report)}\n`);
      const bytes = writeSync(descriptor, line);
      if (bytes < line.length) throw new Error(`only ${bytes} of ${line.length} bytes written`);
      if (torn) logWarning(`${file}: its last line was torn; the new one begins after it.`);
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    throw outputError(file, error);
  }
}
