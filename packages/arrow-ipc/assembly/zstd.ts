// The blocks of Zstandard frames: RFC 8878.
import { Bits } from './bits';
import { Copy, slack } from './copy';
import { entryShift, makeSingle, makeTable, readTable, tableLog } from './fse';
import { decodeFour, decodeStream, readTree } from './huffman';
import { Layout } from './layout';

const mostBlockBytes: usize = 128 * 1024;

const lengthBases: usize = memory.data<u32>([
  0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 18, 20, 22, 24, 28, 32, 40, 48, 64, 128, 256, 512,
  1024, 2048, 4096, 8192, 16384, 32768, 65536,
]);
const lengthExtras: usize = memory.data<u8>([
  0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 3, 3, 4, 6, 7, 8, 9, 10, 11, 12, 13, 14,
  15, 16,
]);
const lengthCounts: usize = memory.data<i8>([
  4, 3, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 2, 3, 2, 1, 1, 1, 1, 1, -1, -1, -1,
  -1,
]);
const matchBases: usize = memory.data<u32>([
  3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31,
  32, 33, 34, 35, 37, 39, 41, 43, 47, 51, 59, 67, 83, 99, 131, 259, 515, 1027, 2051, 4099, 8195, 16387, 32771,
  65539,
]);
const matchExtras: usize = memory.data<u8>([
  0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1,
  2, 2, 3, 3, 4, 4, 5, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16,
]);
const matchCounts: usize = memory.data<i8>([
  1, 4, 3, 2, 2, 2, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
  1, 1, 1, 1, 1, 1, 1, 1, 1, 1, -1, -1, -1, -1, -1, -1, -1,
]);
const distanceBases: usize = memory.data<u32>([
  0x1, 0x2, 0x4, 0x8, 0x10, 0x20, 0x40, 0x80, 0x100, 0x200, 0x400, 0x800, 0x1000, 0x2000, 0x4000, 0x8000,
  0x10000, 0x20000, 0x40000, 0x80000, 0x100000, 0x200000, 0x400000, 0x800000, 0x1000000, 0x2000000, 0x4000000,
  0x8000000, 0x10000000, 0x20000000, 0x40000000, 0x80000000,
]);
const distanceExtras: usize = memory.data<u8>([
  0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28,
  29, 30, 31,
]);
const distanceCounts: usize = memory.data<i8>([
  1, 1, 1, 1, 1, 1, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, -1, -1, -1, -1, -1,
]);

const lengthSymbols: i32 = 36;
const matchSymbols: i32 = 53;
const distanceSymbols: i32 = 32;
const lengthLog: i32 = 9;
const matchLog: i32 = 9;
const distanceLog: i32 = 8;

const lengthTable: usize = Layout.lengthTable;
const matchTable: usize = Layout.matchTable;
const distanceTable: usize = Layout.distanceTable;
const literalArea: usize = Layout.literals;

// What goes over from one block of a frame to the next. A log of −1: there is no table yet.
let lengthTableLog: i32 = -1;
let matchTableLog: i32 = -1;
let distanceTableLog: i32 = -1;
let hasTree: bool = false;
let recent1: usize = 1;
let recent2: usize = 4;
let recent3: usize = 8;

export function zstdBegin(): void {
  lengthTableLog = -1;
  matchTableLog = -1;
  distanceTableLog = -1;
  hasTree = false;
  recent1 = 1;
  recent2 = 4;
  recent3 = 8;
}

/** Where the literals of the block stand. */
let literal: usize = 0;
let literalEnd: usize = 0;

/** @returns the end of the section; 0 if it is malformed */
function readLiterals(source: usize, end: usize): usize {
  if (source >= end) return 0;
  const head = <u32>load<u8>(source);
  return (head & 3) < 2 ? readPlainLiterals(source, end, head) : readCodedLiterals(source, end, head);
}

function readPlainLiterals(source: usize, end: usize, head: u32): usize {
  const format = (head >> 2) & 3;
  const headLength: usize = format == 1 ? 2 : format == 3 ? 3 : 1;
  if (end - source < headLength) return 0;
  let length = <usize>head >> 3;
  if (format == 1) length = <usize>load<u16>(source) >> 4;
  if (format == 3) length = <usize>(load<u32>(source) & 0xffffff) >> 4;
  source += headLength;
  if (length > mostBlockBytes) return 0;
  if ((head & 3) == 0) {
    if (length > end - source) return 0;
    literal = source;
    literalEnd = source + length;
    return literalEnd;
  }
  if (source >= end) return 0;
  memory.fill(literalArea, load<u8>(source), length + slack);
  literal = literalArea;
  literalEnd = literalArea + length;
  return source + 1;
}

function readCodedLiterals(source: usize, end: usize, head: u32): usize {
  const format = (head >> 2) & 3;
  const bits: u64 = format < 2 ? 10 : format == 2 ? 14 : 18;
  const headLength: usize = format < 2 ? 3 : format == 2 ? 4 : 5;
  if (end - source < headLength) return 0;
  const lengths = load<u64>(source) >> 4;
  const mask = ((<u64>1) << bits) - 1;
  const length = <usize>(lengths & mask);
  const stored = <usize>((lengths >> bits) & mask);
  source += headLength;
  if (length > mostBlockBytes || stored > end - source) return 0;
  const next = source + stored;
  if ((head & 3) == 2) {
    hasTree = false;
    source = readTree(source, next);
    if (source == 0) return 0;
    hasTree = true;
  }
  if (!hasTree) return 0;
  literal = literalArea;
  literalEnd = literalArea + length;
  const isWhole =
    format == 0
      ? decodeStream(source, next, literal, literalEnd)
      : decodeFour(source, next, literal, literalEnd);
  return isWhole ? next : 0;
}

/** What a table was read into; its log stands in `tableLog`. */
function readSequenceTable(
  mode: u32,
  source: usize,
  end: usize,
  symbols: i32,
  log: i32,
  knownCounts: usize,
  knownSymbols: i32,
  knownLog: i32,
  table: usize,
  bases: usize,
  extras: usize,
): usize {
  if (mode == 0) {
    makeTable(knownCounts, knownSymbols, knownLog, table, bases, extras);
    return source;
  }
  if (mode == 2) return readTable(source, end, symbols, log, table, bases, extras);
  if (source >= end || load<u8>(source) >= <u8>symbols) return 0;
  makeSingle(load<u8>(source), table, bases, extras);
  return source + 1;
}

/** Reads the three tables, or keeps those before. @returns the end of them; 0 if they are malformed */
function readTables(modes: u32, source: usize, end: usize): usize {
  if ((modes & 3) != 0) return 0;
  const lengthMode = modes >> 6;
  if (lengthMode != 3) {
    source = readSequenceTable(
      lengthMode,
      source,
      end,
      lengthSymbols,
      lengthLog,
      lengthCounts,
      36,
      6,
      lengthTable,
      lengthBases,
      lengthExtras,
    );
    if (source == 0) return 0;
    lengthTableLog = tableLog;
  }
  const distanceMode = (modes >> 4) & 3;
  if (distanceMode != 3) {
    source = readSequenceTable(
      distanceMode,
      source,
      end,
      distanceSymbols,
      distanceLog,
      distanceCounts,
      29,
      5,
      distanceTable,
      distanceBases,
      distanceExtras,
    );
    if (source == 0) return 0;
    distanceTableLog = tableLog;
  }
  const matchMode = (modes >> 2) & 3;
  if (matchMode != 3) {
    source = readSequenceTable(
      matchMode,
      source,
      end,
      matchSymbols,
      matchLog,
      matchCounts,
      53,
      6,
      matchTable,
      matchBases,
      matchExtras,
    );
    if (source == 0) return 0;
    matchTableLog = tableLog;
  }
  return lengthTableLog < 0 || distanceTableLog < 0 || matchTableLog < 0 ? 0 : source;
}

/** Reads this many sequences, and does what they say. @returns the end of what was written; 0 if they are malformed */
function runSequences(
  count: i32,
  start: usize,
  end: usize,
  target: usize,
  targetEnd: usize,
  oldest: usize,
): usize {
  let left = Bits.of(start, end) - lengthTableLog - distanceTableLog - matchTableLog;
  if (left < 0) return 0;
  let states = Bits.above(start, left);
  let matchState = <usize>Bits.low(states, matchTableLog);
  states >>= <u64>matchTableLog;
  let distanceState = <usize>Bits.low(states, distanceTableLog);
  let lengthState = <usize>Bits.low(states >> <u64>distanceTableLog, lengthTableLog);
  let distance = recent1;
  let second = recent2;
  let third = recent3;
  let from = literal;
  const fromEnd = literalEnd;
  for (;;) {
    const lengthEntry = load<u64>(lengthTable + (lengthState << entryShift));
    const matchEntry = load<u64>(matchTable + (matchState << entryShift));
    const distanceEntry = load<u64>(distanceTable + (distanceState << entryShift));
    const lengthExtra = <i32>(lengthEntry >> 24) & 255;
    const matchExtra = <i32>(matchEntry >> 24) & 255;
    const distanceExtra = <i32>(distanceEntry >> 24) & 255;
    const lengths = lengthExtra + matchExtra;
    // All sums of bits in one addition: none of an entry's fields overflows into the next.
    const sums = <i32>(lengthEntry + matchEntry + distanceEntry);
    const extras = (sums >> 24) & 255;
    // The last sequence needs no next states.
    const isLast = --count == 0;
    const lengthBits = <i32>(lengthEntry >> 16) & 255;
    const matchBits = <i32>(matchEntry >> 16) & 255;
    const distanceStateBits = <i32>(distanceEntry >> 16) & 255;
    const stateBits = isLast ? 0 : (sums >> 16) & 255;
    left -= extras + stateBits;
    if (left < 0) return 0;
    // One reading gives 57 bits at least; what is beyond them is read apart.
    states = Bits.above(start, left);
    const bits = extras + stateBits <= 56 ? states >> <u64>stateBits : Bits.above(start, left + stateBits);
    const literals = <usize>((lengthEntry >> 32) + Bits.low(bits, lengthExtra));
    const length = <usize>((matchEntry >> 32) + Bits.low(bits >> <u64>lengthExtra, matchExtra));
    const distanceBits = extras <= 56 ? bits >> <u64>lengths : Bits.above(start, left + stateBits + lengths);
    const value = <usize>((distanceEntry >> 32) + Bits.low(distanceBits, distanceExtra));
    // 1 to 3 are the last distances again, or nearly.
    const again = value - 1 + <usize>(literals == 0);
    const isNew = value > 3;
    // Without branches, because nobody guesses which of them it is.
    let found = select<usize>(second, distance, again == 1);
    found = select<usize>(third, found, again == 2);
    found = select<usize>(distance - 1, found, again == 3);
    found = select<usize>(value - 3, found, isNew);
    third = select<usize>(second, third, isNew | (again > 1));
    second = select<usize>(distance, second, isNew | (again > 0));
    distance = found;

    if (literals > fromEnd - from || literals > targetEnd - target) return 0;
    Copy.apart(target, from, literals);
    from += literals;
    target += literals;
    if (distance == 0 || distance > target - oldest || length > targetEnd - target) return 0;
    Copy.match(target, distance, length);
    target += length;

    if (isLast) break;
    distanceState = <usize>((distanceEntry & 0xffff) + Bits.low(states, distanceStateBits));
    states >>= <u64>distanceStateBits;
    matchState = <usize>((matchEntry & 0xffff) + Bits.low(states, matchBits));
    lengthState = <usize>((lengthEntry & 0xffff) + Bits.low(states >> <u64>matchBits, lengthBits));
  }
  if (left != 0) return 0;
  recent1 = distance;
  recent2 = second;
  recent3 = third;
  literal = from;
  return target;
}

/**
 * Decodes one compressed block.
 * @param oldest the lowest address that a match may reach back to
 * @returns      the end of what was written; 0 if the block is malformed or larger than its target
 */
export function zstdBlock(source: usize, end: usize, target: usize, targetEnd: usize, oldest: usize): usize {
  source = readLiterals(source, end);
  if (source == 0 || source >= end) return 0;
  let count = <i32>load<u8>(source++);
  if (count >= 128) {
    if (end - source < 2) return 0;
    if (count < 255) count = ((count - 128) << 8) + load<u8>(source++);
    else {
      count = <i32>load<u16>(source) + 0x7f00;
      source += 2;
    }
  }
  if (count > 0) {
    if (source >= end) return 0;
    source = readTables(load<u8>(source), source + 1, end);
    if (source == 0) return 0;
    target = runSequences(count, source, end, target, targetEnd, oldest);
    if (target == 0) return 0;
  } else if (source != end) return 0;
  const rest = literalEnd - literal;
  if (rest > targetEnd - target) return 0;
  memory.copy(target, literal, rest);
  return target + rest;
}
