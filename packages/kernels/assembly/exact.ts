import { Bytes } from './vector';

// As exactParts of @offmark/losses, four lanes as two vectors. Most blocks resemble the block before in their largest value,
// and none of their values is negative, or much smaller: one offset is tried first, at its exponent, then two, then three.
// All ways are exact, so none can be seen.

const mostExponent: i32 = 1010;
const leastExponent: i32 = -950;
/** From the largest value's exponent to those of the offsets. */
const toFirst: i32 = 12;
const toSecond: i32 = -30;
const toThird: i32 = -72;

/** For one offset: values no further below the largest leave rests that a plain sum of a block does not round. */
const toOnly: i32 = 11;
const mostBelow: i32 = 32;

/** Where a block's largest value was. */
let expected: i32 = 0;

/** Blocks for which one offset is not tried, and how many they were last: more with each failure. */
const longestPause: i32 = 31;
let pause: i32 = 0;
let lastPause: i32 = 0;

class Offset {
  /** 1.5·2^exponent in both lanes. */
  @inline static at(exponent: i32): v128 {
    return f64x2.splat(reinterpret<f64>(((<i64>(exponent + 1023)) << 52) | ((<i64>1) << 51)));
  }

  /** What two vectors of lanes gained, in one number. */
  @inline static gain(lanes01: v128, lanes23: v128, offset: v128): f64 {
    const gained = f64x2.add(f64x2.sub(lanes01, offset), f64x2.sub(lanes23, offset));
    return f64x2.extract_lane(gained, 0) + f64x2.extract_lane(gained, 1);
  }
}

class Left {
  /** Whether nothing is: what is left of −0 is −0, a sign alone. */
  @inline static nothing(left: v128): bool {
    return !v128.any_true(i64x2.shl(left, 1));
  }
}

class Sizes {
  /** The larger of numbers as unsigned words, of which the top ones, signs masked, order as the numbers do. */
  @inline static larger(largest: v128, x: v128): v128 {
    return i32x4.max_u(largest, v128.and(x, i64x2.splat(0x7fffffffffffffff)));
  }

  /** The exponent of the largest, 1024 for what is not finite, and more for negative values with their signs. */
  @inline static exponent(largest: v128): i32 {
    const top = max<u32>(i32x4.extract_lane(largest, 1), i32x4.extract_lane(largest, 3));
    return <i32>(top >> 20) - 1023;
  }

  /** The exponent of the least of numbers as unsigned words; −1023 for zeros and subnormal numbers. */
  @inline static leastExponent(least: v128): i32 {
    const top = min<u32>(i32x4.extract_lane(least, 1), i32x4.extract_lane(least, 3));
    return <i32>(top >> 20) - 1023;
  }
}

/**
 * Adds to one offset, 1.5·2^(e+11), and the rests to a plain sum: with every value below 2^(e+1) and none below 2^(e−32),
 * rests are multiples of 2^(e−84) up to 2^(e−42), of which 2,048 lose nothing. Zeros and negative values are too
 * small, or too large, as words. Finds the largest and the least value on its way.
 */
function tryOne(parts: usize, start: usize, end: usize): bool {
  const only = Offset.at(expected + toOnly);
  let a01 = only;
  let a23 = only;
  let b01 = f64x2.splat(0);
  let b23 = f64x2.splat(0);
  let most01 = i64x2.splat(0);
  let most23 = i64x2.splat(0);
  let least01 = i64x2.splat(-1);
  let least23 = i64x2.splat(-1);
  for (let at = start; at < end; at += 32) {
    const x01 = v128.load(at);
    const x23 = v128.load(at, 16);
    most01 = i32x4.max_u(most01, x01);
    most23 = i32x4.max_u(most23, x23);
    least01 = i32x4.min_u(least01, x01);
    least23 = i32x4.min_u(least23, x23);
    const nextA01 = f64x2.add(a01, x01);
    const nextA23 = f64x2.add(a23, x23);
    b01 = f64x2.add(b01, f64x2.sub(x01, f64x2.sub(nextA01, a01)));
    b23 = f64x2.add(b23, f64x2.sub(x23, f64x2.sub(nextA23, a23)));
    a01 = nextA01;
    a23 = nextA23;
  }
  store<f64>(parts, Offset.gain(a01, a23, only));
  store<f64>(parts, Offset.gain(b01, b23, f64x2.splat(0)), 8);
  store<f64>(parts, 0, 16);
  const most = Sizes.exponent(i32x4.max_u(most01, most23));
  const least = Sizes.leastExponent(i32x4.min_u(least01, least23));
  return most <= expected && least >= expected - mostBelow;
}

/** As `tryOne`, unless it failed of late. */
function tryOneAgain(parts: usize, start: usize, end: usize): bool {
  if (pause > 0) {
    pause -= 1;
    return false;
  }
  const told = tryOne(parts, start, end);
  lastPause = told ? 0 : min(2 * lastPause + 1, longestPause);
  pause = lastPause;
  return told;
}

/** Adds to two offsets at once with finding the largest value's exponent. */
function tryTwo(parts: usize, start: usize, end: usize): i32 {
  const first = Offset.at(expected + toFirst);
  const second = Offset.at(expected + toSecond);
  let a01 = first;
  let a23 = first;
  let b01 = second;
  let b23 = second;
  let left = i64x2.splat(0);
  let largest = i64x2.splat(0);
  for (let at = start; at < end; at += 32) {
    const x01 = v128.load(at);
    const x23 = v128.load(at, 16);
    largest = Sizes.larger(Sizes.larger(largest, x01), x23);
    const nextA01 = f64x2.add(a01, x01);
    const nextA23 = f64x2.add(a23, x23);
    const y01 = f64x2.sub(x01, f64x2.sub(nextA01, a01));
    const y23 = f64x2.sub(x23, f64x2.sub(nextA23, a23));
    const nextB01 = f64x2.add(b01, y01);
    const nextB23 = f64x2.add(b23, y23);
    left = v128.or(left, f64x2.sub(y01, f64x2.sub(nextB01, b01)));
    left = v128.or(left, f64x2.sub(y23, f64x2.sub(nextB23, b23)));
    a01 = nextA01;
    a23 = nextA23;
    b01 = nextB01;
    b23 = nextB23;
  }
  const exponent = Sizes.exponent(largest);
  const told = exponent <= expected && Left.nothing(left);
  store<f64>(parts, Offset.gain(a01, a23, first));
  store<f64>(parts, Offset.gain(b01, b23, second), 8);
  store<f64>(parts, 0, 16);
  expected = min(max(exponent, leastExponent), mostExponent);
  return told ? i32.MIN_VALUE : exponent;
}

function tryThree(parts: usize, start: usize, end: usize, exponent: i32): bool {
  const first = Offset.at(exponent + toFirst);
  const second = Offset.at(exponent + toSecond);
  const third = Offset.at(exponent + toThird);
  let a01 = first;
  let a23 = first;
  let b01 = second;
  let b23 = second;
  let c01 = third;
  let c23 = third;
  let left = i64x2.splat(0);
  for (let at = start; at < end; at += 32) {
    const x01 = v128.load(at);
    const x23 = v128.load(at, 16);
    const nextA01 = f64x2.add(a01, x01);
    const nextA23 = f64x2.add(a23, x23);
    const y01 = f64x2.sub(x01, f64x2.sub(nextA01, a01));
    const y23 = f64x2.sub(x23, f64x2.sub(nextA23, a23));
    const nextB01 = f64x2.add(b01, y01);
    const nextB23 = f64x2.add(b23, y23);
    const z01 = f64x2.sub(y01, f64x2.sub(nextB01, b01));
    const z23 = f64x2.sub(y23, f64x2.sub(nextB23, b23));
    const nextC01 = f64x2.add(c01, z01);
    const nextC23 = f64x2.add(c23, z23);
    left = v128.or(left, f64x2.sub(z01, f64x2.sub(nextC01, c01)));
    left = v128.or(left, f64x2.sub(z23, f64x2.sub(nextC23, c23)));
    a01 = nextA01;
    a23 = nextA23;
    b01 = nextB01;
    b23 = nextB23;
    c01 = nextC01;
    c23 = nextC23;
  }
  store<f64>(parts, Offset.gain(a01, a23, first));
  store<f64>(parts, Offset.gain(b01, b23, second), 8);
  store<f64>(parts, Offset.gain(c01, c23, third), 16);
  return Left.nothing(left);
}

/** Writes three doubles whose sum is that of values [from, to); false if they can't be told. */
export function exactParts(parts: usize, values: usize, from: i32, to: i32): bool {
  const start = values + Bytes.of(from);
  const end = values + Bytes.of(to);
  if (tryOneAgain(parts, start, end)) return true;
  const exponent = tryTwo(parts, start, end);
  if (exponent == i32.MIN_VALUE) return true;
  return exponent <= mostExponent && tryThree(parts, start, end, max(exponent, leastExponent));
}
