// Weighted logarithms. Where the weight is 0 no logarithm is needed: of a one-hot label's classes, all but one.
import { differences, numbersPerTile, powers } from './layout';
import { weighLogs, weighLogsOfSums } from './logarithm';
import { Bytes, Pair } from './vector';

/** Where the weights are not 0, as offsets in bytes. */
const offsets: usize = differences;
const keptBytes: usize = (<usize>numbersPerTile + 2) * 8;
const keptWeights: usize = powers;
const keptArguments: usize = keptWeights + keptBytes;
const keptFloors: usize = keptArguments + keptBytes;
const keptResults: usize = keptFloors + keptBytes;

function countWeights(w: usize, length: i32): i32 {
  const end = w + Bytes.of(length);
  let zeros = i64x2.splat(0);
  for (; w < end; w += 16) zeros = i64x2.add(zeros, f64x2.eq(v128.load(w), Pair.of(0)));
  return length + <i32>(i64x2.extract_lane(zeros, 0) + i64x2.extract_lane(zeros, 1));
}

/** Notes where the weights are not +0; one of −0 does no harm. @returns how many */
function note(w: usize, length: i32): i32 {
  let to = offsets;
  const bytes = Bytes.of(length);
  for (let at: usize = 0; at < bytes; at += 8) {
    store<u32>(to, <u32>at);
    to += (<usize>(load<u64>(w + at) << 1 != 0)) << 2;
  }
  return <i32>((to - offsets) >> 2);
}

class Kept {
  @inline static weigh(ofSums: bool, out: usize, w: usize, x: usize, floor: usize, length: i32): void {
    if (ofSums) weighLogsOfSums(out, w, x, floor, length);
    else weighLogs(out, w, x, floor, length);
  }

  @inline static weighTile(ofSums: bool, out: usize, w: usize, x: usize, floor: usize, length: i32): void {
    const kept = note(w, length);
    for (let i = 0; i < kept; i++) {
      const at = <usize>load<u32>(offsets + ((<usize>i) << 2));
      store<f64>(keptWeights + Bytes.of(i), load<f64>(w + at));
      store<f64>(keptArguments + Bytes.of(i), load<f64>(x + at));
      store<f64>(keptFloors + Bytes.of(i), load<f64>(floor + at));
    }
    Kept.weigh(ofSums, keptResults, keptWeights, keptArguments, keptFloors, kept);
    memory.fill(out, 0, Bytes.of(length));
    for (let i = 0; i < kept; i++) {
      const at = <usize>load<u32>(offsets + ((<usize>i) << 2));
      store<f64>(out + at, load<f64>(keptResults + Bytes.of(i)));
    }
  }

  @inline static run(ofSums: bool, out: usize, w: usize, x: usize, floor: usize, length: i32): void {
    for (let from = 0; from < length; from += numbersPerTile) {
      const at = Bytes.of(from);
      const count = min(numbersPerTile, length - from);
      // Gathering and scattering pays off for less than about half of them.
      if (countWeights(w + at, count) * 2 <= count) {
        Kept.weighTile(ofSums, out + at, w + at, x + at, floor + at, count);
      } else {
        Kept.weigh(ofSums, out + at, w + at, x + at, floor + at, count);
      }
    }
  }
}

export function weighClampedLogBlock(out: usize, w: usize, p: usize, floor: usize, length: i32): void {
  Kept.run(false, out, w, p, floor, length);
}

export function weighClampedLog1pBlock(out: usize, w: usize, x: usize, floor: usize, length: i32): void {
  Kept.run(true, out, w, x, floor, length);
}
