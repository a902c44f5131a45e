// As exp.ts and exp-reduction.ts of @offmark/losses: the same operations in the same order, two numbers at a time.
import { At, Constant, largestPlain, rounder, smallestNormal } from './constants';
import { stepHigh, stepLow, stepsPerUnit } from './constants';
import { expRows } from './layout';
import { Bytes, Pair } from './vector';

class Exponential {
  /**
   * Stores e^x, or e^−|x|, of so many bytes.
   * @returns whether |x| ≤ 708 everywhere; where it is not, any number is stored
   */
  @inline static run(ofMagnitude: bool, out: usize, x: usize, bytes: usize): bool {
    const perUnit = Constant.load(At.StepsPerUnit);
    const toRound = Constant.load(At.Rounder);
    const high = Constant.load(At.StepHigh);
    const low = Constant.load(At.StepLow);
    const half = Constant.load(At.Half);
    const sixth = Constant.load(At.Sixth);
    const twentyFourth = Constant.load(At.TwentyFourth);
    const hundredTwentieth = Constant.load(At.HundredTwentieth);
    const largest = Constant.load(At.LargestPlain);
    let plain = i64x2.splat(-1);
    for (let at: usize = 0; at < bytes; at += 16) {
      let v = v128.load(x + at);
      const magnitude = f64x2.abs(v);
      plain = v128.and(plain, f64x2.le(magnitude, largest));
      if (ofMagnitude) v = f64x2.neg(magnitude);
      const rounded = f64x2.add(f64x2.mul(v, perUnit), toRound);
      const step = f64x2.sub(rounded, toRound);
      // The low bits of `rounded` are those of the step as an integer: 8 of the row, the others of the exponent.
      const row0 = v128.load((<usize>i32x4.extract_lane(rounded, 0) & 255) << 4, expRows);
      const row1 = v128.load((<usize>i32x4.extract_lane(rounded, 2) & 255) << 4, expRows);
      const power = Pair.firsts(row0, row1);
      const r = f64x2.sub(f64x2.sub(v, f64x2.mul(step, high)), f64x2.mul(step, low));
      const square = f64x2.mul(r, r);
      const first = f64x2.add(half, f64x2.mul(r, sixth));
      const second = f64x2.add(twentyFourth, f64x2.mul(r, hundredTwentieth));
      const tail = f64x2.mul(square, f64x2.add(first, f64x2.mul(square, second)));
      const rest = f64x2.add(Pair.seconds(row0, row1), f64x2.mul(power, f64x2.add(r, tail)));
      // The result is normal, so that the product with a power of two is a sum of exponents.
      const exponent = i64x2.shl(i64x2.shr_u(rounded, 8), 52);
      v128.store(out + at, i64x2.add(f64x2.add(power, rest), exponent));
    }
    return Pair.allTrue(plain);
  }
}

/** Stores e^x of so many bytes. @returns as `Exponential.run` */
export function raise(out: usize, x: usize, bytes: usize): bool {
  return Exponential.run(false, out, x, bytes);
}

/** Stores e^−|x| of so many bytes. @returns as `Exponential.run` */
export function raiseNegative(out: usize, x: usize, bytes: usize): bool {
  return Exponential.run(true, out, x, bytes);
}

/** Whether `raise` stores e^x. */
export function isPlain(x: f64): bool {
  return Math.abs(x) <= largestPlain;
}

/** 2^exponent, for a whole exponent from −1074 to 1023. */
export function powerOfTwo(exponent: i32): f64 {
  if (exponent < -1022) return reinterpret<f64>((<i64>1) << (exponent + 1074));
  return reinterpret<f64>((<i64>(exponent + 1023)) << 52);
}

/** (high + low) · 2⁻¹⁰²², rounded once. */
function roundToSubnormal(high: f64, low: f64): f64 {
  if (high + low >= 1) return (high + low) * smallestNormal;
  const sum = 1 + high;
  return (sum + (high - (sum - 1) + low) - 1) * smallestNormal;
}

/** e^x for any x. */
export function expOf(x: f64): f64 {
  if (x > 710) return Infinity;
  if (x < -746) return 0;
  if (x != x) return x;
  const rounded = x * stepsPerUnit + rounder;
  const step = rounded - rounder;
  const index = <i32>reinterpret<i64>(rounded);
  const row = expRows + ((<usize>index & 255) << 4);
  const power = load<f64>(row);
  const r = x - step * stepHigh - step * stepLow;
  const square = r * r;
  const first = 0.5 + r * (1.0 / 6.0);
  const second = 1.0 / 24.0 + r * (1.0 / 120.0);
  const rest = load<f64>(row, 8) + power * (r + square * (first + square * second));
  const exponent = index >> 8;
  if (x >= -708 && x <= 709) return (power + rest) * powerOfTwo(exponent);
  if (x > 0) return (power + rest) * powerOfTwo(exponent - 1) * 2;
  const scale = powerOfTwo(exponent + 1022);
  return roundToSubnormal(power * scale, rest * scale);
}

/** e^x */
export function expBlock(out: usize, x: usize, _b: usize, _c: usize, length: i32): void {
  const bytes = Bytes.of(length);
  if (raise(out, x, bytes)) return;
  for (let at: usize = 0; at < bytes; at += 8) {
    const v = load<f64>(x + at);
    if (!isPlain(v)) store<f64>(out + at, expOf(v));
  }
}

/** 1/(1 + e⁻ˣ) */
export function sigmoidBlock(out: usize, x: usize, _b: usize, _c: usize, length: i32): void {
  const bytes = Bytes.of(length);
  const plain = raiseNegative(out, x, bytes);
  const one = Constant.load(At.One);
  for (let at: usize = 0; at < bytes; at += 16) {
    const power = v128.load(out + at);
    const numerator = v128.bitselect(power, one, f64x2.lt(v128.load(x + at), Pair.of(0)));
    v128.store(out + at, f64x2.div(numerator, f64x2.add(one, power)));
  }
  if (plain) return;
  for (let at: usize = 0; at < bytes; at += 8) {
    const v = load<f64>(x + at);
    if (isPlain(v)) continue;
    const power = expOf(-Math.abs(v));
    store<f64>(out + at, (v < 0 ? power : 1) / (1 + power));
  }
}
