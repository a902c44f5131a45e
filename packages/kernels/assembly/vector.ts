/** What WebAssembly's vectors of two f64 lack. */
export class Pair {
  @inline static of(x: f64): v128 {
    return f64x2.splat(x);
  }

  @inline static allTrue(mask: v128): bool {
    return i64x2.bitmask(mask) == 3;
  }

  /** `yes` where the mask is set, +0 elsewhere. */
  @inline static where(mask: v128, yes: v128): v128 {
    return v128.and(mask, yes);
  }

  /** +0 where the mask is set, `no` elsewhere. */
  @inline static unless(mask: v128, no: v128): v128 {
    return v128.andnot(no, mask);
  }

  /** The second number in both lanes: where conversions of the low half find it. */
  @inline static high(x: v128): v128 {
    return i64x2.shuffle(x, x, 1, 1);
  }

  @inline static firsts(a: v128, b: v128): v128 {
    return i64x2.shuffle(a, b, 0, 2);
  }

  @inline static seconds(a: v128, b: v128): v128 {
    return i64x2.shuffle(a, b, 1, 3);
  }
}

/** The byte length of that many doubles. */
export class Bytes {
  @inline static of(length: i32): usize {
    return (<usize>length) << 3;
  }
}
