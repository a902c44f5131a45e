import { ArrowError, type Place } from './errors.ts';
import type { NumberType } from './number-type.ts';
import type { Field, Schema } from './schema.ts';

/** Where a column's values stand in every record batch of its schema. Plain data, so that it can be sent to a worker. */
export interface ColumnLayout {
  readonly name: string;
  /** The type of a value, or of an element if there are classes. */
  readonly type: NumberType;
  /** Values per row if the column is a fixed-size list; null if it is a plain column. */
  readonly classes: number | null;
  readonly nullable: boolean;
  /** Index of the column's node; a list's elements have the next one. */
  readonly node: number;
  /** Index of the column's validity buffer, the buffers of variadic fields before it left out. */
  readonly buffer: number;
  readonly variadicsBefore: number;
}

/**
 * Finds the one top-level column of this name and checks that it holds numbers.
 * @param path shown in errors
 * @throws E_COLUMN_MISSING, E_COLUMN_AMBIGUOUS, E_COLUMN_TYPE, E_BIG_ENDIAN
 */
export function resolveColumn(schema: Schema, name: string, path: string): ColumnLayout {
  const place: Place = { path, column: name };
  const field = fieldNamed(schema, name, place);
  const layout = { name, nullable: field.nullable, ...indicesOf(field), ...valuesOf(schema, field, place) };
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

function indicesOf({
  node,
  buffer,
  variadicsBefore,
}: Field): Pick<ColumnLayout, 'node' | 'buffer' | 'variadicsBefore'> {
  return { node, buffer, variadicsBefore };
}

function valuesOf(schema: Schema, field: Field, place: Place): Pick<ColumnLayout, 'type' | 'classes'> {
  if (field.numberType !== null) return { type: field.numberType, classes: null };
  const elements = elementType(field);
  if (elements !== null) return { type: elements, classes: field.listSize };
  throw new ArrowError('E_COLUMN_TYPE', place, {
    expected: 'a number column',
    got: field.type,
    next: columnList(schema.fields.filter(holdsNumbers), 'number columns'),
  });
}

/** Numbers in lists of a fixed size of one or more; booleans are left out, because their rows start inside a byte. */
function elementType(field: Field): NumberType | null {
  const [child] = field.children;
  if (field.listSize === null || field.listSize < 1 || field.children.length !== 1 || child === undefined)
    return null;
  return child.numberType === 'bool' ? null : child.numberType;
}

function holdsNumbers(field: Field): boolean {
  return field.numberType !== null || elementType(field) !== null;
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
