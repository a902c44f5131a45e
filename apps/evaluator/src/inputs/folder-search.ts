import { readdirSync, statSync } from 'node:fs';
import type { Dirent } from 'node:fs';
import path from 'node:path';
import { inputError } from '../errors.ts';
import { byBytes } from '../order.ts';
import { systemText } from '../system-text.ts';

/** What a dump's name ends with when a folder is searched for dumps. */
export const dumpExtensions: readonly string[] = ['.arrow', '.arrows', '.ipc', '.feather'];

/** A folder that could not be read may hold rows that would be missing in silence. */
export function unreadableFolder(folder: string, cause: unknown): Error {
  return inputError('E_INPUT_OPEN', {
    place: folder,
    expected: 'a folder that can be read',
    got: systemText(cause),
  });
}

function entriesOf(folder: string): readonly Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).toSorted((a, b) => byBytes(a.name, b.name));
  } catch (error) {
    throw unreadableFolder(folder, error);
  }
}

/** Whether a link leads to a folder. One that leads nowhere is taken for a file, which to open says what is wrong. */
function leadsToFolder(link: string): boolean {
  try {
    return statSync(link).isDirectory();
  } catch {
    return false;
  }
}

/**
 * The dumps in a folder and the folders in it, by the ends of their names. Hidden entries are left out. Links to files
 * are followed; links to folders are not, because they may lead back.
 * @throws E_INPUT_OPEN if a folder cannot be read
 */
export function findDumps(folder: string): readonly string[] {
  return entriesOf(folder).flatMap((entry) => {
    if (entry.name.startsWith('.')) return [];
    const name = path.join(folder, entry.name);
    if (entry.isDirectory()) return findDumps(name);
    if (!dumpExtensions.includes(path.extname(entry.name))) return [];
    return entry.isSymbolicLink() && leadsToFolder(name) ? [] : [name];
  });
}
