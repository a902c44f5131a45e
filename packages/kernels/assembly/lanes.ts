import { Bytes } from './vector';

class TwoSum {
  /** high + x = sum + this, exactly. */
  @inline static lost(high: v128, x: v128, sum: v128): v128 {
    const added = f64x2.sub(sum, high);
    return f64x2.add(f64x2.sub(high, f64x2.sub(sum, added)), f64x2.sub(x, added));
  }
}

/**
 * Adds values to lanes that are larger than each of them, where a sum's error is x − (sum − high): three operations
 * fewer. As unsigned integers the top words of such values, positive or +0, are less than those of all lanes.
 * @returns whether it was so; if not, the lanes are untouched
 */
function addSmall(lanes: usize, values: usize, from: i32, to: i32): bool {
  let high0 = v128.load(lanes);
  let high1 = v128.load(lanes, 16);
  let high2 = v128.load(lanes, 32);
  let high3 = v128.load(lanes, 48);
  let low0 = v128.load(lanes, 64);
  let low1 = v128.load(lanes, 80);
  let low2 = v128.load(lanes, 96);
  let low3 = v128.load(lanes, 112);
  const limit = TopWords.of(f64x2.pmin(f64x2.pmin(high0, high1), f64x2.pmin(high2, high3)));
  let largest = i64x2.splat(0);
  const end = values + Bytes.of(to);
  for (let at = values + Bytes.of(from); at < end; at += 64) {
    const x0 = v128.load(at);
    const x1 = v128.load(at, 16);
    const x2 = v128.load(at, 32);
    const x3 = v128.load(at, 48);
    largest = i32x4.max_u(largest, i32x4.max_u(i32x4.max_u(x0, x1), i32x4.max_u(x2, x3)));
    const sum0 = f64x2.add(high0, x0);
    low0 = f64x2.add(low0, f64x2.sub(x0, f64x2.sub(sum0, high0)));
    high0 = sum0;
    const sum1 = f64x2.add(high1, x1);
    low1 = f64x2.add(low1, f64x2.sub(x1, f64x2.sub(sum1, high1)));
    high1 = sum1;
    const sum2 = f64x2.add(high2, x2);
    low2 = f64x2.add(low2, f64x2.sub(x2, f64x2.sub(sum2, high2)));
    high2 = sum2;
    const sum3 = f64x2.add(high3, x3);
    low3 = f64x2.add(low3, f64x2.sub(x3, f64x2.sub(sum3, high3)));
    high3 = sum3;
  }
  const positive = i32x4.gt_s(limit, i32x4.splat(0));
  if (!i32x4.all_true(v128.and(positive, i32x4.lt_u(TopWords.of(largest), limit)))) return false;
  const infinite = f64x2.splat(Infinity);
  const finite01 = v128.and(f64x2.lt(high0, infinite), f64x2.lt(high1, infinite));
  const finite23 = v128.and(f64x2.lt(high2, infinite), f64x2.lt(high3, infinite));
  if (!i64x2.all_true(v128.and(finite01, finite23))) return false;
  v128.store(lanes, high0);
  v128.store(lanes, high1, 16);
  v128.store(lanes, high2, 32);
  v128.store(lanes, high3, 48);
  v128.store(lanes, low0, 64);
  v128.store(lanes, low1, 80);
  v128.store(lanes, low2, 96);
  v128.store(lanes, low3, 112);
  return true;
}

class TopWords {
  /** Of each number, twice. */
  @inline static of(x: v128): v128 {
    return i32x4.shuffle(x, x, 1, 1, 3, 3);
  }
}

function addAny(lanes: usize, values: usize, from: i32, to: i32): void {
  let high0 = v128.load(lanes);
  let high1 = v128.load(lanes, 16);
  let high2 = v128.load(lanes, 32);
  let high3 = v128.load(lanes, 48);
  let low0 = v128.load(lanes, 64);
  let low1 = v128.load(lanes, 80);
  let low2 = v128.load(lanes, 96);
  let low3 = v128.load(lanes, 112);
  const end = values + Bytes.of(to);
  for (let at = values + Bytes.of(from); at < end; at += 64) {
    const x0 = v128.load(at);
    const sum0 = f64x2.add(high0, x0);
    low0 = f64x2.add(low0, TwoSum.lost(high0, x0, sum0));
    high0 = sum0;
    const x1 = v128.load(at, 16);
    const sum1 = f64x2.add(high1, x1);
    low1 = f64x2.add(low1, TwoSum.lost(high1, x1, sum1));
    high1 = sum1;
    const x2 = v128.load(at, 32);
    const sum2 = f64x2.add(high2, x2);
    low2 = f64x2.add(low2, TwoSum.lost(high2, x2, sum2));
    high2 = sum2;
    const x3 = v128.load(at, 48);
    const sum3 = f64x2.add(high3, x3);
    low3 = f64x2.add(low3, TwoSum.lost(high3, x3, sum3));
    high3 = sum3;
  }
  v128.store(lanes, high0);
  v128.store(lanes, high1, 16);
  v128.store(lanes, high2, 32);
  v128.store(lanes, high3, 48);
  v128.store(lanes, low0, 64);
  v128.store(lanes, low1, 80);
  v128.store(lanes, low2, 96);
  v128.store(lanes, low3, 112);
}

/** Adds values [from, to) to eight lanes: their sums, then their compensations. to − from is a multiple of 8. */
export function addToLanes(lanes: usize, values: usize, from: i32, to: i32): void {
  if (!addSmall(lanes, values, from, to)) addAny(lanes, values, from, to);
}
