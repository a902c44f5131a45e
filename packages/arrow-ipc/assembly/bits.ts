/**
 * Bits are read from the end of a stream towards its start: `left` counts those that are still unread, the ones at the
 * lowest addresses. Reads may reach a few bytes below the start and beyond the end; memory has room for them there.
 */
export class Bits {
  /** @returns the bits of a stream, its end mark taken off; −1 if there is no mark */
  @inline static of(start: usize, end: usize): i32 {
    if (end <= start) return -1;
    const last = <u32>load<u8>(end - 1);
    return last == 0 ? -1 : ((<i32>(end - start)) << 3) - <i32>clz<u32>(last) + 23;
  }

  /** The 57 bits or more above bit `at`. */
  @inline static above(start: usize, at: i32): u64 {
    return load<u64>(start + (at >> 3)) >> <u64>(at & 7);
  }

  /** @param count up to 56; what is above its six lowest bits doesn't matter */
  @inline static low(value: u64, count: u64): u64 {
    return value & (((<u64>1) << count) - 1);
  }

  /** The 56 bits or more below bit `left`, which stands above them. */
  @inline static below(start: usize, left: i32): u64 {
    return load<u64>(start + (left >> 3) - 7) << (<u64>(~left & 7));
  }

  /** The next bits as a number, zeros behind the last one. @param count up to 25 */
  @inline static peek(start: usize, left: i32, count: i32): u32 {
    const mask = ((<u32>1) << count) - 1;
    if (left >= count) {
      const at = left - count;
      return (load<u32>(start + (at >> 3)) >> (at & 7)) & mask;
    }
    if (left <= 0) return 0;
    return (load<u32>(start) & (((<u32>1) << left) - 1)) << (count - left);
  }
}
