import type { ColumnChunk, NumberType } from '../../src/index.ts';

export type Scalar = number | bigint | boolean | string;

/** A row's value: null, a scalar (a text where the reader of chunks looks it up), or the elements of a list. */
export type Cell = Scalar | null | readonly Scalar[];

/** The rows of a chunk as plain values, decoded by other means than the package's. */
export function cellsOf(chunk: ColumnChunk, rows: number): Cell[] {
  const view = new DataView(chunk.data.buffer, chunk.data.byteOffset, chunk.data.byteLength);
  return Array.from({ length: rows }, (_, row) => {
    if (chunk.validity !== null && !bitAt(chunk.validity, row)) return null;
    const scalarAt = scalarReaders[chunk.type];
    if (chunk.classes === null) return scalarAt(view, row);
    const first = row * chunk.classes;
    return Array.from({ length: chunk.classes }, (_, index) => scalarAt(view, first + index));
  });
}

export function bitAt(bytes: Uint8Array, index: number): boolean {
  return (((bytes[index >> 3] ?? 0) >> (index & 7)) & 1) === 1;
}

type ScalarReader = (view: DataView, index: number) => Scalar;

export const scalarReaders: Readonly<Record<NumberType, ScalarReader>> = {
  bool: (view, index) => ((view.getUint8(index >> 3) >> (index & 7)) & 1) === 1,
  int8: (view, index) => view.getInt8(index),
  uint8: (view, index) => view.getUint8(index),
  int16: (view, index) => view.getInt16(index * 2, true),
  uint16: (view, index) => view.getUint16(index * 2, true),
  int32: (view, index) => view.getInt32(index * 4, true),
  uint32: (view, index) => view.getUint32(index * 4, true),
  int64: (view, index) => view.getBigInt64(index * 8, true),
  uint64: (view, index) => view.getBigUint64(index * 8, true),
  float16: (view, index) => float16(view.getUint16(index * 2, true)),
  float32: (view, index) => view.getFloat32(index * 4, true),
  float64: (view, index) => view.getFloat64(index * 8, true),
};

function float16(bits: number): number {
  const sign = bits >> 15 === 0 ? 1 : -1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : Number.NaN;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  return sign * (1024 + fraction) * 2 ** (exponent - 25);
}
