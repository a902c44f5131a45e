/** Views bytes as numbers. Columns are aligned for their type, so that a view needs no copy. */
export type View = (data: Uint8Array, from: number, length: number) => ArrayLike<number>;

export const asInt8: View = ({ buffer, byteOffset }, from, length) =>
  new Int8Array(buffer, byteOffset + from, length);
export const asUint8: View = (data, from, length) => data.subarray(from, from + length);
export const asInt16: View = ({ buffer, byteOffset }, from, length) =>
  new Int16Array(buffer, byteOffset + from * 2, length);
export const asUint16: View = ({ buffer, byteOffset }, from, length) =>
  new Uint16Array(buffer, byteOffset + from * 2, length);
export const asInt32: View = ({ buffer, byteOffset }, from, length) =>
  new Int32Array(buffer, byteOffset + from * 4, length);
export const asUint32: View = ({ buffer, byteOffset }, from, length) =>
  new Uint32Array(buffer, byteOffset + from * 4, length);

export function asFloat32({ buffer, byteOffset }: Uint8Array, from: number, length: number): Float32Array {
  return new Float32Array(buffer, byteOffset + from * 4, length);
}

export function asFloat64({ buffer, byteOffset }: Uint8Array, from: number, length: number): Float64Array {
  return new Float64Array(buffer, byteOffset + from * 8, length);
}
