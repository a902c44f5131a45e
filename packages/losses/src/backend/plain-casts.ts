import type { BlockCast, NumberType } from './backend.ts';

/** Views bytes as numbers. Columns are aligned for their type, so that a view needs no copy. */
type View = (buffer: ArrayBufferLike, byteOffset: number, length: number) => ArrayLike<number>;

function castOf(view: View, bytesPerNumber: number): BlockCast {
  return (out, data, from, length) => {
    const numbers = view(data.buffer, data.byteOffset + from * bytesPerNumber, length);
    for (let i = 0; i < length; i++) out[i] = numbers[i]!;
  };
}

const castFloat32: BlockCast = (out, data, from, length) => {
  out.set(new Float32Array(data.buffer, data.byteOffset + from * 4, length));
};

const castFloat64: BlockCast = (out, data, from, length) => {
  out.set(new Float64Array(data.buffer, data.byteOffset + from * 8, length));
};

const castBool: BlockCast = (out, data, from, length) => {
  for (let i = 0; i < length; i++) {
    const bit = from + i;
    out[i] = (data[Math.floor(bit / 8)]! >> (bit % 8)) & 1;
  }
};

/** IEEE binary16: every half is a double exactly. */
function halfToDouble(half: number): number {
  const sign = half >= 0x8000 ? -1 : 1;
  const exponent = (half >> 10) & 0x1f;
  const fraction = half & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : NaN;
  return sign * (1024 + fraction) * scales[exponent]!;
}
const scales = Float64Array.from({ length: 31 }, (_, exponent) => 2 ** (exponent - 25));

const castFloat16: BlockCast = (out, data, from, length) => {
  const halves = new Uint16Array(data.buffer, data.byteOffset + from * 2, length);
  for (let i = 0; i < length; i++) out[i] = halfToDouble(halves[i]!);
};

/** Rounds to the nearest double; the rows' rules refuse what lies beyond ±(2⁵³ − 1) before it is used. */
function castWords(highWords: View): BlockCast {
  return (out, data, from, length) => {
    const low = new Uint32Array(data.buffer, data.byteOffset + from * 8, length * 2);
    const high = highWords(data.buffer, data.byteOffset + from * 8, length * 2);
    for (let i = 0; i < length; i++) out[i] = high[2 * i + 1]! * 2 ** 32 + low[2 * i]!;
  };
}

const asInt8: View = (buffer, byteOffset, length) => new Int8Array(buffer, byteOffset, length);
const asInt16: View = (buffer, byteOffset, length) => new Int16Array(buffer, byteOffset, length);
const asInt32: View = (buffer, byteOffset, length) => new Int32Array(buffer, byteOffset, length);
const asUint8: View = (buffer, byteOffset, length) => new Uint8Array(buffer, byteOffset, length);
const asUint16: View = (buffer, byteOffset, length) => new Uint16Array(buffer, byteOffset, length);
const asUint32: View = (buffer, byteOffset, length) => new Uint32Array(buffer, byteOffset, length);

/** Casts to f64 from each type of number. */
export const plainCasts: Readonly<Record<NumberType, BlockCast>> = {
  bool: castBool,
  float16: castFloat16,
  float32: castFloat32,
  float64: castFloat64,
  int8: castOf(asInt8, 1),
  int16: castOf(asInt16, 2),
  int32: castOf(asInt32, 4),
  int64: castWords(asInt32),
  uint8: castOf(asUint8, 1),
  uint16: castOf(asUint16, 2),
  uint32: castOf(asUint32, 4),
  uint64: castWords(asUint32),
};
