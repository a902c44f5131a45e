import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The Arrow project's own files; see COMMIT and LICENSE.txt in it. */
export const corpus: string = fileURLToPath(new URL('../data/arrow-testing', import.meta.url));

/** @returns paths of the files below a folder of the corpus, in order */
export function filesBelow(folder: string): string[] {
  const root = join(corpus, folder);
  const entries = readdirSync(root, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted();
}
