// Factors straight from columns of labels and probabilities, as plain-factors.ts of @offmark/losses, where nothing is
// odd about a row: what is told here in few operations may be less than what plain-factors.ts tells, never more.
import { floatFrom } from './checks';
import { At, Constant } from './constants';
import { Bytes, Pair } from './vector';

/** Rows after which to look whether all were plain so far. */
const rowsPerLook: i32 = 256;
/** 1 − p is exact for each f32 from here to 1. */
const leastExact: f32 = reinterpret<f32>(0x3080_0000);

class Factor {
  /** p where the label is 1, 1 − p where it is 0, of two rows. */
  @inline static of(label: v128, p: v128): v128 {
    return f64x2.abs(f64x2.sub(f64x2.sub(Constant.load(At.One), label), p));
  }

  @inline static ofFloats(labels: v128, p: v128): v128 {
    return Factor.of(f64x2.promote_low_f32x4(labels), f64x2.promote_low_f32x4(p));
  }

  /** The most that p may be where the label is 0, so that 1 − p is at least that. */
  @inline static mostFloat(least: f64): f32 {
    const most = -floatFrom(least - 1);
    // Rounded to 1, the difference may be too large.
    return 1 - <f64>most >= least ? most : reinterpret<f32>(reinterpret<i32>(most) - 1);
  }
}

class PlainFloats {
  /** Where the label is 0 or 1, and p is either the same or within bounds that suit both. */
  @inline static rows(labels: v128, p: v128, low: v128, high: v128): v128 {
    const zero = f32x4.splat(0);
    const one = f32x4.splat(1);
    const hard = v128.or(f32x4.eq(labels, zero), f32x4.eq(labels, one));
    return v128.and(hard, PlainFloats.beside(labels, p, low, high));
  }

  @inline static beside(labels: v128, p: v128, low: v128, high: v128): v128 {
    return v128.or(v128.and(f32x4.ge(p, low), f32x4.le(p, high)), f32x4.eq(labels, p));
  }
}

export function bernoulliFactorsFloat32Float32(
  out: usize,
  _rests: usize,
  labels: usize,
  p: usize,
  length: i32,
  least: f64,
): bool {
  if (!(least <= 1)) return false;
  const low = f32x4.splat(max(floatFrom(least), leastExact));
  const high = f32x4.splat(Factor.mostFloat(least));
  const fours = length & ~3;
  let plain = i32x4.splat(-1);
  for (let row = 0; row < fours;) {
    for (const end = min(row + rowsPerLook, fours); row < end; row += 4, out += 32, labels += 16, p += 16) {
      plain = v128.and(plain, PlainFloats.rows(v128.load(labels), v128.load(p), low, high));
      v128.store(out, Factor.ofFloats(v128.load64_zero(labels), v128.load64_zero(p)));
      v128.store(out, Factor.ofFloats(v128.load64_zero(labels, 8), v128.load64_zero(p, 8)), 16);
    }
    if (!i32x4.all_true(plain)) return false;
  }
  for (let row = fours; row < length; row++, out += 8, labels += 4, p += 4) {
    const y = v128.load32_splat(labels);
    const x = v128.load32_splat(p);
    plain = v128.and(plain, PlainFloats.rows(y, x, low, high));
    store<f64>(out, f64x2.extract_lane(Factor.ofFloats(y, x), 0));
  }
  return i32x4.all_true(plain);
}

export function bernoulliFactorsUint8Float32(
  out: usize,
  _rests: usize,
  labels: usize,
  p: usize,
  length: i32,
  least: f64,
): bool {
  if (!(least <= 1)) return false;
  const low = f32x4.splat(max(floatFrom(least), leastExact));
  const high = f32x4.splat(Factor.mostFloat(least));
  const fours = length & ~3;
  let plain = i32x4.splat(-1);
  for (let row = 0; row < fours;) {
    for (const end = min(row + rowsPerLook, fours); row < end; row += 4, out += 32, labels += 4, p += 16) {
      const integers = i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(v128.load32_zero(labels)));
      const y = f32x4.convert_i32x4_s(integers);
      plain = v128.and(plain, PlainFloats.rows(y, v128.load(p), low, high));
      v128.store(
        out,
        Factor.of(f64x2.convert_low_i32x4_s(integers), f64x2.promote_low_f32x4(v128.load64_zero(p))),
      );
      const last = f64x2.convert_low_i32x4_s(Pair.high(integers));
      v128.store(out, Factor.of(last, f64x2.promote_low_f32x4(v128.load64_zero(p, 8))), 16);
    }
    if (!i32x4.all_true(plain)) return false;
  }
  for (let row = fours; row < length; row++, out += 8, labels += 1, p += 4) {
    const y = f32x4.splat(<f32>load<u8>(labels));
    const x = v128.load32_splat(p);
    plain = v128.and(plain, PlainFloats.rows(y, x, low, high));
    store<f64>(out, f64x2.extract_lane(Factor.ofFloats(y, x), 0));
  }
  return i32x4.all_true(plain);
}

class Doubles {
  /** Where the label is 0 or 1, p a probability, and the factor at least the least. */
  @inline static plain(label: v128, p: v128, factor: v128, least: v128): v128 {
    const one = Constant.load(At.One);
    const hard = v128.or(f64x2.eq(label, one), f64x2.eq(label, Pair.of(0)));
    const inside = v128.and(f64x2.ge(p, Pair.of(0)), f64x2.le(p, one));
    return v128.and(v128.and(hard, inside), f64x2.ge(factor, least));
  }

  /** What rounding takes from 1 − p over it, negated; 0 where p is the factor. */
  @inline static rest(label: v128, p: v128, factor: v128): v128 {
    const one = Constant.load(At.One);
    const lost = f64x2.sub(f64x2.sub(one, factor), p);
    return Pair.unless(f64x2.eq(label, one), f64x2.sub(Pair.of(0), f64x2.div(lost, factor)));
  }
}

export function bernoulliFactorsFloat64Float64(
  out: usize,
  rests: usize,
  labels: usize,
  p: usize,
  length: i32,
  least: f64,
): bool {
  const floor = Pair.of(least);
  const twos = length & ~1;
  let plain = i64x2.splat(-1);
  for (let row = 0; row < twos;) {
    for (const end = min(row + rowsPerLook, twos); row < end; row += 2) {
      const y = v128.load(labels);
      const x = v128.load(p);
      const factor = Factor.of(y, x);
      plain = v128.and(plain, Doubles.plain(y, x, factor, floor));
      v128.store(out, factor);
      v128.store(rests, Doubles.rest(y, x, factor));
      out += 16;
      rests += 16;
      labels += 16;
      p += 16;
    }
    if (!i64x2.all_true(plain)) return false;
  }
  if (twos == length) return true;
  const y = v128.load64_splat(labels);
  const x = v128.load64_splat(p);
  const factor = Factor.of(y, x);
  store<f64>(out, f64x2.extract_lane(factor, 0));
  store<f64>(rests, f64x2.extract_lane(Doubles.rest(y, x, factor), 0));
  return i64x2.all_true(v128.and(plain, Doubles.plain(y, x, factor, floor)));
}
