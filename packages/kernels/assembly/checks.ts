import { Eight } from './casts';
import { sums } from './layout';
import { Pair } from './vector';

/** Whether low ≤ x ≤ high for exactly `length` numbers; never so for NaN. */
export function within(x: usize, length: i32, low: f64, high: f64): bool {
  const least = Pair.of(low);
  const most = Pair.of(high);
  const end = x + ((<usize>length) << 3);
  let inside = i64x2.splat(-1);
  for (; x + 64 <= end; x += 64) {
    const a = Inside.doubles(v128.load(x), least, most);
    const b = Inside.doubles(v128.load(x, 16), least, most);
    const c = Inside.doubles(v128.load(x, 32), least, most);
    const d = Inside.doubles(v128.load(x, 48), least, most);
    inside = v128.and(inside, v128.and(v128.and(a, b), v128.and(c, d)));
  }
  for (; x < end; x += 8) inside = v128.and(inside, Inside.doubles(v128.load64_splat(x), least, most));
  return Pair.allTrue(inside);
}

class Inside {
  @inline static doubles(x: v128, least: v128, most: v128): v128 {
    return v128.and(f64x2.ge(x, least), f64x2.le(x, most));
  }

  @inline static floats(x: v128, least: v128, most: v128): v128 {
    return v128.and(f32x4.ge(x, least), f32x4.le(x, most));
  }

  @inline static words(signed: bool, data: usize, length: i32, low: f64, high: f64): bool {
    const least = Pair.of(low);
    const most = Pair.of(high);
    const end = data + ((<usize>length) << 3);
    let inside = i64x2.splat(-1);
    for (; data + 16 <= end; data += 16) {
      inside = v128.and(inside, Inside.doubles(Eight.words(signed, v128.load(data)), least, most));
    }
    if (data < end) {
      const last = Eight.words(signed, v128.load64_splat(data));
      inside = v128.and(inside, Inside.doubles(last, least, most));
    }
    return Pair.allTrue(inside);
  }
}

/** The least f32 that is at least x. */
export function floatFrom(x: f64): f32 {
  const nearest = <f32>x;
  if (!(<f64>nearest < x)) return nearest;
  if (nearest == 0) return reinterpret<f32>(1);
  return reinterpret<f32>(reinterpret<i32>(nearest) + (nearest > 0 ? 1 : -1));
}

export function checkFloat32(data: usize, length: i32, low: f64, high: f64): bool {
  const least = f32x4.splat(floatFrom(low));
  const most = f32x4.splat(-floatFrom(-high));
  const end = data + ((<usize>length) << 2);
  let inside = i64x2.splat(-1);
  for (; data + 64 <= end; data += 64) {
    const a = Inside.floats(v128.load(data), least, most);
    const b = Inside.floats(v128.load(data, 16), least, most);
    const c = Inside.floats(v128.load(data, 32), least, most);
    const d = Inside.floats(v128.load(data, 48), least, most);
    inside = v128.and(inside, v128.and(v128.and(a, b), v128.and(c, d)));
  }
  for (; data < end; data += 4) {
    inside = v128.and(inside, Inside.floats(v128.load32_splat(data), least, most));
  }
  return i32x4.all_true(inside);
}

/** Casting keeps the order, so that the least and the greatest number tell. */
function checkIntegers<T>(data: usize, length: i32, low: f64, high: f64): bool {
  const end = data + <usize>length * sizeof<T>();
  let least = load<T>(data);
  let greatest = least;
  if (data + 16 <= end) {
    let leasts = v128.load(data);
    let greatests = leasts;
    for (; data + 16 <= end; data += 16) {
      const numbers = v128.load(data);
      leasts = v128.min<T>(leasts, numbers);
      greatests = v128.max<T>(greatests, numbers);
    }
    v128.store(sums, leasts);
    v128.store(sums, greatests, 16);
    for (let at = sums; at < sums + 16; at += sizeof<T>()) {
      least = min(least, load<T>(at));
      greatest = max(greatest, load<T>(at, 16));
    }
  }
  for (; data < end; data += sizeof<T>()) {
    least = min(least, load<T>(data));
    greatest = max(greatest, load<T>(data));
  }
  return length == 0 || (<f64>least >= low && <f64>greatest <= high);
}

export function checkInt8(data: usize, length: i32, low: f64, high: f64): bool {
  return checkIntegers<i8>(data, length, low, high);
}

export function checkInt16(data: usize, length: i32, low: f64, high: f64): bool {
  return checkIntegers<i16>(data, length, low, high);
}

export function checkInt32(data: usize, length: i32, low: f64, high: f64): bool {
  return checkIntegers<i32>(data, length, low, high);
}

export function checkInt64(data: usize, length: i32, low: f64, high: f64): bool {
  return Inside.words(true, data, length, low, high);
}

export function checkUint8(data: usize, length: i32, low: f64, high: f64): bool {
  return checkIntegers<u8>(data, length, low, high);
}

export function checkUint16(data: usize, length: i32, low: f64, high: f64): bool {
  return checkIntegers<u16>(data, length, low, high);
}

export function checkUint32(data: usize, length: i32, low: f64, high: f64): bool {
  return checkIntegers<u32>(data, length, low, high);
}

export function checkUint64(data: usize, length: i32, low: f64, high: f64): bool {
  return Inside.words(false, data, length, low, high);
}

/** Four halves are four f32. */
export function checkFloat16(data: usize, length: i32, low: f64, high: f64): bool {
  const least = f32x4.splat(floatFrom(low));
  const most = f32x4.splat(-floatFrom(-high));
  const end = data + ((<usize>length) << 1);
  let inside = i64x2.splat(-1);
  for (; data + 16 <= end; data += 16) {
    const halves = v128.load(data);
    const first = Eight.halves(i32x4.extend_low_i16x8_u(halves));
    const second = Eight.halves(i32x4.extend_high_i16x8_u(halves));
    inside = v128.and(inside, Inside.floats(first, least, most));
    inside = v128.and(inside, Inside.floats(second, least, most));
  }
  for (; data < end; data += 2) {
    const half = Eight.halves(i32x4.splat(<i32>load<u16>(data)));
    inside = v128.and(inside, Inside.floats(half, least, most));
  }
  return i32x4.all_true(inside);
}

/** The first number is that bit of the data. */
export function checkBool(data: usize, length: i32, low: f64, high: f64, bit: i32): bool {
  const zero: u32 = 0 >= low && 0 <= high ? 0 : 0xff;
  const one: u32 = 1 >= low && 1 <= high ? 0 : 0xff;
  let wrong: u32 = 0;
  for (; length >= 8; length -= 8, data += 1) {
    const bits = Eight.bits(data, bit);
    wrong |= (bits & one) | (~bits & zero);
  }
  const bits = Eight.bits(data, bit);
  wrong |= ((bits & one) | (~bits & zero)) & ((1 << length) - 1);
  return wrong == 0;
}
