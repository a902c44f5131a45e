const bitWidths = {
  int8: 8,
  uint8: 8,
  int16: 16,
  uint16: 16,
  int32: 32,
  uint32: 32,
  int64: 64,
  uint64: 64,
  float16: 16,
  float32: 32,
  float64: 64,
  bool: 1,
} as const;

/** The value types that a column, or the elements of a fixed-size list column, can have. */
export type NumberType = keyof typeof bitWidths;

/** @returns bits that one value takes in its data buffer: 1 for bool, else a multiple of 8 */
export function bitsPerValue(type: NumberType): number {
  return bitWidths[type];
}
