import { Bytes } from './vector';

// As exactParts of @offmark/losses, four lanes as two vectors.

const mostExponent: i64 = 1010;
const leastExponent: i64 = -950;

class Offset {
  /** 1.5·2^exponent in both lanes. */
  @inline static at(exponent: i64): v128 {
    return f64x2.splat(reinterpret<f64>(((exponent + 1023) << 52) | ((<i64>1) << 51)));
  }

  /** What two vectors of lanes gained, in one number. */
  @inline static gain(lanes01: v128, lanes23: v128, offset: v128): f64 {
    const gained = f64x2.add(f64x2.sub(lanes01, offset), f64x2.sub(lanes23, offset));
    return f64x2.extract_lane(gained, 0) + f64x2.extract_lane(gained, 1);
  }
}

function largestOf(values: usize, end: usize): f64 {
  let largest01 = f64x2.splat(0);
  let largest23 = f64x2.splat(0);
  for (let at = values; at < end; at += 32) {
    largest01 = f64x2.pmax(largest01, f64x2.abs(v128.load(at)));
    largest23 = f64x2.pmax(largest23, f64x2.abs(v128.load(at, 16)));
  }
  const largest = f64x2.pmax(largest01, largest23);
  return max(f64x2.extract_lane(largest, 0), f64x2.extract_lane(largest, 1));
}

/** Writes three doubles whose sum is that of values [from, to); false if they can't be told. */
export function exactParts(parts: usize, values: usize, from: i32, to: i32): bool {
  const start = values + Bytes.of(from);
  const end = values + Bytes.of(to);
  const exponent = max<i64>((reinterpret<i64>(largestOf(start, end)) >> 52) - 1023, leastExponent);
  if (exponent > mostExponent) return false;
  const first = Offset.at(exponent + 12);
  const second = Offset.at(exponent - 30);
  const third = Offset.at(exponent - 72);
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
  // What is left of −0 is −0: nothing but a sign.
  if (v128.any_true(i64x2.shl(left, 1))) return false;
  store<f64>(parts, Offset.gain(a01, a23, first));
  store<f64>(parts, Offset.gain(b01, b23, second), 8);
  store<f64>(parts, Offset.gain(c01, c23, third), 16);
  return true;
}
