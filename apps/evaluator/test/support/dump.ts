import { writeFileSync } from 'node:fs';
import {
  Bool,
  CompressionType,
  Field,
  FixedSizeList,
  Float32,
  Float64,
  Int32,
  Int64,
  RecordBatch,
  RecordBatchFileWriter,
  RecordBatchStreamWriter,
  Schema,
  Struct,
  Uint8,
  Utf8,
  compressionRegistry,
  makeData,
  vectorFromArray,
} from 'apache-arrow';
import type { Data, DataType } from 'apache-arrow';
import { lz4Frame } from './lz4-frame.ts';

/** A column for a dump: its Arrow type, and the data of rows [from, to). */
export interface DumpColumn {
  readonly type: DataType;
  readonly slice: (from: number, to: number) => Data;
}

type Numeric = Float64Array | Float32Array | Int32Array | Uint8Array;

function typeOf(values: Numeric): Float64 | Float32 | Int32 | Uint8 {
  if (values instanceof Float64Array) return new Float64();
  if (values instanceof Float32Array) return new Float32();
  return values instanceof Int32Array ? new Int32() : new Uint8();
}

/** One number per row. */
export function numbers(values: Numeric): DumpColumn {
  const type = typeOf(values);
  return {
    type,
    slice: (from, to) =>
      makeData({ type, length: to - from, nullCount: 0, data: values.slice(from, to) } as never),
  };
}

/** One number per row and class, row after row. */
export function matrix(values: Numeric, classes: number): DumpColumn {
  const element = typeOf(values);
  const type = new FixedSizeList(classes, new Field('item', element, false));
  return {
    type,
    slice: (from, to) => {
      const data = values.slice(from * classes, to * classes);
      const child = makeData({ type: element, length: data.length, nullCount: 0, data } as never);
      return makeData({ type, length: to - from, nullCount: 0, child } as never);
    },
  };
}

/** Numbers, some of them null. */
export function nullable(values: readonly (number | null)[]): DumpColumn {
  return vectorColumn(values, new Float64());
}

export function texts(values: readonly string[]): DumpColumn {
  return vectorColumn(values, new Utf8());
}

export function booleans(values: readonly boolean[]): DumpColumn {
  return vectorColumn(values, new Bool());
}

/** 32-bit integers, some of them null. */
export function nullableInts(values: readonly (number | null)[]): DumpColumn {
  return vectorColumn(values, new Int32());
}

/** 64-bit integers. */
export function bigints(values: readonly (bigint | null)[]): DumpColumn {
  return vectorColumn(values, new Int64());
}

/** Values of any type that apache-arrow writes; a dictionary is one for all batches. */
export function typed(values: readonly unknown[], type: DataType): DumpColumn {
  const vector = vectorFromArray(values, type);
  return {
    type,
    slice: (from, to) => {
      const [data] = vector.slice(from, to).data;
      if (data === undefined) throw new Error('no rows');
      return data;
    },
  };
}

function vectorColumn(values: readonly unknown[], type: DataType): DumpColumn {
  return {
    type,
    slice: (from, to) => {
      const [data] = vectorFromArray(values.slice(from, to), type).data;
      if (data === undefined) throw new Error('no rows');
      return data;
    },
  };
}

export interface DumpOptions {
  readonly format?: 'file' | 'stream';
  /** All rows in one batch if not given. */
  readonly batchRows?: number;
  /** Buffers as LZ4 frames, with the lengths in front that this writer gets wrong. */
  readonly isCompressed?: boolean;
}

/** The bytes of a dump with these columns. */
export function dumpBytes(
  columns: Readonly<Record<string, DumpColumn>>,
  rows: number,
  { format = 'file', batchRows = Math.max(1, rows), isCompressed = false }: DumpOptions = {},
): Uint8Array {
  const fields = Object.entries(columns).map(([name, { type }]) => new Field(name, type, true));
  const schema = new Schema(fields);
  compressionRegistry.set(CompressionType.LZ4_FRAME, { encode: lz4Frame });
  const compressionType = isCompressed ? CompressionType.LZ4_FRAME : null;
  const writer =
    format === 'file'
      ? new RecordBatchFileWriter({ compressionType })
      : new RecordBatchStreamWriter({ compressionType });
  writer.reset(undefined, schema);
  for (let from = 0; from < rows; from += batchRows) {
    const to = Math.min(rows, from + batchRows);
    const children = Object.values(columns).map(({ slice }) => slice(from, to));
    const data = makeData({ type: new Struct(fields), length: to - from, nullCount: 0, children });
    writer.write(new RecordBatch(schema, data as never));
  }
  writer.finish();
  return writer.toUint8Array(true);
}

export function writeDump(
  path: string,
  columns: Readonly<Record<string, DumpColumn>>,
  rows: number,
  options: DumpOptions = {},
): string {
  writeFileSync(path, dumpBytes(columns, rows, options));
  return path;
}
