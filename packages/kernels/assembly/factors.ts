// Rows' losses as logarithms of factors, and the products of factors: as plain-operations.ts and log-products.ts of
// @offmark/losses, the same operations in the same order.
import { At, Constant } from './constants';
import { differences, numbersPerTile, powers } from './layout';
import { clampedLog1pBlock, clampedLogBlock } from './logarithm';
import { Bytes, Pair } from './vector';

/** A double without its last 27 bits. */
const highBits: i64 = i64.MIN_VALUE >> 36;

/** max(p, floor) where the label is 1, max(1 − p, floor) where it is 0, else 1. */
export function bernoulliFactorBlock(out: usize, label: usize, p: usize, floor: usize, length: i32): void {
  const one = Constant.load(At.One);
  const zero = Pair.of(0);
  const bytes = Bytes.of(length);
  for (let at: usize = 0; at < bytes; at += 16) {
    const y = v128.load(label + at);
    const x = v128.load(p + at);
    const yes = f64x2.eq(y, one);
    const hard = v128.or(yes, f64x2.eq(y, zero));
    const factor = f64x2.pmax(v128.bitselect(x, f64x2.sub(one, x), yes), v128.load(floor + at));
    v128.store(out + at, v128.bitselect(factor, one, hard));
  }
}

class Rest {
  /** Where nothing is asked of 1 − p: the label is 1, or the floor takes its place. */
  @inline static none(y: v128, factor: v128, floor: v128): v128 {
    return v128.or(f64x2.eq(y, Constant.load(At.One)), f64x2.lt(factor, floor));
  }

  /** What rounding took from 1 − p. */
  @inline static lost(factor: v128, p: v128): v128 {
    return f64x2.sub(f64x2.sub(Constant.load(At.One), factor), p);
  }
}

/** What the factors lack: the rounding error of 1 − p over it, or the whole loss of a label between 0 and 1. */
export function bernoulliRestBlock(out: usize, label: usize, p: usize, floor: usize, length: i32): void {
  const one = Constant.load(At.One);
  const zero = Pair.of(0);
  const bytes = Bytes.of(length);
  let hard = i64x2.splat(-1);
  let nothing = i64x2.splat(-1);
  for (let at: usize = 0; at < bytes; at += 16) {
    const y = v128.load(label + at);
    const x = v128.load(p + at);
    const factor = f64x2.sub(one, x);
    const isNothing = f64x2.eq(Rest.lost(factor, x), zero);
    nothing = v128.and(nothing, v128.or(Rest.none(y, factor, v128.load(floor + at)), isNothing));
    hard = v128.and(hard, v128.or(f64x2.eq(y, zero), f64x2.eq(y, one)));
    v128.store(out + at, zero);
  }
  // Most factors lose nothing, and dividing is slow.
  if (!Pair.allTrue(nothing)) divideLost(out, label, p, floor, bytes);
  if (Pair.allTrue(hard)) return;
  for (let from = 0; from < length; from += numbersPerTile) {
    const at = Bytes.of(from);
    replaceSoft(out + at, label + at, p + at, floor + at, min(numbersPerTile, length - from));
  }
}

function divideLost(out: usize, label: usize, p: usize, floor: usize, bytes: usize): void {
  for (let at: usize = 0; at < bytes; at += 16) {
    const x = v128.load(p + at);
    const factor = f64x2.sub(Constant.load(At.One), x);
    const lost = Rest.lost(factor, x);
    const isNothing = f64x2.eq(lost, Pair.of(0));
    const none = v128.or(isNothing, Rest.none(v128.load(label + at), factor, v128.load(floor + at)));
    v128.store(out + at, Pair.unless(none, f64x2.sub(Pair.of(0), f64x2.div(lost, factor))));
  }
}

/** Stores −y·ln max(p, floor) − (1 − y)·ln max(1 − p, floor) where y is neither 0 nor 1; a tile at most. */
function replaceSoft(out: usize, label: usize, p: usize, floor: usize, length: i32): void {
  const one = Constant.load(At.One);
  const zero = Pair.of(0);
  const bytes = Bytes.of(length);
  const minus = differences;
  const logsOfYes = powers;
  const logsOfNo = powers + Bytes.of(numbersPerTile);
  for (let at: usize = 0; at < bytes; at += 16) {
    v128.store(minus + at, f64x2.sub(zero, v128.load(p + at)));
  }
  clampedLogBlock(logsOfYes, p, floor, 0, length);
  clampedLog1pBlock(logsOfNo, minus, floor, 0, length);
  for (let at: usize = 0; at < bytes; at += 16) {
    const y = v128.load(label + at);
    const hard = v128.or(f64x2.eq(y, zero), f64x2.eq(y, one));
    const yes = f64x2.mul(y, v128.load(logsOfYes + at));
    const no = f64x2.mul(f64x2.sub(one, y), v128.load(logsOfNo + at));
    const loss = f64x2.sub(zero, f64x2.add(yes, no));
    v128.store(out + at, v128.bitselect(v128.load(out + at), loss, hard));
  }
}

/**
 * Multiplies factors [from, to) into eight lanes: products, their errors, and the sums of exponents. to − from is a
 * multiple of 8. Four lanes at a time: their state fits the registers.
 */
export function multiplyIntoLanes(state: usize, factors: usize, from: i32, to: i32): void {
  multiplyIntoFour(state, factors + Bytes.of(from), factors + Bytes.of(to));
  multiplyIntoFour(state + 32, factors + Bytes.of(from) + 32, factors + Bytes.of(to));
}

function multiplyIntoFour(state: usize, from: usize, end: usize): void {
  const shift = Constant.load(At.FirstMantissa);
  const ofExponent = Constant.load(At.ExponentBits);
  const high = i64x2.splat(highBits);
  let product0 = v128.load(state);
  let product1 = v128.load(state, 16);
  let error0 = v128.load(state, 64);
  let error1 = v128.load(state, 80);
  let exponents0 = i32x4.splat(0);
  let exponents1 = i32x4.splat(0);
  for (let at = from; at < end; at += 64) {
    const x0 = v128.load(at);
    const shifted0 = i64x2.sub(x0, shift);
    exponents0 = i32x4.add(exponents0, i32x4.shr_s(shifted0, 20));
    const mantissa0 = i64x2.sub(x0, v128.and(shifted0, ofExponent));
    const next0 = f64x2.mul(product0, mantissa0);
    const productHigh0 = v128.and(product0, high);
    const productLow0 = f64x2.sub(product0, productHigh0);
    const mantissaHigh0 = v128.and(mantissa0, high);
    const mantissaLow0 = f64x2.sub(mantissa0, mantissaHigh0);
    const highs0 = f64x2.sub(f64x2.mul(productHigh0, mantissaHigh0), next0);
    const mixed0 = f64x2.add(
      f64x2.add(highs0, f64x2.mul(productHigh0, mantissaLow0)),
      f64x2.mul(productLow0, mantissaHigh0),
    );
    error0 = f64x2.add(f64x2.mul(error0, mantissa0), f64x2.add(mixed0, f64x2.mul(productLow0, mantissaLow0)));
    product0 = next0;
    const x1 = v128.load(at, 16);
    const shifted1 = i64x2.sub(x1, shift);
    exponents1 = i32x4.add(exponents1, i32x4.shr_s(shifted1, 20));
    const mantissa1 = i64x2.sub(x1, v128.and(shifted1, ofExponent));
    const next1 = f64x2.mul(product1, mantissa1);
    const productHigh1 = v128.and(product1, high);
    const productLow1 = f64x2.sub(product1, productHigh1);
    const mantissaHigh1 = v128.and(mantissa1, high);
    const mantissaLow1 = f64x2.sub(mantissa1, mantissaHigh1);
    const highs1 = f64x2.sub(f64x2.mul(productHigh1, mantissaHigh1), next1);
    const mixed1 = f64x2.add(
      f64x2.add(highs1, f64x2.mul(productHigh1, mantissaLow1)),
      f64x2.mul(productLow1, mantissaHigh1),
    );
    error1 = f64x2.add(f64x2.mul(error1, mantissa1), f64x2.add(mixed1, f64x2.mul(productLow1, mantissaLow1)));
    product1 = next1;
  }
  v128.store(state, product0);
  v128.store(state, product1, 16);
  v128.store(state, error0, 64);
  v128.store(state, error1, 80);
  addExponents(state + 128, exponents0);
  addExponents(state + 144, exponents1);
}

/** The sums stand in the high words. */
function addExponents(to: usize, words: v128): void {
  const sums = f64x2.convert_low_i32x4_s(i32x4.shuffle(words, words, 1, 3, 1, 3));
  v128.store(to, f64x2.add(v128.load(to), sums));
}
