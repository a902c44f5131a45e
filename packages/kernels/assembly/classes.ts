// Rows of class matrices, row-major. Within a row everything happens in the order of the classes, as in plain
// loops; rows go side by side, two to a vector, four at a time.
import { expOf, isPlain, raise } from './exponential';
import { differences, maxima, numbersPerTile, powers, rowsPerTile, rowsTogether, sums } from './layout';
import { log1pOf, log1pOfAll } from './logarithm';
import { Bytes, Pair } from './vector';

const two52: f64 = 4503599627370496;

class Rows {
  /** A row's address; behind the last row it is the last again. */
  @inline static at(matrix: usize, row: i32, rows: i32, width: usize): usize {
    return matrix + <usize>min(row, rows - 1) * width;
  }

  /** How many rows to look at before their powers are taken, so that those of all are taken in one loop. */
  @inline static perTile(classes: i32): i32 {
    return min(rowsPerTile, max(rowsTogether, (numbersPerTile / classes) & ~(rowsTogether - 1)));
  }

  /** Up to a whole group. */
  @inline static rounded(rows: i32): i32 {
    return (rows + rowsTogether - 1) & ~(rowsTogether - 1);
  }
}

class Label {
  /** Where labels are whole numbers from 0 to classes − 1. Adding 2⁵² puts such a number into the lowest bits. */
  @inline static areClasses(labels: v128, classes: v128): v128 {
    const above = f64x2.add(labels, Pair.of(two52));
    const whole = f64x2.eq(f64x2.sub(above, Pair.of(two52)), labels);
    return v128.and(whole, v128.and(f64x2.ge(labels, Pair.of(0)), f64x2.lt(labels, classes)));
  }

  /** The numbers of two rows at their labels; those of labels that are no classes are NaN. */
  @inline static pick(row0: usize, row1: usize, labels: v128, classes: v128): v128 {
    const valid = Label.areClasses(labels, classes);
    const index = v128.and(f64x2.add(labels, Pair.of(two52)), valid);
    const at0 = row0 + Bytes.of(i32x4.extract_lane(index, 0));
    const at1 = row1 + Bytes.of(i32x4.extract_lane(index, 2));
    return v128.or(v128.load64_lane(at1, v128.load64_zero(at0), 1), v128.not(valid));
  }
}

/**
 * Stores x − maximum of four rows, a class after another, and the maxima: as in a loop over the classes, where
 * x > maximum replaces it.
 */
function subtractMaxima(
  r0: usize,
  r1: usize,
  r2: usize,
  r3: usize,
  classes: i32,
  to: usize,
  most: usize,
): void {
  const width = Bytes.of(classes);
  const pairs = Bytes.of(classes & ~1);
  const end = to + width * rowsTogether;
  const start = to;
  let most01 = v128.load64_lane(r1, v128.load64_zero(r0), 1);
  let most23 = v128.load64_lane(r3, v128.load64_zero(r2), 1);
  let at: usize = 0;
  for (; at < pairs; at += 16, to += 64) {
    const x0 = v128.load(r0 + at);
    const x1 = v128.load(r1 + at);
    const x2 = v128.load(r2 + at);
    const x3 = v128.load(r3 + at);
    const first01 = Pair.firsts(x0, x1);
    const first23 = Pair.firsts(x2, x3);
    const second01 = Pair.seconds(x0, x1);
    const second23 = Pair.seconds(x2, x3);
    v128.store(to, first01);
    v128.store(to, first23, 16);
    v128.store(to, second01, 32);
    v128.store(to, second23, 48);
    most01 = f64x2.pmax(f64x2.pmax(most01, first01), second01);
    most23 = f64x2.pmax(f64x2.pmax(most23, first23), second23);
  }
  if (at < width) {
    const last01 = v128.load64_lane(r1 + at, v128.load64_zero(r0 + at), 1);
    const last23 = v128.load64_lane(r3 + at, v128.load64_zero(r2 + at), 1);
    v128.store(to, last01);
    v128.store(to, last23, 16);
    most01 = f64x2.pmax(most01, last01);
    most23 = f64x2.pmax(most23, last23);
  }
  for (to = start; to < end; to += 32) {
    v128.store(to, f64x2.sub(v128.load(to), most01));
    v128.store(to, f64x2.sub(v128.load(to, 16), most23), 16);
  }
  v128.store(most, most01);
  v128.store(most, most23, 16);
}

/**
 * The maxima of a tile's rows, x − maximum, and its powers.
 * @returns whether there is no NaN among the differences
 */
function raiseTile(x: usize, tile: i32, count: i32, rows: i32, classes: i32): bool {
  const width = Bytes.of(classes);
  for (let row = 0; row < count; row += rowsTogether) {
    const r0 = Rows.at(x, tile + row, rows, width);
    const r1 = Rows.at(x, tile + row + 1, rows, width);
    const r2 = Rows.at(x, tile + row + 2, rows, width);
    const r3 = Rows.at(x, tile + row + 3, rows, width);
    subtractMaxima(r0, r1, r2, r3, classes, differences + <usize>row * width, maxima + Bytes.of(row));
  }
  const bytes = <usize>Rows.rounded(count) * width;
  if (raise(powers, differences, bytes)) return true;
  let numbers = true;
  for (let at: usize = 0; at < bytes; at += 8) {
    const difference = load<f64>(differences + at);
    if (isPlain(difference)) continue;
    store<f64>(powers + at, expOf(difference));
    if (difference != difference) numbers = false;
  }
  return numbers;
}

/** Stores the sums of each row's powers but for that of the first maximum, which is 1. */
function sumOthers(count: i32, classes: i32): void {
  let at: usize = 0;
  for (let row = 0; row < count; row += rowsTogether) {
    let sum01 = Pair.of(0);
    let sum23 = Pair.of(0);
    let seen01 = i64x2.splat(0);
    let seen23 = i64x2.splat(0);
    for (const end = at + Bytes.of(classes * rowsTogether); at < end; at += 32) {
      const top01 = f64x2.eq(v128.load(differences + at), Pair.of(0));
      const top23 = f64x2.eq(v128.load(differences + at, 16), Pair.of(0));
      sum01 = f64x2.add(sum01, Pair.unless(v128.andnot(top01, seen01), v128.load(powers + at)));
      sum23 = f64x2.add(sum23, Pair.unless(v128.andnot(top23, seen23), v128.load(powers + at, 16)));
      seen01 = v128.or(seen01, top01);
      seen23 = v128.or(seen23, top23);
    }
    v128.store(sums + Bytes.of(row), sum01);
    v128.store(sums + Bytes.of(row), sum23, 16);
  }
}

/** Where a row's first maximum stands. */
function firstMaximum(x: usize, classes: i32): usize {
  const end = x + Bytes.of(classes);
  let top = x;
  for (let at = x; at < end; at += 8) if (load<f64>(at) > load<f64>(top)) top = at;
  return top;
}

/** The same for a row with infinite maxima or NaN, where no difference tells which was the first maximum. */
function sumOthersOf(x: usize, classes: i32): f64 {
  const end = x + Bytes.of(classes);
  const top = firstMaximum(x, classes);
  let sum: f64 = 0;
  for (let at = x; at < end; at += 8) if (at != top) sum += expOf(load<f64>(at) - load<f64>(top));
  return sum;
}

/** ln softmax(x)ₖ of one row; NaN where k is no class. */
export function logSoftmaxAt(k: f64, x: usize, classes: i32): f64 {
  if (!(k >= 0 && k < <f64>classes && <f64>(<i32>k) == k)) return NaN;
  const own = load<f64>(x + Bytes.of(<i32>k));
  return own - load<f64>(firstMaximum(x, classes)) - log1pOf(sumOthersOf(x, classes));
}

/** The maxima of a tile's rows to `maxima`, Σ e^(x − maximum) over the others to `sums`. */
function sumOthersOfTile(x: usize, tile: i32, count: i32, rows: i32, classes: i32): void {
  if (raiseTile(x, tile, count, rows, classes)) {
    sumOthers(count, classes);
    return;
  }
  for (let row = 0; row < count; row++) {
    store<f64>(sums + Bytes.of(row), sumOthersOf(x + <usize>(tile + row) * Bytes.of(classes), classes));
  }
}

/** The maxima of a tile's rows to `maxima`, ln Σ e^(x − maximum) to `sums`. */
function logSumExpTile(x: usize, tile: i32, count: i32, rows: i32, classes: i32): void {
  sumOthersOfTile(x, tile, count, rows, classes);
  log1pOfAll(sums, sums, Bytes.of(count));
}

export function logSoftmaxBlock(out: usize, x: usize, _b: usize, _c: usize, length: i32, classes: i32): void {
  const rows = length / classes;
  const width = Bytes.of(classes);
  const perTile = Rows.perTile(classes);
  for (let tile = 0; tile < rows; tile += perTile) {
    const count = min(rows - tile, perTile);
    logSumExpTile(x, tile, count, rows, classes);
    for (let row = 0; row < count; row++) {
      const most = v128.load64_splat(maxima + Bytes.of(row));
      const rest = v128.load64_splat(sums + Bytes.of(row));
      let from = x + <usize>(tile + row) * width;
      let to = out + <usize>(tile + row) * width;
      const end = from + width;
      for (; from + 16 <= end; from += 16, to += 16) {
        v128.store(to, f64x2.sub(f64x2.sub(v128.load(from), most), rest));
      }
      if (from < end) {
        const last = f64x2.sub(f64x2.sub(v128.load64_zero(from), most), rest);
        store<f64>(to, f64x2.extract_lane(last, 0));
      }
    }
  }
}

export function softmaxBlock(out: usize, x: usize, _b: usize, _c: usize, length: i32, classes: i32): void {
  const rows = length / classes;
  const perTile = Rows.perTile(classes);
  for (let tile = 0; tile < rows; tile += perTile) {
    const count = min(rows - tile, perTile);
    raiseTile(x, tile, count, rows, classes);
    for (let row = 0; row < count; row += rowsTogether) divideBySums(out, tile, row, rows, classes);
  }
}

/** Four rows' powers over their sums, from their tile to the matrix. */
function divideBySums(out: usize, tile: i32, row: i32, rows: i32, classes: i32): void {
  const width = Bytes.of(classes);
  const pairs = Bytes.of(classes & ~1);
  const r0 = Rows.at(out, tile + row, rows, width);
  const r1 = Rows.at(out, tile + row + 1, rows, width);
  const r2 = Rows.at(out, tile + row + 2, rows, width);
  const r3 = Rows.at(out, tile + row + 3, rows, width);
  let sum01 = Pair.of(0);
  let sum23 = Pair.of(0);
  let from = powers + <usize>row * width;
  for (let at = from; at < from + width * rowsTogether; at += 32) {
    sum01 = f64x2.add(sum01, v128.load(at));
    sum23 = f64x2.add(sum23, v128.load(at, 16));
  }
  let at: usize = 0;
  for (; at < pairs; at += 16, from += 64) {
    const first01 = f64x2.div(v128.load(from), sum01);
    const first23 = f64x2.div(v128.load(from, 16), sum23);
    const second01 = f64x2.div(v128.load(from, 32), sum01);
    const second23 = f64x2.div(v128.load(from, 48), sum23);
    v128.store(r0 + at, Pair.firsts(first01, second01));
    v128.store(r1 + at, Pair.seconds(first01, second01));
    v128.store(r2 + at, Pair.firsts(first23, second23));
    v128.store(r3 + at, Pair.seconds(first23, second23));
  }
  if (at < width) {
    const last01 = f64x2.div(v128.load(from), sum01);
    const last23 = f64x2.div(v128.load(from, 16), sum23);
    store<f64>(r0 + at, f64x2.extract_lane(last01, 0));
    store<f64>(r1 + at, f64x2.extract_lane(last01, 1));
    store<f64>(r2 + at, f64x2.extract_lane(last23, 0));
    store<f64>(r3 + at, f64x2.extract_lane(last23, 1));
  }
}

export function rowSumBlock(out: usize, x: usize, _b: usize, _c: usize, rows: i32, classes: i32): void {
  const width = Bytes.of(classes);
  const pairs = Bytes.of(classes & ~1);
  for (let row = 0; row < rows; row += rowsTogether) {
    const r0 = Rows.at(x, row, rows, width);
    const r1 = Rows.at(x, row + 1, rows, width);
    const r2 = Rows.at(x, row + 2, rows, width);
    const r3 = Rows.at(x, row + 3, rows, width);
    let sum01 = Pair.of(0);
    let sum23 = Pair.of(0);
    let at: usize = 0;
    for (; at < pairs; at += 16) {
      const x0 = v128.load(r0 + at);
      const x1 = v128.load(r1 + at);
      const x2 = v128.load(r2 + at);
      const x3 = v128.load(r3 + at);
      sum01 = f64x2.add(f64x2.add(sum01, Pair.firsts(x0, x1)), Pair.seconds(x0, x1));
      sum23 = f64x2.add(f64x2.add(sum23, Pair.firsts(x2, x3)), Pair.seconds(x2, x3));
    }
    if (at < width) {
      sum01 = f64x2.add(sum01, v128.load64_lane(r1 + at, v128.load64_zero(r0 + at), 1));
      sum23 = f64x2.add(sum23, v128.load64_lane(r3 + at, v128.load64_zero(r2 + at), 1));
    }
    v128.store(out + Bytes.of(row), sum01);
    v128.store(out + Bytes.of(row), sum23, 16);
  }
}

export function broadcastBlock(out: usize, x: usize, _b: usize, _c: usize, length: i32, classes: i32): void {
  const width = Bytes.of(classes);
  const end = out + Bytes.of(length);
  for (; out < end; out += width, x += 8) {
    const number = v128.load64_splat(x);
    // A number too many is that of the next row's, or behind the register's.
    for (let at: usize = 0; at < width; at += 16) v128.store(out + at, number);
  }
}

export function pickBlock(out: usize, values: usize, label: usize, _c: usize, rows: i32, classes: i32): void {
  const width = Bytes.of(classes);
  const labelEnd = <f64>classes;
  for (let row = 0; row < rows; row += 2) {
    const r0 = Rows.at(values, row, rows, width);
    const r1 = Rows.at(values, row + 1, rows, width);
    const at = Bytes.of(row);
    v128.store(out + at, Label.pick(r0, r1, v128.load(label + at), Pair.of(labelEnd)));
  }
}

export function scatterBlock(out: usize, x: usize, label: usize, _c: usize, length: i32, classes: i32): void {
  const width = Bytes.of(classes);
  const end = out + Bytes.of(length);
  memory.fill(out, 0, end - out);
  for (; out < end; out += width, x += 8, label += 8) {
    const k = load<f64>(label);
    const isClass = k >= 0 && k < <f64>classes && <f64>(<i32>k) == k;
    if (isClass) store<f64>(out + Bytes.of(<i32>k), load<f64>(x));
  }
}
