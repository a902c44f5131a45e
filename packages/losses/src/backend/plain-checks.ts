import type { BlockCheck, NumberType } from './backend.ts';
import { plainCasts } from './plain-casts.ts';
import { asFloat32, asFloat64 } from './plain-views.ts';

/** Whether low ≤ x ≤ high for the first `length` numbers; never so for NaN. */
export function within(x: Float64Array, length: number, low: number, high: number): boolean {
  for (let i = 0; i < length; i++) if (!(x[i]! >= low && x[i]! <= high)) return false;
  return true;
}

function within32(x: Float32Array, length: number, low: number, high: number): boolean {
  for (let i = 0; i < length; i++) if (!(x[i]! >= low && x[i]! <= high)) return false;
  return true;
}

/** Integers are cast first, a few at a time. */
function checkOf(type: NumberType): BlockCheck {
  const cast = plainCasts[type];
  return (data, from, length, low, high) => {
    const block = new Float64Array(Math.min(length, 2048));
    for (let done = 0; done < length; done += block.length) {
      const count = Math.min(block.length, length - done);
      cast(block, data, from + done, count);
      if (!within(block, count, low, high)) return false;
    }
    return true;
  };
}

/** Range checks over columns as they stand in memory. */
export const plainChecks: Readonly<Record<NumberType, BlockCheck>> = {
  bool: checkOf('bool'),
  float16: checkOf('float16'),
  float32: (data, from, length, low, high) => within32(asFloat32(data, from, length), length, low, high),
  float64: (data, from, length, low, high) => within(asFloat64(data, from, length), length, low, high),
  int8: checkOf('int8'),
  int16: checkOf('int16'),
  int32: checkOf('int32'),
  int64: checkOf('int64'),
  uint8: checkOf('uint8'),
  uint16: checkOf('uint16'),
  uint32: checkOf('uint32'),
  uint64: checkOf('uint64'),
};
