import { Bytes } from './vector';

class Difference {
  @inline static finish(squared: bool, difference: v128): v128 {
    return squared ? f64x2.mul(difference, difference) : difference;
  }

  /** Of the two f32 at each address. f32 is exact as f64. */
  @inline static ofFloats(squared: bool, a: usize, b: usize, offset: usize): v128 {
    const x = f64x2.promote_low_f32x4(v128.load64_zero(a + offset));
    const y = f64x2.promote_low_f32x4(v128.load64_zero(b + offset));
    return Difference.finish(squared, f64x2.sub(x, y));
  }

  @inline static ofDoubles(squared: bool, a: usize, b: usize, offset: usize): v128 {
    return Difference.finish(squared, f64x2.sub(v128.load(a + offset), v128.load(b + offset)));
  }

  @inline static floats(squared: bool, out: usize, a: usize, b: usize, length: i32): void {
    for (const end = out + Bytes.of(length); out < end; out += 64, a += 32, b += 32) {
      v128.store(out, Difference.ofFloats(squared, a, b, 0));
      v128.store(out, Difference.ofFloats(squared, a, b, 8), 16);
      v128.store(out, Difference.ofFloats(squared, a, b, 16), 32);
      v128.store(out, Difference.ofFloats(squared, a, b, 24), 48);
    }
  }

  @inline static doubles(squared: bool, out: usize, a: usize, b: usize, length: i32): void {
    for (const end = out + Bytes.of(length); out < end; out += 64, a += 64, b += 64) {
      v128.store(out, Difference.ofDoubles(squared, a, b, 0));
      v128.store(out, Difference.ofDoubles(squared, a, b, 16), 16);
      v128.store(out, Difference.ofDoubles(squared, a, b, 32), 32);
      v128.store(out, Difference.ofDoubles(squared, a, b, 48), 48);
    }
  }
}

export function differenceFloat32(out: usize, a: usize, b: usize, length: i32): void {
  Difference.floats(false, out, a, b, length);
}

export function differenceFloat64(out: usize, a: usize, b: usize, length: i32): void {
  Difference.doubles(false, out, a, b, length);
}

export function squaredDifferenceFloat32(out: usize, a: usize, b: usize, length: i32): void {
  Difference.floats(true, out, a, b, length);
}

export function squaredDifferenceFloat64(out: usize, a: usize, b: usize, length: i32): void {
  Difference.doubles(true, out, a, b, length);
}
