import type { BlockCast, NumberType } from './backend.ts';
import {
  asFloat32,
  asFloat64,
  asInt16,
  asInt32,
  asInt8,
  asUint16,
  asUint32,
  asUint8,
} from './plain-views.ts';
import type { View } from './plain-views.ts';

function castOf(view: View): BlockCast {
  return (out, data, from, length) => {
    const numbers = view(data, from, length);
    for (let i = 0; i < length; i++) out[i] = numbers[i]!;
  };
}

const castBool: BlockCast = (out, data, from, length) => {
  for (let i = 0; i < length; i++) {
    const bit = from + i;
    out[i] = (data[Math.floor(bit / 8)]! >> (bit % 8)) & 1;
  }
};

/** 2^(e − 25) for the exponents of normal halves. */
const halfScales = Float64Array.from({ length: 31 }, (_, exponent) => 2 ** (exponent - 25));

/** IEEE binary16: every half is a double exactly. */
function halfToDouble(half: number): number {
  const sign = half >= 0x8000 ? -1 : 1;
  const exponent = (half >> 10) & 0x1f;
  const fraction = half & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : NaN;
  return sign * (1024 + fraction) * halfScales[exponent]!;
}

const castFloat16: BlockCast = (out, data, from, length) => {
  const halves = asUint16(data, from, length);
  for (let i = 0; i < length; i++) out[i] = halfToDouble(halves[i]!);
};

/** Rounds to the nearest double; the rows' rules refuse what lies beyond ±(2⁵³ − 1) before it is used. */
function castWords(highWords: View): BlockCast {
  return (out, data, from, length) => {
    const low = asUint32(data, from * 2, length * 2);
    const high = highWords(data, from * 2, length * 2);
    for (let i = 0; i < length; i++) out[i] = high[2 * i + 1]! * 2 ** 32 + low[2 * i]!;
  };
}

/** Casts to f64 from each type of number. */
export const plainCasts: Readonly<Record<NumberType, BlockCast>> = {
  bool: castBool,
  float16: castFloat16,
  float32: (out, data, from, length) => out.set(asFloat32(data, from, length)),
  float64: (out, data, from, length) => out.set(asFloat64(data, from, length)),
  int8: castOf(asInt8),
  int16: castOf(asInt16),
  int32: castOf(asInt32),
  int64: castWords(asInt32),
  uint8: castOf(asUint8),
  uint16: castOf(asUint16),
  uint32: castOf(asUint32),
  uint64: castWords(asUint32),
};
