import path from 'node:path';
import { pathToFileURL } from 'node:url';

/** What a user's own module exports. */
export async function importModule(file: string): Promise<unknown> {
  return import(pathToFileURL(path.resolve(file)).href);
}
