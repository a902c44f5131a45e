// The probabilities at the labels straight from columns, as plain-factors.ts of @offmark/losses, where nothing is odd
// about a row: what is told here in few operations may be less than what plain-factors.ts tells, never more.
import { checkInt32, checkUint8, floatFrom } from './checks';
import { Bytes, Pair } from './vector';

/** Rows after which to look whether all were plain so far; a multiple of 4. */
const rowsPerLook: i32 = 64;
/** An f32's bits up to these, as unsigned integers, are those of a number from +0 to 1. */
const bitsOfOne: i32 = 0x3f80_0000;

/** Sums of f32 or f64 rows in any order, which are within tolerance of 1 for certain where they are within these. */
class Limit {
  /**
   * The sum of four lanes goes through at most classes / 4 + 3 additions, each with an error of 2⁻²⁴ of it; twice that
   * is more than all of it, sums being at most 1.1, and more than what the sum of doubles and its bounds are off.
   */
  @inline static ofFloats(tolerance: f64, classes: i32): f64 {
    return tolerance - <f64>((classes >> 2) + 3) * (2.0 / 16777216.0);
  }

  /** Likewise for two sums of doubles in two orders, classes additions with an error of 2⁻⁵³ each. */
  @inline static ofDoubles(tolerance: f64, classes: i32): f64 {
    return tolerance - <f64>(classes + 3) * (4.0 / 9007199254740992.0);
  }
}

class FloatRow {
  /** The first so many lanes of four. */
  @inline static tailMask(classes: i32): v128 {
    return i32x4.lt_s(i32x4(0, 1, 2, 3), i32x4.splat(classes & 3));
  }

  /** Four rows' sums of four lanes each. */
  @inline static four(a: v128, b: v128, c: v128, d: v128): v128 {
    const ab = f32x4.add(i32x4.shuffle(a, b, 0, 1, 4, 5), i32x4.shuffle(a, b, 2, 3, 6, 7));
    const cd = f32x4.add(i32x4.shuffle(c, d, 0, 1, 4, 5), i32x4.shuffle(c, d, 2, 3, 6, 7));
    return f32x4.add(i32x4.shuffle(ab, cd, 0, 2, 4, 6), i32x4.shuffle(ab, cd, 1, 3, 5, 7));
  }
}

class LabelAt {
  /** The bytes from a row's start to the number at its label. */
  @inline static of<L>(labels: usize, row: i32, shift: usize): usize {
    return (<usize>load<L>(labels + <usize>row * sizeof<L>())) << shift;
  }
}

/** @param labels  in [0, classes), all of them */
function factorsOfFloats<L>(
  out: usize,
  labels: usize,
  p: usize,
  rows: i32,
  classes: i32,
  least: f64,
  tolerance: f64,
): bool {
  const most = Limit.ofFloats(tolerance, classes);
  // With so many classes, rounding would take most of the tolerance.
  if (!(most >= tolerance / 8))
    return factorsOfManyFloats<L>(out, labels, p, rows, classes, least, tolerance);
  const limit = f32x4.splat(<f32>most);
  const low = f32x4.splat(floatFrom(least));
  const one = f32x4.splat(1);
  const mask = FloatRow.tailMask(classes);
  const width = (<usize>classes) << 2;
  const whole = width & ~15;
  const hasTail = whole < width;
  const last = rows - 1;
  let plain = i32x4.splat(-1);
  let largest = i32x4.splat(0);
  for (let row = 0; row < rows; row += 4) {
    // Behind the last row it is the last again.
    const i1 = min(row + 1, last);
    const i2 = min(row + 2, last);
    const i3 = min(row + 3, last);
    const r0 = p + <usize>row * width;
    const r1 = p + <usize>i1 * width;
    const r2 = p + <usize>i2 * width;
    const r3 = p + <usize>i3 * width;
    let sum0 = i32x4.splat(0);
    let sum1 = sum0;
    let sum2 = sum0;
    let sum3 = sum0;
    for (let at: usize = 0; at < whole; at += 16) {
      const x0 = v128.load(r0 + at);
      const x1 = v128.load(r1 + at);
      const x2 = v128.load(r2 + at);
      const x3 = v128.load(r3 + at);
      largest = i32x4.max_u(largest, i32x4.max_u(i32x4.max_u(x0, x1), i32x4.max_u(x2, x3)));
      sum0 = f32x4.add(sum0, x0);
      sum1 = f32x4.add(sum1, x1);
      sum2 = f32x4.add(sum2, x2);
      sum3 = f32x4.add(sum3, x3);
    }
    if (hasTail) {
      const x0 = v128.and(v128.load(r0 + whole), mask);
      const x1 = v128.and(v128.load(r1 + whole), mask);
      const x2 = v128.and(v128.load(r2 + whole), mask);
      const x3 = v128.and(v128.load(r3 + whole), mask);
      largest = i32x4.max_u(largest, i32x4.max_u(i32x4.max_u(x0, x1), i32x4.max_u(x2, x3)));
      sum0 = f32x4.add(sum0, x0);
      sum1 = f32x4.add(sum1, x1);
      sum2 = f32x4.add(sum2, x2);
      sum3 = f32x4.add(sum3, x3);
    }
    const sums = FloatRow.four(sum0, sum1, sum2, sum3);
    let picked = v128.load32_zero(r0 + LabelAt.of<L>(labels, row, 2));
    picked = v128.load32_lane(r1 + LabelAt.of<L>(labels, i1, 2), picked, 1);
    picked = v128.load32_lane(r2 + LabelAt.of<L>(labels, i2, 2), picked, 2);
    picked = v128.load32_lane(r3 + LabelAt.of<L>(labels, i3, 2), picked, 3);
    const near = f32x4.le(f32x4.abs(f32x4.sub(sums, one)), limit);
    plain = v128.and(plain, v128.and(near, f32x4.ge(picked, low)));
    v128.store(out + Bytes.of(row), f64x2.promote_low_f32x4(picked));
    v128.store(out + Bytes.of(row), f64x2.promote_low_f32x4(Pair.high(picked)), 16);
    if ((row & (rowsPerLook - 4)) == rowsPerLook - 4 && !i32x4.all_true(plain)) return false;
  }
  return i32x4.all_true(v128.and(plain, i32x4.le_u(largest, i32x4.splat(bitsOfOne))));
}

/** As `factorsOfFloats`, by sums of doubles. @param labels  in [0, classes), all of them */
function factorsOfManyFloats<L>(
  out: usize,
  labels: usize,
  p: usize,
  rows: i32,
  classes: i32,
  least: f64,
  tolerance: f64,
): bool {
  const limit = Limit.ofDoubles(tolerance, classes);
  const mask = FloatRow.tailMask(classes);
  const width = (<usize>classes) << 2;
  const whole = width & ~15;
  let largest = i32x4.splat(0);
  for (let row = 0; row < rows; row++, p += width) {
    let low = Pair.of(0);
    let high = low;
    for (let at: usize = 0; at < whole; at += 16) {
      const x = v128.load(p + at);
      largest = i32x4.max_u(largest, x);
      low = f64x2.add(low, f64x2.promote_low_f32x4(x));
      high = f64x2.add(high, f64x2.promote_low_f32x4(Pair.high(x)));
    }
    const x = v128.and(v128.load(p + whole), mask);
    largest = i32x4.max_u(largest, x);
    low = f64x2.add(low, f64x2.promote_low_f32x4(x));
    high = f64x2.add(high, f64x2.promote_low_f32x4(Pair.high(x)));
    const sums = f64x2.add(low, high);
    const sum = f64x2.extract_lane(sums, 0) + f64x2.extract_lane(sums, 1);
    const factor = <f64>load<f32>(p + LabelAt.of<L>(labels, row, 2));
    if (!(Math.abs(sum - 1) <= limit && factor >= least)) return false;
    store<f64>(out + Bytes.of(row), factor);
  }
  return i32x4.all_true(i32x4.le_u(largest, i32x4.splat(bitsOfOne)));
}

/** @param labels  in [0, classes), all of them */
function factorsOfDoubles<L>(
  out: usize,
  labels: usize,
  p: usize,
  rows: i32,
  classes: i32,
  least: f64,
  tolerance: f64,
): bool {
  const limit = Pair.of(Limit.ofDoubles(tolerance, classes));
  const low = Pair.of(least);
  const zero = Pair.of(0);
  const one = Pair.of(1);
  const width = Bytes.of(classes);
  const pairs = Bytes.of(classes & ~1);
  let plain = i64x2.splat(-1);
  for (let row = 0; row < rows; row += 2) {
    // Behind the last row it is the last again.
    const i1 = min(row + 1, rows - 1);
    const r0 = p + <usize>row * width;
    const r1 = p + <usize>i1 * width;
    let sum0 = zero;
    let sum1 = zero;
    let least01 = zero;
    let most01 = one;
    for (let at: usize = 0; at < pairs; at += 16) {
      const x0 = v128.load(r0 + at);
      const x1 = v128.load(r1 + at);
      least01 = f64x2.pmin(least01, f64x2.pmin(x0, x1));
      most01 = f64x2.pmax(most01, f64x2.pmax(x0, x1));
      sum0 = f64x2.add(sum0, x0);
      sum1 = f64x2.add(sum1, x1);
    }
    let sums = f64x2.add(Pair.firsts(sum0, sum1), Pair.seconds(sum0, sum1));
    if (pairs < width) {
      const x = v128.load64_lane(r1 + pairs, v128.load64_zero(r0 + pairs), 1);
      least01 = f64x2.pmin(least01, x);
      most01 = f64x2.pmax(most01, x);
      sums = f64x2.add(sums, x);
    }
    const at0 = v128.load64_zero(r0 + LabelAt.of<L>(labels, row, 3));
    const picked = v128.load64_lane(r1 + LabelAt.of<L>(labels, i1, 3), at0, 1);
    // NaN is no least or most number, but no sum with it is near 1.
    const inside = v128.and(f64x2.ge(least01, zero), f64x2.le(most01, one));
    const near = f64x2.le(f64x2.abs(f64x2.sub(sums, one)), limit);
    plain = v128.and(plain, v128.and(v128.and(near, inside), f64x2.ge(picked, low)));
    v128.store(out + Bytes.of(row), picked);
    if ((row & (rowsPerLook - 2)) == rowsPerLook - 2 && !i64x2.all_true(plain)) return false;
  }
  return i64x2.all_true(plain);
}

export function labelFactorsInt32Float32(
  out: usize,
  labels: usize,
  p: usize,
  rows: i32,
  classes: i32,
  least: f64,
  tolerance: f64,
): bool {
  if (!checkInt32(labels, rows, 0, classes - 1)) return false;
  return factorsOfFloats<i32>(out, labels, p, rows, classes, least, tolerance);
}

export function labelFactorsUint8Float32(
  out: usize,
  labels: usize,
  p: usize,
  rows: i32,
  classes: i32,
  least: f64,
  tolerance: f64,
): bool {
  if (!checkUint8(labels, rows, 0, classes - 1)) return false;
  return factorsOfFloats<u8>(out, labels, p, rows, classes, least, tolerance);
}

export function labelFactorsInt32Float64(
  out: usize,
  labels: usize,
  p: usize,
  rows: i32,
  classes: i32,
  least: f64,
  tolerance: f64,
): bool {
  if (!checkInt32(labels, rows, 0, classes - 1)) return false;
  return factorsOfDoubles<i32>(out, labels, p, rows, classes, least, tolerance);
}

export function labelFactorsUint8Float64(
  out: usize,
  labels: usize,
  p: usize,
  rows: i32,
  classes: i32,
  least: f64,
  tolerance: f64,
): bool {
  if (!checkUint8(labels, rows, 0, classes - 1)) return false;
  return factorsOfDoubles<u8>(out, labels, p, rows, classes, least, tolerance);
}
