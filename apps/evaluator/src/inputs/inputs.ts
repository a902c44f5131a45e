import { realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import { argumentError } from '../errors.ts';
import { dumpExtensions, findDumps } from './folder-search.ts';
import { findMatches, isGlob } from './glob-search.ts';
import { byBytes } from '../order.ts';
import { isRemote, shownName } from '../remote/remote-name.ts';

/** The name that stands for standard input. */
export const standardInput = '-';

/** Whether a path is of what is read once, from its beginning to its end. */
export function isReadOnce(path: string): boolean {
  return path === standardInput || isRemote(path);
}

/** What stands at a path. Whatever cannot be looked at is missing: to open it says why. */
function kindOf(name: string): 'file' | 'folder' | 'missing' {
  try {
    return statSync(name).isDirectory() ? 'folder' : 'file';
  } catch {
    return 'missing';
  }
}

async function expand(name: string): Promise<readonly string[]> {
  if (isReadOnce(name)) return [name];
  const kind = kindOf(name);
  if (kind === 'folder') {
    return atLeastOne(findDumps(name), name, `dumps (${dumpExtensions.join(', ')}) in the folder`);
  }
  if (kind === 'file' || !(await isGlob(name))) return [name];
  return atLeastOne((await findMatches(name)).toSorted(byBytes), name, 'files that match');
}

function atLeastOne(found: readonly string[], place: string, expected: string): readonly string[] {
  if (found.length > 0) return found;
  throw argumentError('E_NO_INPUT', {
    place,
    expected,
    got: 'none',
    next: 'Name files, folders or globs of dumps.',
  });
}

/** The one path of a file that has many, through links and `..`; of one that is missing, the path itself. */
export function realPath(name: string): string {
  try {
    return realpathSync(name);
  } catch {
    return path.resolve(name);
  }
}

/** @throws E_INPUT_TWICE if two names are one file */
function checkDistinct(names: readonly string[]): void {
  const seen = new Map<string, string>();
  for (const name of names) {
    const key = name === standardInput || isRemote(name) ? name : realPath(name);
    const first = seen.get(key);
    if (first !== undefined) {
      throw argumentError('E_INPUT_TWICE', {
        place: shownName(name),
        expected: 'each input once',
        got: first === name ? 'it twice' : `the same file as ${first}`,
        next: 'Its rows would count twice; name it once.',
      });
    }
    seen.set(key, name);
  }
}

/**
 * The inputs behind files, folders, globs, URLs and `-`, in the order of their paths' UTF-8 bytes, or as given.
 * @throws E_NO_INPUT if there is none, E_INPUT_TWICE if two are one file, E_INPUT_OPEN if a folder cannot be read
 */
export async function resolveInputs(
  names: readonly string[],
  keepOrder: boolean,
): Promise<readonly string[]> {
  if (names.length === 0) {
    throw argumentError('E_NO_INPUT', {
      expected: 'at least one input',
      got: 'none',
      next: 'Name a file, or - for stdin.',
    });
  }
  const given = (await Promise.all(names.map(expand))).flat();
  checkDistinct(given);
  return keepOrder ? given : given.toSorted(byBytes);
}
