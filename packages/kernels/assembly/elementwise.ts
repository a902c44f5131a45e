import { Bytes, Pair } from './vector';

enum Unary {
  Abs,
  Neg,
  Relu,
  Sign,
  Sqrt,
  Square,
}

enum Binary {
  Add,
  Div,
  FloorAt,
  Less,
  LessOrEqual,
  Max,
  Min,
  Mul,
  Quotient,
  Sub,
  Weigh,
}

/** Loops over four vectors at a time; the kind is known when compiling. */
class Loop {
  @inline static unaryOf(kind: Unary, x: v128): v128 {
    if (kind == Unary.Abs) return f64x2.abs(x);
    if (kind == Unary.Neg) return f64x2.sub(Pair.of(0), x);
    // x < 0 ? 0 : x, with +0 for −0: what Math.max(0, x) is.
    if (kind == Unary.Relu) return f64x2.add(f64x2.pmax(x, Pair.of(0)), Pair.of(0));
    if (kind == Unary.Sqrt) return f64x2.sqrt(x);
    if (kind == Unary.Square) return f64x2.mul(x, x);
    const one = v128.or(v128.and(x, i64x2.splat(i64.MIN_VALUE)), Pair.of(1));
    return v128.bitselect(one, x, f64x2.gt(f64x2.abs(x), Pair.of(0)));
  }

  @inline static binaryOf(kind: Binary, a: v128, b: v128): v128 {
    if (kind == Binary.Add) return f64x2.add(a, b);
    if (kind == Binary.Div) return f64x2.div(a, b);
    if (kind == Binary.FloorAt) return f64x2.pmax(a, b);
    if (kind == Binary.Less) return Pair.where(f64x2.lt(a, b), Pair.of(1));
    if (kind == Binary.LessOrEqual) return Pair.where(f64x2.le(a, b), Pair.of(1));
    if (kind == Binary.Max) return f64x2.max(a, b);
    if (kind == Binary.Min) return f64x2.min(a, b);
    if (kind == Binary.Mul) return f64x2.mul(a, b);
    if (kind == Binary.Quotient) return Pair.unless(f64x2.eq(a, Pair.of(0)), f64x2.div(a, b));
    if (kind == Binary.Sub) return f64x2.sub(a, b);
    return Pair.unless(f64x2.eq(a, Pair.of(0)), f64x2.mul(a, b));
  }

  @inline static unary(kind: Unary, out: usize, x: usize, length: i32): void {
    for (const end = out + Bytes.of(length); out < end; out += 64, x += 64) {
      v128.store(out, Loop.unaryOf(kind, v128.load(x)));
      v128.store(out, Loop.unaryOf(kind, v128.load(x, 16)), 16);
      v128.store(out, Loop.unaryOf(kind, v128.load(x, 32)), 32);
      v128.store(out, Loop.unaryOf(kind, v128.load(x, 48)), 48);
    }
  }

  @inline static binary(kind: Binary, out: usize, a: usize, b: usize, length: i32): void {
    for (const end = out + Bytes.of(length); out < end; out += 64, a += 64, b += 64) {
      v128.store(out, Loop.binaryOf(kind, v128.load(a), v128.load(b)));
      v128.store(out, Loop.binaryOf(kind, v128.load(a, 16), v128.load(b, 16)), 16);
      v128.store(out, Loop.binaryOf(kind, v128.load(a, 32), v128.load(b, 32)), 32);
      v128.store(out, Loop.binaryOf(kind, v128.load(a, 48), v128.load(b, 48)), 48);
    }
  }
}

export function absBlock(out: usize, x: usize, _b: usize, _c: usize, length: i32): void {
  Loop.unary(Unary.Abs, out, x, length);
}

export function negBlock(out: usize, x: usize, _b: usize, _c: usize, length: i32): void {
  Loop.unary(Unary.Neg, out, x, length);
}

export function reluBlock(out: usize, x: usize, _b: usize, _c: usize, length: i32): void {
  Loop.unary(Unary.Relu, out, x, length);
}

export function signBlock(out: usize, x: usize, _b: usize, _c: usize, length: i32): void {
  Loop.unary(Unary.Sign, out, x, length);
}

export function sqrtBlock(out: usize, x: usize, _b: usize, _c: usize, length: i32): void {
  Loop.unary(Unary.Sqrt, out, x, length);
}

export function squareBlock(out: usize, x: usize, _b: usize, _c: usize, length: i32): void {
  Loop.unary(Unary.Square, out, x, length);
}

export function addBlock(out: usize, a: usize, b: usize, _c: usize, length: i32): void {
  Loop.binary(Binary.Add, out, a, b, length);
}

export function divBlock(out: usize, a: usize, b: usize, _c: usize, length: i32): void {
  Loop.binary(Binary.Div, out, a, b, length);
}

export function floorAtBlock(out: usize, x: usize, floor: usize, _c: usize, length: i32): void {
  Loop.binary(Binary.FloorAt, out, x, floor, length);
}

export function lessBlock(out: usize, a: usize, b: usize, _c: usize, length: i32): void {
  Loop.binary(Binary.Less, out, a, b, length);
}

export function lessOrEqualBlock(out: usize, a: usize, b: usize, _c: usize, length: i32): void {
  Loop.binary(Binary.LessOrEqual, out, a, b, length);
}

export function maxBlock(out: usize, a: usize, b: usize, _c: usize, length: i32): void {
  Loop.binary(Binary.Max, out, a, b, length);
}

export function minBlock(out: usize, a: usize, b: usize, _c: usize, length: i32): void {
  Loop.binary(Binary.Min, out, a, b, length);
}

export function mulBlock(out: usize, a: usize, b: usize, _c: usize, length: i32): void {
  Loop.binary(Binary.Mul, out, a, b, length);
}

export function quotientBlock(out: usize, a: usize, b: usize, _c: usize, length: i32): void {
  Loop.binary(Binary.Quotient, out, a, b, length);
}

export function subBlock(out: usize, a: usize, b: usize, _c: usize, length: i32): void {
  Loop.binary(Binary.Sub, out, a, b, length);
}

export function weighBlock(out: usize, w: usize, x: usize, _c: usize, length: i32): void {
  Loop.binary(Binary.Weigh, out, w, x, length);
}

class Select {
  @inline static of(condition: usize, a: usize, b: usize): v128 {
    const no = f64x2.eq(v128.load(condition), Pair.of(0));
    return v128.bitselect(v128.load(b), v128.load(a), no);
  }
}

export function selectBlock(out: usize, condition: usize, a: usize, b: usize, length: i32): void {
  for (const end = out + Bytes.of(length); out < end; out += 32, condition += 32, a += 32, b += 32) {
    v128.store(out, Select.of(condition, a, b));
    v128.store(out, Select.of(condition + 16, a + 16, b + 16), 16);
  }
}
