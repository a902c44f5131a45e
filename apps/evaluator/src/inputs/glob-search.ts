import { lstatSync, readdirSync, realpathSync, statSync } from 'node:fs';
import type { Dirent, PathLike, Stats } from 'node:fs';
import path from 'node:path';
import type { FileSystemAdapter } from 'tinyglobby';
import { unreadableFolder } from './folder-search.ts';

/** Loaded for what may be a glob alone: a job that names its files starts without it. */
const loadGlob = (): Promise<typeof import('tinyglobby')> => import('tinyglobby');

/** A folder that is not there has no matches, and so has a file. */
const noFolder: ReadonlySet<unknown> = new Set(['ENOENT', 'ENOTDIR']);

/** What a path says behind its links; of a link that leads nowhere, the link itself. */
function realPathOrLink(link: PathLike): PathLike {
  try {
    return realpathSync(link);
  } catch {
    return link;
  }
}

function statsOrLink(file: PathLike): Stats {
  try {
    return statSync(file);
  } catch {
    return lstatSync(file);
  }
}

/**
 * The file system as tinyglobby is to see it, which leaves out whatever fails: a folder that cannot be read is
 * reported, and a link that leads nowhere is a file, which to open says what is wrong.
 */
function watchedFileSystem(report: (error: Error) => void): FileSystemAdapter {
  const readFolder = (folder: PathLike, options: { readonly withFileTypes: true }): readonly Dirent[] => {
    try {
      return readdirSync(folder, options);
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : undefined;
      if (!noFolder.has(code)) report(unreadableFolder(path.relative('', String(folder)), error));
      throw error;
    }
  };
  const adapter = { readdirSync: readFolder, realpathSync: realPathOrLink, statSync: statsOrLink };
  return adapter as FileSystemAdapter;
}

export async function isGlob(name: string): Promise<boolean> {
  return (await loadGlob()).isDynamicPattern(name);
}

/**
 * The files that match a glob.
 * @throws E_INPUT_OPEN if a folder in which there may be some cannot be read
 */
export async function findMatches(pattern: string): Promise<readonly string[]> {
  const { globSync } = await loadGlob();
  const failures: Error[] = [];
  const fs = watchedFileSystem((error) => failures.push(error));
  const found = globSync([pattern], { fs, onlyFiles: true, expandDirectories: false });
  const [failure] = failures;
  if (failure !== undefined) throw failure;
  return found;
}
