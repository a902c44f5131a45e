import { Bits } from './bits';
import { decodeByTurns, readTable, tableLog } from './fse';
import { Layout } from './layout';

const mostBits: i32 = 11;
const mostWeightLog: i32 = 6;
/** Weights go from 0 to the bits. */
const weightCount: i32 = mostBits + 1;

const lengths: usize = Layout.codeLengths;
const symbols: usize = Layout.codeSymbols;
const weights: usize = Layout.weights;
const weightTable: usize = Layout.weightTable;
const firstOf: usize = Layout.firstOf;

/** @returns the end of the tree's description; 0 if it is malformed */
export function readTree(source: usize, end: usize): usize {
  if (source >= end) return 0;
  const header = <i32>load<u8>(source++);
  if (header >= 128) return readPlainWeights(source, end, header - 127);
  const next = source + header;
  if (next > end) return 0;
  const start = readTable(source, next, weightCount, mostWeightLog, weightTable, 0, 0);
  if (start == 0) return 0;
  const count = decodeByTurns(weightTable, tableLog, start, next, weights, 255);
  return count > 0 && makeTree(count) ? next : 0;
}

function readPlainWeights(source: usize, end: usize, count: i32): usize {
  const next = source + ((count + 1) >> 1);
  if (next > end) return 0;
  for (let i = 0; i < count; i++) {
    const both = load<u8>(source + (i >> 1));
    store<u8>(weights + i, i & 1 ? both & 15 : both >> 4);
  }
  return makeTree(count) ? next : 0;
}

/** The last symbol's weight is what makes the tree complete. */
function makeTree(count: i32): bool {
  let sum: u32 = 0;
  for (let i = 0; i < count; i++) {
    const weight = <i32>load<u8>(weights + i);
    if (weight > mostBits) return false;
    sum += ((<u32>1) << weight) >> 1;
  }
  if (sum == 0) return false;
  const bits = 32 - <i32>clz<u32>(sum);
  const rest = ((<u32>1) << bits) - sum;
  if (bits > mostBits || (rest & (rest - 1)) != 0) return false;
  store<u8>(weights + count, <u8>(ctz<u32>(rest) + 1));
  fillTable(count + 1, bits);
  return true;
}

function fillTable(count: i32, bits: i32): void {
  const scale = mostBits - bits;
  memory.fill(firstOf, 0, 64);
  for (let i = 0; i < count; i++) {
    const weight = <usize>load<u8>(weights + i);
    if (weight == 0) continue;
    // Counted one place on, so that the sums below are starts.
    const at = firstOf + ((weight + 1) << 2);
    store<u32>(at, load<u32>(at) + ((<u32>1) << (<u32>(weight - 1 + scale))));
  }
  for (let weight: usize = 2; weight < 14; weight++) {
    const at = firstOf + (weight << 2);
    store<u32>(at, load<u32>(at) + load<u32>(at - 4));
  }
  for (let i = 0; i < count; i++) {
    const weight = <usize>load<u8>(weights + i);
    if (weight == 0) continue;
    const at = firstOf + (weight << 2);
    const first = load<u32>(at);
    const length = (<u32>1) << (<u32>(weight - 1 + scale));
    store<u32>(at, first + length);
    fillBytes(lengths + first, length, <u8>(bits + 1 - <i32>weight));
    fillBytes(symbols + first, length, <u8>i);
  }
}

/** @param count a power of 2, up to 2,048: no vector reaches beyond them */
function fillBytes(at: usize, count: u32, byte: u8): void {
  const end = at + count;
  if (count < 8) {
    for (; at < end; at++) store<u8>(at, byte);
    return;
  }
  const all = i8x16.splat(byte);
  if (count == 8) store<u64>(at, i64x2.extract_lane(all, 0));
  else for (; at < end; at += 16) v128.store(at, all);
}

/** Decodes the rest of a stream, a symbol at a time. @returns whether its bits are used up exactly */
function decodeRest(start: usize, left: i32, target: usize, targetEnd: usize): bool {
  for (; target < targetEnd; target++) {
    const code = <usize>Bits.peek(start, left, mostBits);
    store<u8>(target, load<u8>(code, symbols));
    left -= load<u8>(code, lengths);
    if (left < 0) return false;
  }
  return left == 0;
}

/** @returns whether the stream is the symbols that fill the target */
export function decodeStream(start: usize, end: usize, target: usize, targetEnd: usize): bool {
  const left = Bits.of(start, end);
  return left >= 0 && decodeRest(start, left, target, targetEnd);
}

class Four {
  /** The unread bits of a stream at the top, a one below them: so they say themselves how many were taken. */
  @inline static first(at: usize): u64 {
    const bits = load<u64>(at);
    return (bits | 1) << (clz<u64>(bits) + 1);
  }

  @inline static again(at: usize, bits: u64): u64 {
    return (load<u64>(at) | 1) << (ctz<u64>(bits) & 7);
  }

  @inline static code(bits: u64): usize {
    return <usize>(bits >> (64 - mostBits));
  }

  @inline static length(code: usize): u64 {
    return <u64>load<u8>(code, lengths);
  }

  @inline static left(start: usize, at: usize, bits: u64): i32 {
    return ((<i32>(at - start)) << 3) + 64 - <i32>ctz<u64>(bits);
  }
}

/** Symbols that 63 bits surely hold. */
const symbolsAtOnce: usize = 5;
/** Bytes that those take at most. */
const bytesAtOnce: usize = 7;

/**
 * Decodes four streams that follow their three lengths, side by side as long as each has bits enough.
 * @returns whether they are the symbols that fill the target
 */
export function decodeFour(source: usize, end: usize, target: usize, targetEnd: usize): bool {
  const segment = (targetEnd - target + 3) >> 2;
  if (end - source < 10 || target + 3 * segment > targetEnd) return false;
  const start1 = source + 6;
  const start2 = start1 + load<u16>(source);
  const start3 = start2 + load<u16>(source, 2);
  const start4 = start3 + load<u16>(source, 4);
  if (start4 >= end) return false;
  let left1 = Bits.of(start1, start2);
  let left2 = Bits.of(start2, start3);
  let left3 = Bits.of(start3, start4);
  let left4 = Bits.of(start4, end);
  if (left1 < 0 || left2 < 0 || left3 < 0 || left4 < 0) return false;
  const target2 = target + segment;
  const target3 = target2 + segment;
  const target4 = target3 + segment;
  let done: usize = 0;
  if (left1 >= 64 && left2 >= 64 && left3 >= 64 && left4 >= 64) {
    let at1 = start2 - 8;
    let at2 = start3 - 8;
    let at3 = start4 - 8;
    let at4 = end - 8;
    let bits1 = Four.first(at1);
    let bits2 = Four.first(at2);
    let bits3 = Four.first(at3);
    let bits4 = Four.first(at4);
    const length4 = targetEnd - target4;
    for (;;) {
      const room = min(min(at1 - start1, at2 - start2), min(at3 - start3, at4 - start4)) / bytesAtOnce;
      let turns = min(room, (length4 - done) / symbolsAtOnce);
      if (turns == 0) break;
      let out1 = target + done;
      let out2 = target2 + done;
      let out3 = target3 + done;
      let out4 = target4 + done;
      done += turns * symbolsAtOnce;
      do {
        let code: usize;
        code = Four.code(bits1);
        bits1 <<= Four.length(code);
        store<u8>(out1, load<u8>(code, symbols));
        code = Four.code(bits2);
        bits2 <<= Four.length(code);
        store<u8>(out2, load<u8>(code, symbols));
        code = Four.code(bits3);
        bits3 <<= Four.length(code);
        store<u8>(out3, load<u8>(code, symbols));
        code = Four.code(bits4);
        bits4 <<= Four.length(code);
        store<u8>(out4, load<u8>(code, symbols));
        code = Four.code(bits1);
        bits1 <<= Four.length(code);
        store<u8>(out1, load<u8>(code, symbols), 1);
        code = Four.code(bits2);
        bits2 <<= Four.length(code);
        store<u8>(out2, load<u8>(code, symbols), 1);
        code = Four.code(bits3);
        bits3 <<= Four.length(code);
        store<u8>(out3, load<u8>(code, symbols), 1);
        code = Four.code(bits4);
        bits4 <<= Four.length(code);
        store<u8>(out4, load<u8>(code, symbols), 1);
        code = Four.code(bits1);
        bits1 <<= Four.length(code);
        store<u8>(out1, load<u8>(code, symbols), 2);
        code = Four.code(bits2);
        bits2 <<= Four.length(code);
        store<u8>(out2, load<u8>(code, symbols), 2);
        code = Four.code(bits3);
        bits3 <<= Four.length(code);
        store<u8>(out3, load<u8>(code, symbols), 2);
        code = Four.code(bits4);
        bits4 <<= Four.length(code);
        store<u8>(out4, load<u8>(code, symbols), 2);
        code = Four.code(bits1);
        bits1 <<= Four.length(code);
        store<u8>(out1, load<u8>(code, symbols), 3);
        code = Four.code(bits2);
        bits2 <<= Four.length(code);
        store<u8>(out2, load<u8>(code, symbols), 3);
        code = Four.code(bits3);
        bits3 <<= Four.length(code);
        store<u8>(out3, load<u8>(code, symbols), 3);
        code = Four.code(bits4);
        bits4 <<= Four.length(code);
        store<u8>(out4, load<u8>(code, symbols), 3);
        code = Four.code(bits1);
        bits1 <<= Four.length(code);
        store<u8>(out1, load<u8>(code, symbols), 4);
        code = Four.code(bits2);
        bits2 <<= Four.length(code);
        store<u8>(out2, load<u8>(code, symbols), 4);
        code = Four.code(bits3);
        bits3 <<= Four.length(code);
        store<u8>(out3, load<u8>(code, symbols), 4);
        code = Four.code(bits4);
        bits4 <<= Four.length(code);
        store<u8>(out4, load<u8>(code, symbols), 4);
        out1 += symbolsAtOnce;
        out2 += symbolsAtOnce;
        out3 += symbolsAtOnce;
        out4 += symbolsAtOnce;
        at1 -= <usize>(ctz<u64>(bits1) >> 3);
        at2 -= <usize>(ctz<u64>(bits2) >> 3);
        at3 -= <usize>(ctz<u64>(bits3) >> 3);
        at4 -= <usize>(ctz<u64>(bits4) >> 3);
        bits1 = Four.again(at1, bits1);
        bits2 = Four.again(at2, bits2);
        bits3 = Four.again(at3, bits3);
        bits4 = Four.again(at4, bits4);
      } while (--turns > 0);
    }
    left1 = Four.left(start1, at1, bits1);
    left2 = Four.left(start2, at2, bits2);
    left3 = Four.left(start3, at3, bits3);
    left4 = Four.left(start4, at4, bits4);
  }
  return (
    decodeRest(start1, left1, target + done, target2) &&
    decodeRest(start2, left2, target2 + done, target3) &&
    decodeRest(start3, left3, target3 + done, target4) &&
    decodeRest(start4, left4, target4 + done, targetEnd)
  );
}
