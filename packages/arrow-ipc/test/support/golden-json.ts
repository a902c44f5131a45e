import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import type { Cell, Scalar } from './chunk-values.ts';

/** The integration format of the Arrow project, as far as number columns need it. */
interface GoldenType {
  readonly name: string;
  readonly bitWidth?: number;
  readonly isSigned?: boolean;
  readonly precision?: string;
  readonly listSize?: number;
}

interface GoldenField {
  readonly name: string;
  readonly type: GoldenType;
  readonly children: readonly GoldenField[];
  readonly dictionary?: unknown;
}

interface GoldenColumn {
  readonly count: number;
  readonly VALIDITY?: readonly number[];
  readonly DATA?: readonly (number | string | boolean)[];
  readonly children?: readonly GoldenColumn[];
}

interface Golden {
  readonly schema: { readonly fields: readonly GoldenField[] };
  readonly batches: readonly { readonly count: number; readonly columns: readonly GoldenColumn[] }[];
}

export function readGolden(path: string): Golden {
  const golden: Golden = JSON.parse(gunzipSync(readFileSync(path)).toString('utf8'));
  return golden;
}

/** @returns whether the column is one that the package promises to read */
export function isSupported(field: GoldenField): boolean {
  if (field.dictionary !== undefined) return false;
  if (isNumber(field.type) || field.type.name === 'bool') return true;
  const [child] = field.children;
  return field.type.name === 'fixedsizelist' && child?.dictionary === undefined && isNumber(child?.type);
}

function isNumber(type: GoldenType | undefined): boolean {
  return type?.name === 'int' || type?.name === 'floatingpoint';
}

export function goldenCells(golden: Golden, column: number): Cell[] {
  const field = golden.schema.fields[column];
  if (field === undefined) throw new Error(`no column ${column}`);
  return golden.batches.flatMap((batch) => {
    const data = batch.columns[column];
    if (data === undefined) throw new Error(`no data of column ${column}`);
    return columnCells(field, data);
  });
}

function columnCells(field: GoldenField, column: GoldenColumn): Cell[] {
  const [childField] = field.children;
  const [child] = column.children ?? [];
  const elements = childField === undefined || child === undefined ? null : scalarCells(childField, child);
  const size = field.type.listSize ?? 1;
  if (elements === null) return scalarCells(field, column);
  return Array.from({ length: column.count }, (_, row) => {
    const cells = elements.slice(row * size, (row + 1) * size);
    const values = cells.filter((cell) => cell !== null);
    return column.VALIDITY?.[row] === 0 || values.length < size ? null : values;
  });
}

function scalarCells(field: GoldenField, column: GoldenColumn): (Scalar | null)[] {
  return (column.DATA ?? []).map((value, row) =>
    column.VALIDITY?.[row] === 0 ? null : scalar(field.type, value),
  );
}

function scalar(type: GoldenType, value: number | string | boolean): Scalar {
  if (type.name === 'bool') return Boolean(value);
  if (type.bitWidth === 64) return BigInt(value);
  return type.precision === 'SINGLE' ? Math.fround(Number(value)) : Number(value);
}
