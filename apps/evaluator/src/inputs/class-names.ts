import { SharedValues, tableSource } from '@offmark/arrow-ipc';
import type { ColumnLayout, DictionaryTable, OpenFile } from '@offmark/arrow-ipc';
import type { Measure } from '@offmark/losses';
import { inputError } from '../errors.ts';

/** The names of the classes 0, 1, … and where they come from, as errors say it. */
export interface ClassNames {
  readonly names: readonly string[];
  readonly source: string;
}

const next = 'Give the names of all classes, in their order, with --classes.';

/** @throws E_CLASS_NAMES if the texts don't number classes */
export function checkedNames(texts: readonly (string | null)[], path: string, column: string): ClassNames {
  const names = texts.filter((text) => text !== null);
  if (names.length === texts.length && new Set(names).size === names.length) return { names, source: path };
  throw inputError('E_CLASS_NAMES', {
    place: `${path}, column "${column}"`,
    expected: 'a dictionary of different class names',
    got: names.length === texts.length ? 'one that has a name twice' : 'one with a null',
    next,
  });
}

/**
 * Of two lists of names the longer one; the shorter one must be its beginning.
 * @throws E_CLASS_NAMES
 */
export function mergedNames(first: ClassNames | null, other: ClassNames, column: string): ClassNames {
  if (first === null) return other;
  const shared = Math.min(first.names.length, other.names.length);
  const different = first.names.slice(0, shared).findIndex((name, index) => name !== other.names[index]);
  if (different < 0) return first.names.length >= other.names.length ? first : other;
  throw inputError('E_CLASS_NAMES', {
    place: `${other.source}, column "${column}"`,
    expected: `the class names of ${first.source}, "${shortened(first.names[different])}" as class ${different}`,
    got: `"${shortened(other.names[different])}"`,
    next,
  });
}

/**
 * The class names that the dictionaries of a text column give, over all batches of a file.
 * @returns null if there is no dictionary
 * @throws  E_CLASS_NAMES if dictionaries that replace one another differ
 */
export function namesInFile(
  path: string,
  column: ColumnLayout,
  tables: readonly DictionaryTable[],
  open: OpenFile,
): ClassNames | null {
  const table = tables.at(-1);
  if (table === undefined) return null;
  const shared = new SharedValues([column], tables.map(tableSource));
  const reader = open(path);
  try {
    let names: ClassNames | null = null;
    for (const batch of lastBatches(table)) {
      const texts = shared.dictionaryTexts(column, batch, reader, path) ?? [];
      names = mergedNames(names, checkedNames(texts, path, column.name), column.name);
    }
    return names;
  } finally {
    reader.close();
  }
}

/** For each dictionary that replaces another, and for the last one, a record batch that knows all of its deltas. */
function lastBatches({ starts, firstBatches }: DictionaryTable): number[] {
  const isLast = (_: number, index: number): boolean => starts[index + 1] !== starts[index];
  return [...firstBatches].filter(isLast);
}

function shortened(text = ''): string {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

/** A text column without names can't be compared with classes. */
export function namelessError(path: string, column: string): Error {
  return inputError('E_COLUMN_TYPE', {
    place: `${path}, column "${column}"`,
    expected: 'class indices, or texts whose classes are named',
    got: 'texts without a dictionary',
    next,
  });
}

/** Rows were numbered already when a class was added. */
export function newNameError(column: string, { names, source }: ClassNames): Error {
  return inputError('E_CLASS_NAMES', {
    place: `${source}, column "${column}"`,
    expected: 'the class names that the first rows had',
    got: `"${shortened(names.at(-1))}" added to them`,
    next,
  });
}

/** Names that are given are of texts, or of the classes that indices stand for: elsewhere they would be ignored. */
export function checkHasNames(
  layouts: readonly ColumnLayout[],
  losses: readonly Measure[],
  path: string,
  target: string,
): void {
  if (layouts.some(({ isText }) => isText) || losses.every(({ columns }) => columns.target.label)) return;
  throw inputError('E_COLUMN_TYPE', {
    place: `${path}, column "${target}"`,
    expected: 'texts, or indices of classes, which --classes names',
    got: layouts.find(({ name }) => name === target)?.type ?? 'numbers',
    next: 'Leave --classes out.',
  });
}
