import { ArrowError, type Place } from './errors.ts';
import type { NumberType } from './number-type.ts';
import type { Field, Schema } from './schema.ts';
import type { FixedListStorage, NumberStorage, Storage } from './storage.ts';

/** Where a column's values stand in every record batch of its schema. Plain data, so that it can be sent to a worker. */
export interface ColumnLayout {
  readonly name: string;
  /** The type of a value, or of an element if there are classes. */
  readonly type: NumberType;
  /** Values per row if the column is a fixed-size list; null if it is a plain column. */
  readonly classes: number | null;
  readonly nullable: boolean;
  readonly storage: Storage;
}

/**
 * Finds the one top-level column of this name and checks that it holds numbers.
 * @param path shown in errors
 * @throws E_COLUMN_MISSING, E_COLUMN_AMBIGUOUS, E_COLUMN_TYPE, E_BIG_ENDIAN
 */
export function resolveColumn(schema: Schema, name: string, path: string): ColumnLayout {
  const place: Place = { path, column: name };
  const field = fieldNamed(schema, name, place);
  const layout = { name, nullable: field.nullable, ...valuesOf(schema, field, place) };
  if (schema.endianness === 'big') {
    throw new ArrowError('E_BIG_ENDIAN', place, {
      expected: 'little-endian values',
      got: 'big-endian ones',
      next: 'Write the file again on a little-endian machine.',
    });
  }
  return layout;
}

/** The only place that gives a name its meaning. */
function fieldNamed(schema: Schema, name: string, place: Place): Field {
  const fields = schema.fields.filter((field) => field.name === name);
  const [field] = fields;
  if (field === undefined) {
    throw new ArrowError('E_COLUMN_MISSING', place, {
      expected: 'a column of this name',
      got: 'none',
      next: columnList(schema.fields, 'columns'),
    });
  }
  if (fields.length > 1) {
    throw new ArrowError('E_COLUMN_AMBIGUOUS', place, {
      expected: 'one column of this name',
      got: `${fields.length} (${listed(fields.map(({ type }) => type))})`,
      next: 'Rename all but one.',
    });
  }
  return field;
}

function valuesOf(
  schema: Schema,
  field: Field,
  place: Place,
): Pick<ColumnLayout, 'type' | 'classes' | 'storage'> {
  const storage = storageOf(field);
  if (storage?.kind === 'number') return { type: storage.type, classes: null, storage };
  if (storage !== null) return { type: storage.elements.type, classes: storage.size, storage };
  throw new ArrowError('E_COLUMN_TYPE', place, {
    expected: 'a number column',
    got: field.type,
    next: columnList(
      schema.fields.filter((other) => storageOf(other) !== null),
      'number columns',
    ),
  });
}

/** @returns null if the field holds no numbers */
function storageOf(field: Field): Storage | null {
  return numberStorage(field, 0) ?? fixedListStorage(field);
}

function numberStorage({ numberType, ...field }: Field, slot: number): NumberStorage | null {
  if (numberType === null) return null;
  const { node, buffer, variadicsBefore } = field;
  return { kind: 'number', type: numberType, node, buffer, variadicsBefore, slot };
}

/** Lists of one element or more; booleans are left out, because their rows start inside a byte. */
function fixedListStorage({ listSize, children, ...field }: Field): FixedListStorage | null {
  const [child] = children;
  if (listSize === null || listSize < 1 || children.length !== 1 || child === undefined) return null;
  const elements = numberStorage(child, 1);
  if (elements === null || elements.type === 'bool') return null;
  const { node, buffer, variadicsBefore } = field;
  return { kind: 'fixed list', size: listSize, elements, node, buffer, variadicsBefore, slot: 0 };
}

function columnList(fields: readonly Field[], what: string): string {
  if (fields.length === 0) return `The file has no ${what}.`;
  return `The file has these ${what}: ${listed(fields.map(({ name, type }) => `${name} (${type})`))}.`;
}

const mostListed = 20;

function listed(texts: readonly string[]): string {
  const shown = texts.slice(0, mostListed).join(', ');
  return texts.length > mostListed ? `${shown} and ${texts.length - mostListed} more` : shown;
}
