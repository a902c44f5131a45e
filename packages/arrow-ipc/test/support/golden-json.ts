import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import type { Scalar } from './chunk-values.ts';

/** The integration format of the Arrow project, as far as the columns that the package reads need it. */
interface GoldenType {
  readonly name: string;
  readonly bitWidth?: number;
  readonly isSigned?: boolean;
  readonly precision?: string | number;
  readonly scale?: number;
  readonly listSize?: number;
}

export interface GoldenField {
  readonly name: string;
  readonly type: GoldenType;
  readonly children: readonly GoldenField[];
  readonly dictionary?: { readonly id: number };
}

interface GoldenColumn {
  readonly count: number;
  readonly VALIDITY?: readonly number[];
  readonly DATA?: readonly (number | string | boolean)[];
  readonly OFFSET?: readonly (number | string)[];
  readonly children?: readonly GoldenColumn[];
}

interface GoldenBatch {
  readonly count: number;
  readonly columns: readonly GoldenColumn[];
}

export interface Golden {
  readonly schema: { readonly fields: readonly GoldenField[] };
  readonly batches: readonly GoldenBatch[];
  readonly dictionaries?: readonly { readonly id: number; readonly data: GoldenBatch }[];
}

export function readGolden(path: string): Golden {
  const golden: Golden = JSON.parse(gunzipSync(readFileSync(path)).toString('utf8'));
  return golden;
}

/** What a column is to the package: a kind that it promises to read, or null. */
export type Kind =
  | 'number'
  | 'bool'
  | 'decimal'
  | 'null'
  | 'text'
  | 'dictionary'
  | 'list'
  | 'runs'
  | 'nested';

/** @param path the column, then a field inside the one before for each name */
export function kindOf(path: readonly GoldenField[]): Kind | null {
  const [field, ...rest] = path;
  if (field === undefined) return null;
  if (field.dictionary !== undefined) return kindOf([withoutDictionary(field), ...rest]) && 'dictionary';
  if (rest.length > 0) return field.type.name === 'struct' && kindOf(rest) ? 'nested' : null;
  const [child, second] = field.children;
  switch (field.type.name) {
    case 'int':
    case 'floatingpoint':
      return 'number';
    case 'bool':
    case 'decimal':
    case 'null':
      return field.type.name;
    case 'utf8':
    case 'largeutf8':
      return 'text';
    case 'list':
    case 'largelist':
    case 'fixedsizelist':
      return child !== undefined && ['number', 'bool', 'decimal'].includes(kindOf([child]) ?? '')
        ? 'list'
        : null;
    case 'runendencoded':
      return second !== undefined && kindOf([second]) ? 'runs' : null;
    default:
      return null;
  }
}

function withoutDictionary({ name, type, children }: GoldenField): GoldenField {
  return { name, type, children };
}

/** A row's value as it was written: lists may have nulls in them. */
export type GoldenRow = Scalar | null | readonly (Scalar | null)[];

type GoldenValue = Scalar | null | readonly GoldenValue[] | { readonly [name: string]: GoldenValue };

/** The values at the end of a path, one per row. */
export function goldenValues(golden: Golden, path: readonly GoldenField[]): GoldenRow[] {
  const [field, ...rest] = path;
  if (field === undefined) throw new Error('no path');
  const index = golden.schema.fields.indexOf(field);
  return golden.batches.flatMap((batch) =>
    valuesOf(golden, field, columnAt(batch.columns, index)).map((value) =>
      asRow(rest.reduce<GoldenValue>((outer, inner) => fieldOf(outer, inner.name), value)),
    ),
  );
}

function fieldOf(value: GoldenValue, name: string): GoldenValue {
  return isStruct(value) ? (value[name] ?? null) : null;
}

function isStruct(value: GoldenValue): value is { readonly [name: string]: GoldenValue } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function asRow(value: GoldenValue): GoldenRow {
  if (isStruct(value)) throw new Error('a struct');
  return value as GoldenRow;
}

function columnAt(columns: readonly GoldenColumn[] | undefined, index: number): GoldenColumn {
  const column = columns?.[index];
  if (column === undefined) throw new Error(`no column ${index}`);
  return column;
}

function valuesOf(golden: Golden, field: GoldenField, column: GoldenColumn): GoldenValue[] {
  const values =
    field.dictionary === undefined ? plainValues(golden, field, column) : lookedUp(golden, field, column);
  return values.map((value, row) => (column.VALIDITY?.[row] === 0 ? null : value));
}

function lookedUp(golden: Golden, field: GoldenField, column: GoldenColumn): GoldenValue[] {
  const dictionary = golden.dictionaries?.find(({ id }) => id === field.dictionary?.id);
  const values = valuesOf(golden, withoutDictionary(field), columnAt(dictionary?.data.columns, 0));
  return (column.DATA ?? []).map((index) => values[Number(index)] ?? null);
}

function plainValues(golden: Golden, field: GoldenField, column: GoldenColumn): GoldenValue[] {
  const { count } = column;
  const inside = field.children.map((child, index) =>
    valuesOf(golden, child, columnAt(column.children, index)),
  );
  const [first = [], second = []] = inside;
  switch (field.type.name) {
    case 'null':
      return Array.from({ length: count }, () => null);
    case 'struct':
      return Array.from({ length: count }, (_, row) =>
        Object.fromEntries(field.children.map(({ name }, index) => [name, inside[index]?.[row] ?? null])),
      );
    case 'fixedsizelist': {
      const size = field.type.listSize ?? 0;
      return Array.from({ length: count }, (_, row) => first.slice(row * size, (row + 1) * size));
    }
    case 'list':
    case 'largelist':
      return Array.from({ length: count }, (_, row) =>
        first.slice(Number(column.OFFSET?.[row]), Number(column.OFFSET?.[row + 1])),
      );
    case 'runendencoded':
      return Array.from(
        { length: count },
        (_, row) => second[first.findIndex((end) => Number(end) > row)] ?? null,
      );
    default:
      return (column.DATA ?? []).map((value) => scalar(field.type, value));
  }
}

function scalar(type: GoldenType, value: number | string | boolean): Scalar {
  if (type.name === 'bool') return Boolean(value);
  if (type.name === 'utf8' || type.name === 'largeutf8') return String(value);
  // The engine's own reading of literals is correctly rounded.
  if (type.name === 'decimal') return Number(`${value}e${-(type.scale ?? 0)}`);
  if (type.bitWidth === 64) return BigInt(value);
  return type.precision === 'SINGLE' ? Math.fround(Number(value)) : Number(value);
}
