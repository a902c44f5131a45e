// The odds against a row's label, Σ e^xⱼ over the other classes over e^xₖ, as odds.ts of @offmark/losses: the same
// operations in the same order. Powers are taken of a tile's numbers as they stand, two at a time.
import { checkInt32, checkUint8 } from './checks';
import { logSoftmaxAt } from './classes';
import { At, Constant, leastLogit, mostLogit } from './constants';
import { expOf } from './exponential';
import { log1pOfAll } from './logarithm';
import { maxima, numbersPerTile, powers, rowsPerTile, stepPowers, sums, unitPowers } from './layout';
import { Bytes, Pair } from './vector';

/** Of a tile's rows: e^xₖ, and the sums of the others' powers. */
const tops: usize = maxima;
const others: usize = sums;

/** The bytes of an index into either table. */
const indexMask: i64 = 2047 << 3;

class Step {
  /** Where e^i stands for the step in the bits from `at` on. */
  @inline static unit(bits: i64, at: i64): usize {
    return <usize>((bits >> at) & indexMask);
  }

  /** Where e^(j/2048) stands for the step in the lowest bits. */
  @inline static part(bits: i64): usize {
    return <usize>((bits << 3) & indexMask);
  }

  /** Where e^(j/2048) stands for the step in the high word. */
  @inline static highPart(bits: i64): usize {
    return <usize>((bits >> 29) & indexMask);
  }

  /** e^step of two steps. */
  @inline static power(unit0: usize, unit1: usize, part0: usize, part1: usize): v128 {
    const units = v128.load64_lane(unit1, v128.load64_zero(unit0, unitPowers), 1, unitPowers);
    const parts = v128.load64_lane(part1, v128.load64_zero(part0, stepPowers), 1, stepPowers);
    return f64x2.mul(units, parts);
  }

  /** power · e^r for |r| ≤ 2⁻¹² */
  @inline static times(power: v128, r: v128, half: v128, sixth: v128): v128 {
    const tail = f64x2.mul(f64x2.mul(r, r), f64x2.add(half, f64x2.mul(r, sixth)));
    return f64x2.add(power, f64x2.mul(power, f64x2.add(r, tail)));
  }
}

/** Fills the tables, when they are needed first. */
function prepareSteps(): void {
  if (load<f64>(stepPowers) == 1) return;
  for (let i = <i32>leastLogit; i <= <i32>mostLogit; i++) {
    store<f64>(unitPowers + ((<usize>i & 2047) << 3), expOf(<f64>i));
  }
  for (let j = 0; j < 2048; j++) store<f64>(stepPowers + ((<usize>j) << 3), expOf(<f64>j / 2048));
}

/** Stores e^x of so many f32, and of up to three behind them. */
function raiseFloats(x: usize, count: i32): void {
  const half = Constant.load(At.FoldedHalf);
  const sixth = Constant.load(At.Sixth);
  const least = Constant.load(At.LeastFloatLogit);
  const most = Constant.load(At.MostFloatLogit);
  const toRound = Constant.load(At.FloatStepRounder);
  const end = powers + Bytes.of(count);
  for (let to = powers; to < end; to += 32, x += 16) {
    const v = f32x4.pmin(f32x4.pmax(v128.load(x), least), most);
    const rounded = f32x4.add(v, toRound);
    const r = f32x4.sub(v, f32x4.sub(rounded, toRound));
    const low = i64x2.extract_lane(rounded, 0);
    const high = i64x2.extract_lane(rounded, 1);
    const power0 = Step.power(Step.unit(low, 8), Step.unit(low, 40), Step.part(low), Step.highPart(low));
    const power1 = Step.power(Step.unit(high, 8), Step.unit(high, 40), Step.part(high), Step.highPart(high));
    v128.store(to, Step.times(power0, f64x2.promote_low_f32x4(r), half, sixth));
    v128.store(to, Step.times(power1, f64x2.promote_low_f32x4(Pair.high(r)), half, sixth), 16);
  }
}

/** Stores e^x of so many f64, and of one behind them. */
function raiseDoubles(x: usize, count: i32): void {
  const half = Constant.load(At.FoldedHalf);
  const sixth = Constant.load(At.Sixth);
  const least = Constant.load(At.LeastLogit);
  const most = Constant.load(At.MostLogit);
  const toRound = Constant.load(At.StepRounder);
  const end = powers + Bytes.of(count);
  for (let to = powers; to < end; to += 16, x += 16) {
    const v = f64x2.pmin(f64x2.pmax(v128.load(x), least), most);
    const rounded = f64x2.add(v, toRound);
    const r = f64x2.sub(v, f64x2.sub(rounded, toRound));
    const low = i64x2.extract_lane(rounded, 0);
    const high = i64x2.extract_lane(rounded, 1);
    const power = Step.power(Step.unit(low, 8), Step.unit(high, 8), Step.part(low), Step.part(high));
    v128.store(to, Step.times(power, r, half, sixth));
  }
}

/** Moves the powers at the labels of a tile's rows out of the sums. */
function takeTops<L>(labels: usize, count: i32, classes: i32): void {
  const width = Bytes.of(classes);
  let row = powers;
  const end = tops + Bytes.of(count);
  for (let to = tops; to < end; to += 8, row += width, labels += sizeof<L>()) {
    const at = row + ((<usize>load<L>(labels)) << 3);
    store<f64>(to, load<f64>(at));
    store<f64>(at, 0);
  }
}

/** Sums the powers that are left in a tile's rows: those of even and of odd classes, then both. */
function sumOthers(count: i32, classes: i32): void {
  const width = Bytes.of(classes);
  const pairs = Bytes.of(classes & ~1);
  for (let row = 0; row < count; row += 2) {
    const r0 = powers + <usize>row * width;
    // Behind the last row stands what may be read, and is not looked at.
    const r1 = r0 + width;
    let sum0 = Pair.of(0);
    let sum1 = Pair.of(0);
    for (let at: usize = 0; at < pairs; at += 16) {
      sum0 = f64x2.add(sum0, v128.load(r0 + at));
      sum1 = f64x2.add(sum1, v128.load(r1 + at));
    }
    if (pairs < width) {
      sum0 = f64x2.add(sum0, v128.load64_zero(r0 + pairs));
      sum1 = f64x2.add(sum1, v128.load64_zero(r1 + pairs));
    }
    v128.store(others + Bytes.of(row), f64x2.add(Pair.firsts(sum0, sum1), Pair.seconds(sum0, sum1)));
  }
}

class Odds {
  /** The odds of two rows of the tile. */
  @inline static of(at: usize): v128 {
    return f64x2.div(v128.load(others + at), v128.load(tops + at));
  }

  /** Where the sums are such that the odds are right. */
  @inline static arePlain(at: usize): v128 {
    const sum = v128.load(others + at);
    const top = v128.load(tops + at);
    const most = Constant.load(At.MostPowers);
    const sums = v128.and(f64x2.ge(sum, Constant.load(At.LeastPowers)), f64x2.le(sum, most));
    return v128.and(sums, v128.and(f64x2.ge(top, Constant.load(At.LeastPower)), f64x2.le(top, most)));
  }

  /** How many rows a tile has: an even number. */
  @inline static rowsPerTile(classes: i32): i32 {
    return min(rowsPerTile, max(2, (numbersPerTile / classes) & ~1));
  }
}

/** The same for labels in a register: the power is NaN where the label is no class. */
function takeTopsOf(labels: usize, count: i32, classes: i32): void {
  const width = Bytes.of(classes);
  let row = powers;
  const end = tops + Bytes.of(count);
  for (let to = tops; to < end; to += 8, row += width, labels += 8) {
    const k = load<f64>(labels);
    const isClass = k >= 0 && k < <f64>classes && <f64>(<i32>k) == k;
    const at = row + (isClass ? Bytes.of(<i32>k) : 0);
    store<f64>(to, isClass ? load<f64>(at) : NaN);
    store<f64>(at, 0);
  }
}

class Lost {
  /** What rounding takes from 1 + odds, over it. */
  @inline static of(odds: v128, factor: v128, one: v128): v128 {
    const added = f64x2.sub(factor, one);
    const lost = f64x2.add(f64x2.sub(one, f64x2.sub(factor, added)), f64x2.sub(odds, added));
    return f64x2.div(lost, factor);
  }
}

/** Stores the odds of a tile's rows, NaN where they would not be right. */
function storeOdds(out: usize, x: usize, labels: usize, count: i32, classes: i32): void {
  raiseDoubles(x, count * classes);
  takeTopsOf(labels, count, classes);
  sumOthers(count, classes);
  const bytes = Bytes.of(count);
  for (let at: usize = 0; at < bytes; at += 16) {
    v128.store(out + at, v128.or(Odds.of(at), v128.not(Odds.arePlain(at))));
  }
}

export function oddsBlock(out: usize, x: usize, label: usize, _c: usize, rows: i32, classes: i32): void {
  prepareSteps();
  const perTile = Odds.rowsPerTile(classes);
  for (let row = 0; row < rows; row += perTile) {
    const at = Bytes.of(row);
    storeOdds(out + at, x + Bytes.of(row * classes), label + at, min(rows - row, perTile), classes);
  }
}

/** 1 + odds; 1 where there are none. */
export function oddsFactorBlock(out: usize, odds: usize, _b: usize, _c: usize, length: i32): void {
  const one = Constant.load(At.One);
  const bytes = Bytes.of(length);
  for (let at: usize = 0; at < bytes; at += 16) {
    const v = v128.load(odds + at);
    v128.store(out + at, f64x2.add(one, Pair.where(f64x2.eq(v, v), v)));
  }
}

/** What a factor lacks: what rounding took from it, or all of the loss where there are no odds. */
export function oddsRestBlock(
  out: usize,
  odds: usize,
  x: usize,
  label: usize,
  rows: i32,
  classes: i32,
): void {
  const one = Constant.load(At.One);
  const bytes = Bytes.of(rows);
  for (let at: usize = 0; at < bytes; at += 16) {
    const v = v128.load(odds + at);
    v128.store(out + at, Lost.of(v, f64x2.add(one, v), one));
  }
  for (let row = 0; row < rows; row++) {
    const at = Bytes.of(row);
    if (load<f64>(odds + at) == load<f64>(odds + at)) continue;
    store<f64>(out + at, 0 - logSoftmaxAt(load<f64>(label + at), x + Bytes.of(row * classes), classes));
  }
}

/** ln softmax(x)ₖ */
export function pickLogSoftmaxBlock(
  out: usize,
  x: usize,
  label: usize,
  _c: usize,
  rows: i32,
  classes: i32,
): void {
  prepareSteps();
  const perTile = Odds.rowsPerTile(classes);
  for (let row = 0; row < rows; row += perTile) {
    const count = min(rows - row, perTile);
    const to = out + Bytes.of(row);
    storeOdds(others, x + Bytes.of(row * classes), label + Bytes.of(row), count, classes);
    const bytes = Bytes.of(count);
    log1pOfAll(others, others, bytes);
    for (let at: usize = 0; at < bytes; at += 16) {
      v128.store(to + at, f64x2.sub(Pair.of(0), v128.load(others + at)));
    }
    for (let i = 0; i < count; i++) {
      const at = to + Bytes.of(i);
      if (load<f64>(at) == load<f64>(at)) continue;
      const k = load<f64>(label + Bytes.of(row + i));
      store<f64>(at, logSoftmaxAt(k, x + Bytes.of((row + i) * classes), classes));
    }
  }
}

/**
 * Stores 1 + odds, and what rounding took from it over it.
 * @returns whether the odds are right everywhere
 */
function storeFactors(factors: usize, rests: usize, count: i32): bool {
  const one = Constant.load(At.One);
  // A row too many is that of the last tile.
  if ((count & 1) != 0) {
    v128.store(tops + Bytes.of(count - 1), v128.load64_splat(tops + Bytes.of(count - 1)));
    v128.store(others + Bytes.of(count - 1), v128.load64_splat(others + Bytes.of(count - 1)));
  }
  let plain = i64x2.splat(-1);
  const end = Bytes.of(count);
  for (let at: usize = 0; at < end; at += 16) {
    plain = v128.and(plain, Odds.arePlain(at));
    const odds = Odds.of(at);
    const factor = f64x2.add(one, odds);
    v128.store(factors + at, factor);
    v128.store(rests + at, Lost.of(odds, factor, one));
  }
  return Pair.allTrue(plain);
}

class Factors {
  /** @param labels  in [0, classes), all of them */
  @inline static run<L, X>(
    factors: usize,
    rests: usize,
    labels: usize,
    x: usize,
    rows: i32,
    classes: i32,
  ): bool {
    prepareSteps();
    const width = <usize>classes * sizeof<X>();
    const perTile = Odds.rowsPerTile(classes);
    for (let row = 0; row < rows; row += perTile) {
      const count = min(rows - row, perTile);
      if (sizeof<X>() == 4) raiseFloats(x + <usize>row * width, count * classes);
      else raiseDoubles(x + <usize>row * width, count * classes);
      takeTops<L>(labels + <usize>row * sizeof<L>(), count, classes);
      sumOthers(count, classes);
      if (!storeFactors(factors + Bytes.of(row), rests + Bytes.of(row), count)) return false;
    }
    return true;
  }
}

export function logitFactorsInt32Float32(
  factors: usize,
  rests: usize,
  labels: usize,
  x: usize,
  rows: i32,
  classes: i32,
): bool {
  if (!checkInt32(labels, rows, 0, classes - 1)) return false;
  return Factors.run<i32, f32>(factors, rests, labels, x, rows, classes);
}

export function logitFactorsUint8Float32(
  factors: usize,
  rests: usize,
  labels: usize,
  x: usize,
  rows: i32,
  classes: i32,
): bool {
  if (!checkUint8(labels, rows, 0, classes - 1)) return false;
  return Factors.run<u8, f32>(factors, rests, labels, x, rows, classes);
}

export function logitFactorsInt32Float64(
  factors: usize,
  rests: usize,
  labels: usize,
  x: usize,
  rows: i32,
  classes: i32,
): bool {
  if (!checkInt32(labels, rows, 0, classes - 1)) return false;
  return Factors.run<i32, f64>(factors, rests, labels, x, rows, classes);
}

export function logitFactorsUint8Float64(
  factors: usize,
  rests: usize,
  labels: usize,
  x: usize,
  rows: i32,
  classes: i32,
): bool {
  if (!checkUint8(labels, rows, 0, classes - 1)) return false;
  return Factors.run<u8, f64>(factors, rests, labels, x, rows, classes);
}
