import { argumentError } from '../errors.ts';
import type { OffmarkError } from '../errors.ts';

/** The way to a value: names of members, and places in lists. */
export type ValuePath = readonly (string | number)[];

/** What a configuration says, and where. */
export interface ConfigFile {
  /** As it was named, or found. */
  readonly path: string;
  readonly value: unknown;
  /** The line of a value, from 1; null where only a program knows it. */
  readonly lineOf: (path: ValuePath) => number | null;
}

/** `jobs.nightly.gate[1]`. */
function pathText(path: ValuePath): string {
  return path.reduce<string>((text, part) => {
    if (typeof part === 'number') return `${text}[${part}]`;
    return text === '' ? part : `${text}.${part}`;
  }, '');
}

/** `offmark.config.yaml:7, jobs.nightly.workers`. */
export function placeIn({ path: file, lineOf }: ConfigFile, path: ValuePath): string {
  const line = lineOf(path);
  const where = line === null ? file : `${file}:${line}`;
  return path.length === 0 ? where : `${where}, ${pathText(path)}`;
}

/** An error in a configuration. */
export function configError(
  place: string,
  details: { readonly expected: string; readonly got: string; readonly next?: string },
): OffmarkError {
  return argumentError('E_CONFIG', { place, ...details });
}
