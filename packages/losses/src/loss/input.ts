import type { NumberType } from '../backend/backend.ts';
import { LossError } from '../errors.ts';
import type { ColumnData } from '../program/block-program.ts';
import type { Domain } from './domain.ts';

/** One number per row: an array or any TypedArray. */
export type Numbers = readonly number[] | NumberArray | BigInt64Array | BigUint64Array;

type NumberArray =
  | Float32Array
  | Float64Array
  | Int8Array
  | Int16Array
  | Int32Array
  | Uint8Array
  | Uint8ClampedArray
  | Uint16Array
  | Uint32Array;

/** One number per row and class: an array per row, or all of them in one, row after row. */
export type ClassMatrix =
  | readonly (readonly number[] | NumberArray)[]
  | { readonly data: Numbers; readonly classes: number };

/** What a column of that domain may be given as. */
export type InputOf<D extends Domain> = D['shape'] extends 'row'
  ? Numbers
  : D['shape'] extends 'matrix'
    ? ClassMatrix
    : Numbers | ClassMatrix;

/** The same, or rows of several outputs where a number is wanted. */
export type OutputsOf<D extends Domain> = InputOf<D> | ClassMatrix;

/** A column and how many rows it has. */
export interface InputColumn {
  readonly column: ColumnData;
  readonly rows: number;
}

function typeOf(values: NumberArray | BigInt64Array | BigUint64Array): NumberType {
  if (values instanceof Float64Array) return 'float64';
  if (values instanceof Float32Array) return 'float32';
  if (values instanceof Int32Array) return 'int32';
  if (values instanceof Uint32Array) return 'uint32';
  if (values instanceof Int16Array) return 'int16';
  if (values instanceof Uint16Array) return 'uint16';
  if (values instanceof Int8Array) return 'int8';
  if (values instanceof BigInt64Array) return 'int64';
  if (values instanceof BigUint64Array) return 'uint64';
  return 'uint8';
}

/** Numbers of an array; what only looks like one (null, '2', true) is refused. */
function numbersOf(values: readonly unknown[], place: string): Float64Array {
  const numbers = new Float64Array(values.length);
  for (const [i, value] of values.entries()) {
    if (typeof value !== 'number') throw valueError(`${place}[${i}]`, value);
    numbers[i] = value;
  }
  return numbers;
}

function valueError(place: string, value: unknown): LossError {
  const missing = value === null || value === undefined;
  const got = typeof value === 'string' ? `the text ${JSON.stringify(value)}` : String(value);
  return new LossError({ code: missing ? 'E_NULL' : 'E_VALUE', place, expected: 'a number', got });
}

function bytesOf(values: Numbers, place: string): Pick<ColumnData, 'type' | 'data'> {
  const typed = ArrayBuffer.isView(values) ? values : numbersOf(values, place);
  return {
    type: typeOf(typed),
    data: new Uint8Array(typed.buffer, typed.byteOffset, typed.byteLength),
  };
}

function isFlat(matrix: ClassMatrix): matrix is Exclude<ClassMatrix, readonly unknown[]> {
  return 'classes' in matrix;
}

function flatten(rows: readonly (readonly number[] | NumberArray)[], role: string): InputColumn {
  const classes = rows[0]?.length ?? 1;
  const flat = new Float64Array(rows.length * classes);
  for (const [i, row] of rows.entries()) {
    if (!isRow(row)) throw shapeError(`${role}[${i}]`, 'a row of numbers', String(row));
    if (row.length !== classes) {
      throw new LossError({
        code: 'E_CLASS_COUNT',
        place: `${role}[${i}]`,
        expected: `${classes} classes as in the first row`,
        got: String(row.length),
      });
    }
    flat.set(ArrayBuffer.isView(row) ? row : numbersOf(row, `${role}[${i}]`), i * classes);
  }
  return { column: { ...bytesOf(flat, role), classes, validity: null }, rows: rows.length };
}

const isRow = (value: Numbers | ClassMatrix): value is Numbers =>
  ArrayBuffer.isView(value) || (Array.isArray(value) && (value.length === 0 || typeof value[0] === 'number'));

/** Whether the values have several numbers per row. */
export const isMatrix = (values: Numbers | ClassMatrix): values is ClassMatrix => !isRow(values);

/**
 * Numbers as a person has them, as a column.
 * @throws E_CLASS_COUNT if rows differ in their number of classes; E_LENGTH_MISMATCH for a matrix where rows are
 *         wanted, or the other way round
 */
export function toColumn(values: Numbers | ClassMatrix, domain: Domain, role: string): InputColumn {
  if (domain.shape === 'row') {
    if (!isRow(values)) throw shapeError(role, 'one number per row', 'a class matrix');
    return { column: { ...bytesOf(values, role), classes: null, validity: null }, rows: values.length };
  }
  if (isRow(values) && values.length > 0) throw shapeError(role, 'a class matrix', 'one number per row');
  if (isRow(values)) return flatten([], role);
  if (!isFlat(values)) return flatten(values, role);
  if (!(Number.isSafeInteger(values.classes) && values.classes >= 1)) {
    const got = String(values.classes);
    throw new LossError({
      code: 'E_CLASS_COUNT',
      place: role,
      expected: 'a whole number of classes, at least 1',
      got,
    });
  }
  const rows = values.data.length / values.classes;
  if (!Number.isInteger(rows)) {
    throw shapeError(role, `a multiple of ${values.classes} numbers`, String(values.data.length));
  }
  return { column: { ...bytesOf(values.data, role), classes: values.classes, validity: null }, rows };
}

function shapeError(role: string, expected: string, got: string): LossError {
  return new LossError({ code: 'E_LENGTH_MISMATCH', place: role, expected, got });
}
