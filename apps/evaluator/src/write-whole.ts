import { randomUUID } from 'node:crypto';
import { renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { argumentError } from './errors.ts';

/**
 * Writes a file whole or not at all: beside its place first, then renamed, which replaces it in one step.
 * @throws E_OUTPUT
 */
export function writeWhole(file: string, text: string): void {
  const beside = path.join(path.dirname(file), `.${path.basename(file)}.${randomUUID()}`);
  try {
    writeFileSync(beside, text, { flag: 'wx' });
    renameSync(beside, file);
  } catch (error) {
    rmSync(beside, { force: true });
    const got =
      error instanceof Error ? error.message.replace(/, (?:open|rename|write).*$/su, '') : String(error);
    throw argumentError('E_OUTPUT', { place: file, expected: 'a file that can be written', got });
  }
}
