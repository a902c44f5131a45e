import type { Backend, IntegerType, LookUp } from './backend.ts';
import { asInt16, asInt32, asInt8, asUint16, asUint32, asUint8 } from './plain-views.ts';
import type { View } from './plain-views.ts';

function lookUpBy(view: View): LookUp {
  return (out, table, first, data, from, length) => {
    const values = view(data, from, length);
    for (let i = 0; i < length; i++) {
      const place = values[i]! - first;
      const found = place >= 0 && place < table.length ? table[place]! : -1;
      if (found < 0) return i;
      out[i] = found;
    }
    return length;
  };
}

/** Values that no double holds are rounded, and so never those of a place that has a number. */
function lookUpWide(highWords: View): LookUp {
  return (out, table, first, data, from, length) => {
    const low = asUint32(data, from * 2, length * 2);
    const high = highWords(data, from * 2, length * 2);
    for (let i = 0; i < length; i++) {
      const place = high[2 * i + 1]! * 2 ** 32 + low[2 * i]! - first;
      const found = place >= 0 && place < table.length ? table[place]! : -1;
      if (found < 0) return i;
      out[i] = found;
    }
    return length;
  };
}

/** Look-ups of integers of each type. */
export const plainLookUps: Backend['lookUps'] = {
  int8: lookUpBy(asInt8),
  int16: lookUpBy(asInt16),
  int32: lookUpBy(asInt32),
  int64: lookUpWide(asInt32),
  uint8: lookUpBy(asUint8),
  uint16: lookUpBy(asUint16),
  uint32: lookUpBy(asUint32),
  uint64: lookUpWide(asUint32),
} satisfies Readonly<Record<IntegerType, LookUp>>;
