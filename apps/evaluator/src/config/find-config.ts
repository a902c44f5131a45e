import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { systemText } from '../system-text.ts';
import { configError } from './config-file.ts';
import type { ConfigFile } from './config-file.ts';

/** What a configuration in the current folder may be called. */
const names = ['ts', 'mjs', 'js', 'json', 'yaml'].map((extension) => `offmark.config.${extension}`);

function foundHere(): string {
  const here = new Set(readdirSync('.'));
  const [first, second] = names.filter((name) => here.has(name));
  if (first === undefined) {
    throw configError('', {
      expected: `a configuration in this folder: ${names.join(', ')}`,
      got: 'none',
      next: 'Name one with --config.',
    });
  }
  if (second === undefined) return first;
  throw configError('', {
    expected: 'one configuration in this folder',
    got: `${first} and ${second}`,
    next: 'Name the one that is meant with --config.',
  });
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw configError(file, { expected: 'a configuration', got: systemText(error) });
  }
}

/**
 * Reads the configuration of that name, or the one in this folder.
 * @throws E_CONFIG
 */
export async function findConfig(name: string | undefined): Promise<ConfigFile> {
  const file = name ?? foundHere();
  const extension = path.extname(file);
  // Read in any case: Node's own words about a missing module name files of ours.
  const text = textOf(file);
  if (['.ts', '.mts', '.js', '.mjs', '.cjs'].includes(extension)) {
    return (await import('./code-config.ts')).readCodeConfig(file);
  }
  if (['.json', '.yaml', '.yml'].includes(extension)) {
    return (await import('./text-config.ts')).readTextConfig(file, text);
  }
  throw configError(file, {
    expected: 'a name that ends in .ts, .mjs, .js, .json or .yaml',
    got: extension === '' ? 'no ending' : extension,
  });
}
