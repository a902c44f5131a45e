// As log.ts and log-reduction.ts of @offmark/losses: the same operations in the same order, two numbers at a time.
import {
  At,
  Constant,
  exponentBits,
  largestScaled,
  quarter,
  sixth,
  smallestNormal,
  startBits,
} from './constants';
import { firstMantissa, ln2High, ln2Low } from './constants';
import { expOf, isPlain, powerOfTwo, raiseNegative } from './exponential';
import { logRows } from './layout';
import { Bytes, Pair } from './vector';

const two54: f64 = 18014398509481984;

class Logarithm {
  /**
   * Stores ln max(p, floor) of so many bytes; if weighted, times w, and 0 where w is 0.
   * @returns whether all those maxima are normal numbers, or their w is 0; where not, any number is stored
   */
  @inline static run(weighted: bool, out: usize, w: usize, p: usize, floor: usize, bytes: usize): bool {
    const one = Constant.load(At.One);
    const shift = Constant.load(At.FirstMantissa);
    const ofExponent = Constant.load(At.ExponentBits);
    const ofStart = Constant.load(At.StartBits);
    const twoHigh = Constant.load(At.Ln2High);
    const twoLow = Constant.load(At.Ln2Low);
    const half = Constant.load(At.Half);
    const third = Constant.load(At.Third);
    const fifth = Constant.load(At.Fifth);
    const quarter = Constant.load(At.Quarter);
    const seventh = Constant.load(At.Seventh);
    const sixth = Constant.load(At.FoldedSixth);
    const least = Constant.load(At.SmallestNormal);
    const most = Constant.load(At.Infinite);
    let plain = i64x2.splat(-1);
    for (let at: usize = 0; at < bytes; at += 16) {
      const x = f64x2.pmax(v128.load(p + at), v128.load(floor + at));
      const isNormal = v128.and(f64x2.ge(x, least), f64x2.lt(x, most));
      const shifted = i64x2.sub(x, shift);
      const at0 = <usize>(i32x4.extract_lane(shifted, 1) >> 7) & 0x1fe0;
      const at1 = <usize>(i32x4.extract_lane(shifted, 3) >> 7) & 0x1fe0;
      const row0 = v128.load(at0, logRows);
      const row1 = v128.load(at1, logRows);
      const low = v128.load64_lane(at1, v128.load64_zero(at0, logRows + 16), 1, logRows + 16);
      const inverse = Pair.firsts(row0, row1);
      const mantissa = i64x2.sub(x, v128.and(shifted, ofExponent));
      const start = v128.and(mantissa, ofStart);
      const exact = f64x2.sub(f64x2.mul(start, inverse), one);
      const r = f64x2.add(f64x2.mul(f64x2.sub(mantissa, start), inverse), exact);
      const words = i32x4.shr_s(shifted, 20);
      const twos = f64x2.convert_low_i32x4_s(i32x4.shuffle(words, words, 1, 3, 1, 3));
      const base = f64x2.add(f64x2.mul(twos, twoHigh), Pair.seconds(row0, row1));
      const baseTail = f64x2.add(f64x2.mul(twos, twoLow), low);
      const high = f64x2.add(base, r);
      const rest = f64x2.add(f64x2.sub(r, f64x2.sub(high, base)), baseTail);
      const square = f64x2.mul(r, r);
      const a = f64x2.sub(f64x2.mul(r, third), half);
      const b = f64x2.sub(f64x2.mul(r, fifth), quarter);
      const c = f64x2.sub(f64x2.mul(r, seventh), sixth);
      const bc = f64x2.add(b, f64x2.mul(square, c));
      const tail = f64x2.mul(square, f64x2.add(a, f64x2.mul(square, bc)));
      const log = f64x2.add(high, f64x2.add(tail, rest));
      if (weighted) {
        const weight = v128.load(w + at);
        const none = f64x2.eq(weight, Pair.of(0));
        plain = v128.and(plain, v128.or(none, isNormal));
        v128.store(out + at, Pair.unless(none, f64x2.mul(weight, log)));
      } else {
        plain = v128.and(plain, isNormal);
        v128.store(out + at, log);
      }
    }
    return Pair.allTrue(plain);
  }
}

class LogarithmOfSum {
  /**
   * Stores ln(1 + x) of so many bytes. If clamped, 1 + x is at least the floor; if weighted, times w, and 0 where w
   * is 0; if added, plus max(a, 0).
   * @returns whether the sums are such that the result is right, or their w is 0
   */
  @inline static run(
    clamped: bool,
    weighted: bool,
    added: bool,
    out: usize,
    w: usize,
    x: usize,
    floor: usize,
    a: usize,
    bytes: usize,
  ): bool {
    const one = Constant.load(At.One);
    const shift = Constant.load(At.FirstMantissa);
    const ofExponent = Constant.load(At.ExponentBits);
    const ofStart = Constant.load(At.StartBits);
    const ofSign = Constant.load(At.SignBit);
    const twoHigh = Constant.load(At.Ln2High);
    const twoLow = Constant.load(At.Ln2Low);
    const half = Constant.load(At.Half);
    const third = Constant.load(At.Third);
    const fifth = Constant.load(At.Fifth);
    const quarter = Constant.load(At.Quarter);
    const seventh = Constant.load(At.Seventh);
    const sixth = Constant.load(At.FoldedSixth);
    const smallest = Constant.load(At.SmallestNormal);
    const largest = Constant.load(At.LargestScaled);
    let plain = i64x2.splat(-1);
    for (let at: usize = 0; at < bytes; at += 16) {
      let v = v128.load(x + at);
      let sum = f64x2.add(one, v);
      const rounded = f64x2.sub(sum, one);
      let lost = f64x2.add(f64x2.sub(one, f64x2.sub(sum, rounded)), f64x2.sub(v, rounded));
      if (clamped) {
        const least = v128.load(floor + at);
        const below = f64x2.lt(sum, least);
        sum = f64x2.pmax(sum, least);
        lost = Pair.unless(below, lost);
        v = Pair.unless(below, v);
      }
      const isScaled = v128.and(f64x2.ge(sum, smallest), f64x2.le(sum, largest));
      const shifted = i64x2.sub(sum, shift);
      const at0 = <usize>(i32x4.extract_lane(shifted, 1) >> 7) & 0x1fe0;
      const at1 = <usize>(i32x4.extract_lane(shifted, 3) >> 7) & 0x1fe0;
      const row0 = v128.load(at0, logRows);
      const row1 = v128.load(at1, logRows);
      const low = v128.load64_lane(at1, v128.load64_zero(at0, logRows + 16), 1, logRows + 16);
      const inverse = Pair.firsts(row0, row1);
      const exponent = v128.and(shifted, ofExponent);
      const mantissa = i64x2.sub(sum, exponent);
      const scale = i64x2.sub(one, exponent);
      const start = v128.and(mantissa, ofStart);
      const ofRow = f64x2.sub(f64x2.mul(start, inverse), one);
      const exact = f64x2.add(f64x2.mul(f64x2.sub(mantissa, start), inverse), ofRow);
      const part = f64x2.mul(f64x2.mul(lost, scale), inverse);
      const r = f64x2.add(exact, part);
      const rTail = f64x2.add(f64x2.sub(exact, r), part);
      const words = i32x4.shr_s(shifted, 20);
      const twos = f64x2.convert_low_i32x4_s(i32x4.shuffle(words, words, 1, 3, 1, 3));
      const base = f64x2.add(f64x2.mul(twos, twoHigh), Pair.seconds(row0, row1));
      const baseTail = f64x2.add(f64x2.add(f64x2.mul(twos, twoLow), low), rTail);
      const high = f64x2.add(base, r);
      const rest = f64x2.add(f64x2.sub(r, f64x2.sub(high, base)), baseTail);
      const square = f64x2.mul(r, r);
      const a1 = f64x2.sub(f64x2.mul(r, third), half);
      const b = f64x2.sub(f64x2.mul(r, fifth), quarter);
      const c = f64x2.sub(f64x2.mul(r, seventh), sixth);
      const bc = f64x2.add(b, f64x2.mul(square, c));
      const tail = f64x2.mul(square, f64x2.add(a1, f64x2.mul(square, bc)));
      // Of ±0 the sign is kept; of all others it is that of x already.
      const log = v128.or(f64x2.add(high, f64x2.add(tail, rest)), v128.and(v, ofSign));
      if (weighted) {
        const weight = v128.load(w + at);
        const none = f64x2.eq(weight, Pair.of(0));
        plain = v128.and(plain, v128.or(none, isScaled));
        v128.store(out + at, Pair.unless(none, f64x2.mul(weight, log)));
      } else {
        plain = v128.and(plain, isScaled);
        v128.store(out + at, added ? f64x2.add(f64x2.pmax(v128.load(a + at), Pair.of(0)), log) : log);
      }
    }
    return Pair.allTrue(plain);
  }
}

/** Stores ln(1 + x) of so many bytes. @returns as `LogarithmOfSum.run` */
function log1pOfPairs(out: usize, x: usize, bytes: usize): bool {
  return LogarithmOfSum.run(false, false, false, out, 0, x, 0, 0, bytes);
}

function tailOf(r: f64): f64 {
  const square = r * r;
  const first = r * (1.0 / 3.0) - 0.5;
  const second = r * (1.0 / 5.0) - quarter;
  const third = r * (1.0 / 7.0) - sixth;
  return square * (first + square * (second + square * third));
}

/** ln((high + low) · 2^−shift) for a normal number high. */
function logOfNormal(high: f64, low: f64, shift: i32): f64 {
  const bits = reinterpret<i64>(high);
  const shifted = bits - reinterpret<i64>(firstMantissa);
  const exponent = <i32>(shifted >> 52);
  const row = logRows + (<usize>(shifted >> 39) & 0x1fe0);
  const mantissa = reinterpret<f64>(bits - (shifted & exponentBits));
  const start = reinterpret<f64>(reinterpret<i64>(mantissa) & startBits);
  const inverse = load<f64>(row);
  const exact = (mantissa - start) * inverse + (start * inverse - 1);
  const part = low * powerOfTwo(-exponent) * inverse;
  const r = exact + part;
  const rTail = exact - r + part;
  const twos = <f64>(exponent - shift);
  const base = twos * ln2High + load<f64>(row, 8);
  const baseTail = twos * ln2Low + load<f64>(row, 16) + rTail;
  const sum = base + r;
  return sum + (tailOf(r) + (r - (sum - base) + baseTail));
}

/** ln x for any x. */
export function logOf(x: f64): f64 {
  if (x >= smallestNormal && x < Infinity) return logOfNormal(x, 0, 0);
  if (x > 0 && x < smallestNormal) return logOfNormal(x * two54, 0, 54);
  if (x == 0) return -Infinity;
  return x == Infinity ? x : NaN;
}

/** ln(1 + x) for any x. */
export function log1pOf(x: f64): f64 {
  if (x == 0 || x == Infinity) return x;
  const sum = 1 + x;
  const rounded = sum - 1;
  const low = 1 - (sum - rounded) + (x - rounded);
  return sum >= smallestNormal && sum < Infinity ? logOfNormal(sum, low, 0) : logOf(sum + low);
}

/** Stores ln(1 + x) of so many bytes. */
export function log1pOfAll(out: usize, x: usize, bytes: usize): void {
  if (log1pOfPairs(out, x, bytes)) return;
  for (let at: usize = 0; at < bytes; at += 8) {
    const v = load<f64>(x + at);
    const sum = 1 + v;
    if (!(sum >= smallestNormal && sum <= largestScaled)) store<f64>(out + at, log1pOf(v));
  }
}

/** ln(1 + x) */
export function log1pBlock(out: usize, x: usize, _b: usize, _c: usize, length: i32): void {
  log1pOfAll(out, x, Bytes.of(length));
}

/** ln(1 + eˣ) */
export function softplusBlock(out: usize, x: usize, _b: usize, _c: usize, length: i32): void {
  const bytes = Bytes.of(length);
  const plain = raiseNegative(out, x, bytes);
  LogarithmOfSum.run(false, false, true, out, 0, out, 0, x, bytes);
  if (plain) return;
  for (let at: usize = 0; at < bytes; at += 8) {
    const v = load<f64>(x + at);
    if (!isPlain(v)) store<f64>(out + at, max(v, 0) + log1pOf(expOf(-Math.abs(v))));
  }
}

class Clamped {
  /** ln max(p, floor), and times w, for those of so many bytes that `Logarithm.run` did not get right. */
  @inline static repair(weighted: bool, out: usize, w: usize, p: usize, floor: usize, bytes: usize): void {
    for (let at: usize = 0; at < bytes; at += 8) {
      const value = load<f64>(p + at);
      const least = load<f64>(floor + at);
      const x = value < least ? least : value;
      if (x >= smallestNormal && x < Infinity) continue;
      const weight = weighted ? load<f64>(w + at) : 1;
      store<f64>(out + at, weighted && weight == 0 ? 0 : weight * logOf(x));
    }
  }

  /** The same of max(1 + x, floor). */
  @inline static repairOfSum(
    weighted: bool,
    out: usize,
    w: usize,
    x: usize,
    floor: usize,
    bytes: usize,
  ): void {
    for (let at: usize = 0; at < bytes; at += 8) {
      const value = load<f64>(x + at);
      const least = load<f64>(floor + at);
      const below = 1 + value < least;
      const sum = below ? least : 1 + value;
      if (sum >= smallestNormal && sum <= largestScaled) continue;
      const weight = weighted ? load<f64>(w + at) : 1;
      const log = below ? logOf(least) : log1pOf(value);
      store<f64>(out + at, weighted && weight == 0 ? 0 : weight * log);
    }
  }
}

/** ln max(p, floor) */
export function clampedLogBlock(out: usize, p: usize, floor: usize, _c: usize, length: i32): void {
  const bytes = Bytes.of(length);
  if (!Logarithm.run(false, out, 0, p, floor, bytes)) Clamped.repair(false, out, 0, p, floor, bytes);
}

/** ln max(1 + x, floor), without rounding the sum first */
export function clampedLog1pBlock(out: usize, x: usize, floor: usize, _c: usize, length: i32): void {
  const bytes = Bytes.of(length);
  if (LogarithmOfSum.run(true, false, false, out, 0, x, floor, 0, bytes)) return;
  Clamped.repairOfSum(false, out, 0, x, floor, bytes);
}

/** The same times w; 0 where w is 0, whatever the logarithm. */
export function weighLogs(out: usize, w: usize, p: usize, floor: usize, length: i32): void {
  const bytes = Bytes.of(length);
  if (!Logarithm.run(true, out, w, p, floor, bytes)) Clamped.repair(true, out, w, p, floor, bytes);
}

export function weighLogsOfSums(out: usize, w: usize, x: usize, floor: usize, length: i32): void {
  const bytes = Bytes.of(length);
  if (LogarithmOfSum.run(true, true, false, out, w, x, floor, 0, bytes)) return;
  Clamped.repairOfSum(true, out, w, x, floor, bytes);
}
