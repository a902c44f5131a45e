import { statSync } from 'node:fs';
import path from 'node:path';
import { glob, isDynamicPattern } from 'tinyglobby';
import { argumentError } from './errors.ts';

/** The name that stands for standard input. */
export const standardInput = '-';

/** What a dump's name ends with when a folder is searched for dumps. */
const extensions = ['arrow', 'arrows', 'ipc', 'feather'];
const dumpPattern = `**/*.{${extensions.join(',')}}`;

/** Orders texts by their UTF-8 bytes, as every system does alike. */
function byBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

function kindOf(name: string): 'file' | 'folder' | 'missing' {
  const stats = statSync(name, { throwIfNoEntry: false });
  if (stats === undefined) return 'missing';
  return stats.isDirectory() ? 'folder' : 'file';
}

async function search(pattern: string, cwd?: string): Promise<readonly string[]> {
  const options = cwd === undefined ? {} : { cwd };
  const found = await glob([pattern], { ...options, onlyFiles: true, expandDirectories: false });
  return found.map((name) => (cwd === undefined ? name : path.join(cwd, name))).toSorted(byBytes);
}

async function expand(name: string): Promise<readonly string[]> {
  if (name === standardInput) return [name];
  const kind = kindOf(name);
  if (kind === 'folder') {
    return atLeastOne(
      await search(dumpPattern, name),
      name,
      `dumps (.${extensions.join(', .')}) in the folder`,
    );
  }
  if (kind === 'file' || !isDynamicPattern(name)) return [name];
  return atLeastOne(await search(name), name, 'files that match');
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

/**
 * The inputs behind files, folders, globs and `-`, in the order of their paths' UTF-8 bytes, or as given.
 * @throws E_NO_INPUT if there is none, E_INPUT_TWICE if one is named twice
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
  const seen = new Set<string>();
  for (const name of given) {
    const key = name === standardInput ? name : path.resolve(name);
    if (seen.has(key)) {
      const next = 'Its rows would count twice; name it once.';
      throw argumentError('E_INPUT_TWICE', {
        place: name,
        expected: 'each input once',
        got: 'it twice',
        next,
      });
    }
    seen.add(key);
  }
  return keepOrder ? given : given.toSorted(byBytes);
}
