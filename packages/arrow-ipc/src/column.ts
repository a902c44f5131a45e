import { type NamedPath, pathsMatching, pathsNamed } from './column-path.ts';
import { listed } from './listed.ts';
import { ArrowError, type Place } from './errors.ts';
import { storageOf } from './field-storage.ts';
import type { NumberType } from './number-type.ts';
import { readShape } from './read-shape.ts';
import type { Field, Schema } from './schema.ts';
import { regionCount, type Storage } from './storage.ts';

/** Columns that an error message names. */
const mostListed = 20;

/** What a column is, and where it stands in every record batch of its schema. Plain data, to be sent to a worker. */
export interface ColumnLayout {
  readonly name: string;
  /** The type of a value, or of an element if there are classes. */
  readonly type: NumberType;
  /** Values per row if a row is a list; null if it is one value; 0 until `measureLists` has said how many. */
  readonly classes: number | null;
  readonly nullable: boolean;
  /** Whether the values are texts, which are read as numbers: see `labels`. */
  readonly isText: boolean;
  /** The texts that stand for 0, 1, …; null to number texts as they come, in the thread's own table. */
  readonly labels: readonly string[] | null;
  /** Texts that have the first numbers of a column without labels; absent where no text has a number of its own. */
  readonly firstTexts?: readonly string[];
  readonly storage: Storage;
}

/** What a name is asked for: columns of numbers, or of texts too. */
export type Wanted = 'numbers' | 'numbers or texts';

/**
 * Finds the column of this name; or else field `b` of struct `a` if the name is `a.b`; or else the columns `p_0`, `p_1`,
 * … as one list per row if it is `p_*`.
 * @param path shown in errors
 * @throws E_COLUMN_MISSING, E_COLUMN_AMBIGUOUS, E_COLUMN_TYPE, E_BIG_ENDIAN
 */
export function resolveColumn(
  schema: Schema,
  name: string,
  path: string,
  wanted: Wanted = 'numbers',
): ColumnLayout {
  const place: Place = { path, column: name };
  const matching = pathsNamed(schema.fields, name);
  const isPattern = matching.length === 0 && name.includes('*');
  const layout = isPattern ? columnsLayout(schema, name, place) : oneLayout(schema, matching, place, wanted);
  if (schema.endianness === 'big') {
    throw new ArrowError('E_BIG_ENDIAN', place, {
      expected: 'little-endian values',
      got: 'big-endian ones',
      next: 'Write the file again on a little-endian machine.',
    });
  }
  return { name, ...layout };
}

type NamelessLayout = Omit<ColumnLayout, 'name'>;

function oneLayout(
  schema: Schema,
  paths: readonly (readonly Field[])[],
  place: Place,
  wanted: Wanted,
): NamelessLayout {
  const [path] = paths;
  if (path === undefined) throw missing(schema, place, 'a column of this name');
  if (paths.length > 1) {
    throw new ArrowError('E_COLUMN_AMBIGUOUS', place, {
      expected: 'one column of this name',
      got: `${paths.length} (${listed(
        paths.map((fields) => fields.at(-1)?.type ?? ''),
        mostListed,
      )})`,
      next: 'Rename all but one.',
    });
  }
  const storage = storageOf(path);
  if (storage === null) throw wrongType(schema, path, place, wanted);
  const shape = readShape(storage);
  if (shape.isText && wanted === 'numbers') throw wrongType(schema, path, place, wanted);
  return { ...shape, nullable: path.some(({ nullable }) => nullable), labels: null, storage };
}

/**
 * Which column is which class is told by its number alone: names in another order than the classes, gaps, or a column that
 * matches by chance would move classes without a word.
 * @throws E_COLUMN_AMBIGUOUS unless the stars stand for 0, 1, 2, …
 */
function checkNumbering(found: readonly NamedPath[], pattern: string, place: Place): void {
  if (found.every(({ name }, index) => name === pattern.replace('*', String(index)))) return;
  throw new ArrowError('E_COLUMN_AMBIGUOUS', place, {
    expected: `columns that are numbered from ${pattern.replace('*', '0')} on, without gaps`,
    got: listed(
      found.map(({ name }) => name),
      mostListed,
    ),
    next: 'Number them by class, or put them into one list column.',
  });
}

function columnsLayout(schema: Schema, pattern: string, place: Place): NamelessLayout {
  const found = pathsMatching(schema.fields, pattern);
  if (found.length === 0) throw missing(schema, place, 'columns that match');
  checkNumbering(found, pattern, place);
  let slot = 0;
  const columns = found.map((column) => {
    const storage = classStorage(schema, column, found, slot, place);
    slot += regionCount(storage);
    return storage;
  });
  const storage = { kind: 'columns', names: found.map(({ name }) => name), columns } as const;
  const nullable = found.some(({ path }) => path.some((field) => field.nullable));
  return { ...readShape(storage), nullable, labels: null, storage };
}

/** One of the columns that a pattern takes: a number per row, and the only one of its name. */
function classStorage(
  schema: Schema,
  { name, path }: NamedPath,
  all: readonly NamedPath[],
  slot: number,
  { path: file }: Place,
): Exclude<Storage, { kind: 'columns' }> {
  const place = { path: file, column: name };
  if (all.filter((other) => other.name === name).length > 1) {
    throw new ArrowError('E_COLUMN_AMBIGUOUS', place, {
      expected: 'one column of this name',
      got: 'several',
      next: 'Rename all but one.',
    });
  }
  const storage = storageOf(path, slot);
  if (storage === null || storage.kind === 'columns') throw wrongType(schema, path, place, 'numbers');
  const { classes, isText } = readShape(storage);
  if (classes === null && !isText) return storage;
  throw wrongType(schema, path, place, 'numbers');
}

function missing(schema: Schema, place: Place, expected: string): ArrowError {
  const next = columnList(schema.fields, 'columns');
  return new ArrowError('E_COLUMN_MISSING', place, { expected, got: 'none', next });
}

function wrongType(schema: Schema, path: readonly Field[], place: Place, wanted: Wanted): ArrowError {
  const isWanted = (field: Field): boolean => {
    const storage = storageOf([field]);
    return storage !== null && (wanted === 'numbers or texts' || !readShape(storage).isText);
  };
  return new ArrowError('E_COLUMN_TYPE', place, {
    expected: wanted === 'numbers' ? 'a number column' : 'a column of numbers or texts',
    got: path.at(-1)?.type ?? 'none',
    next: columnList(
      schema.fields.filter(isWanted),
      wanted === 'numbers' ? 'number columns' : 'columns of numbers or texts',
    ),
  });
}

function columnList(fields: readonly Field[], what: string): string {
  if (fields.length === 0) return `The file has no ${what}.`;
  return `The file has these ${what}: ${listed(
    fields.map(({ name, type }) => `${name} (${type})`),
    mostListed,
  )}.`;
}
