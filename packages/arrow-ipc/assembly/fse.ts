import { Bits } from './bits';
import { Entry, entryShift } from './entry';
import { Layout } from './layout';

const probabilities: usize = Layout.probabilities;
const nextOf: usize = Layout.nextOf;

/** What the header that was read last says of its table. */
export let tableLog: i32 = 0;
let symbolCount: i32 = 0;

/**
 * Reads the probabilities of a table (RFC 8878, 4.1.1).
 * @returns the end of its bytes; 0 if they are malformed or the table too large
 */
function readProbabilities(source: usize, end: usize, mostSymbols: i32, mostLog: i32): usize {
  if (source >= end) return 0;
  tableLog = (<i32>load<u8>(source) & 15) + 5;
  if (tableLog > mostLog) return 0;
  let at: i32 = 4;
  let symbol: i32 = 0;
  let remaining: i32 = (1 << tableLog) + 1;
  let threshold: i32 = 1 << tableLog;
  let bits: i32 = tableLog + 1;
  while (remaining > 1) {
    if (symbol >= mostSymbols) return 0;
    const value = <i32>(load<u32>(source + (at >> 3)) >> (at & 7));
    const most = 2 * threshold - 1 - remaining;
    let count = value & (threshold - 1);
    if (count < most) {
      at += bits - 1;
    } else {
      count = value & (2 * threshold - 1);
      if (count >= threshold) count -= most;
      at += bits;
    }
    count--;
    remaining -= abs(count);
    if (remaining < 1) return 0;
    store<i16>(probabilities + (symbol << 1), <i16>count);
    symbol++;
    if (count == 0) {
      let zeros: i32;
      do {
        zeros = <i32>(load<u32>(source + (at >> 3)) >> (at & 7)) & 3;
        at += 2;
        for (let i = 0; i < zeros; i++) {
          if (symbol >= mostSymbols) return 0;
          store<i16>(probabilities + (symbol << 1), 0);
          symbol++;
        }
      } while (zeros == 3);
    }
    while (remaining < threshold) {
      bits--;
      threshold >>= 1;
    }
  }
  symbolCount = symbol;
  const next = source + ((at + 7) >> 3);
  return next > end ? 0 : next;
}

/**
 * Makes a decoding table of the probabilities.
 * @param bases  of each symbol's value, as u32; 0 if the symbol itself is the base
 * @param extras bits to be added to the base, as u8; 0 if there are none
 */
function fill(table: usize, bases: usize, extras: usize): bool {
  const size = 1 << tableLog;
  const mask = size - 1;
  const step = (size >> 1) + (size >> 3) + 3;
  let high = size - 1;
  for (let symbol = 0; symbol < symbolCount; symbol++) {
    const count = load<i16>(probabilities + (symbol << 1));
    store<u16>(nextOf + (symbol << 1), count == -1 ? 1 : <u16>count);
    if (count == -1) store<u32>(table + (high-- << 3), symbol, 4);
  }
  let position = 0;
  for (let symbol = 0; symbol < symbolCount; symbol++) {
    const count = <i32>load<i16>(probabilities + (symbol << 1));
    for (let i = 0; i < count; i++) {
      store<u32>(table + (position << 3), symbol, 4);
      do {
        position = (position + step) & mask;
      } while (position > high);
    }
  }
  if (position != 0) return false;
  for (let i = 0; i < size; i++) {
    const entry = table + (i << 3);
    const symbol = load<u32>(entry, 4);
    const state = <u32>load<u16>(nextOf + (symbol << 1));
    store<u16>(nextOf + (symbol << 1), <u16>(state + 1));
    const bits = tableLog - (31 - <i32>clz<u32>(state));
    const next = table + ((<usize>((state << bits) - size)) << entryShift);
    Entry.write(entry, bits, extraBitsOf(symbol, extras), next, baseOf(symbol, bases));
  }
  return true;
}

function baseOf(symbol: u32, bases: usize): u32 {
  return bases == 0 ? symbol : load<u32>(bases + (symbol << 2));
}

function extraBitsOf(symbol: u32, extras: usize): i32 {
  return extras == 0 ? 0 : load<u8>(extras + symbol);
}

/** Reads a table's header and makes the table. @returns the end of the header; 0 if it is malformed */
export function readTable(
  source: usize,
  end: usize,
  mostSymbols: i32,
  mostLog: i32,
  table: usize,
  bases: usize,
  extras: usize,
): usize {
  const next = readProbabilities(source, end, mostSymbols, mostLog);
  return next != 0 && fill(table, bases, extras) ? next : 0;
}

/** Makes the table of known probabilities, given as i8. */
export function makeTable(
  counts: usize,
  count: i32,
  log: i32,
  table: usize,
  bases: usize,
  extras: usize,
): void {
  tableLog = log;
  symbolCount = count;
  for (let i = 0; i < count; i++) store<i16>(probabilities + (i << 1), <i16>load<i8>(counts + i));
  fill(table, bases, extras);
}

/** Makes a table of one symbol, which takes no bits. */
export function makeSingle(symbol: u32, table: usize, bases: usize, extras: usize): void {
  tableLog = 0;
  Entry.write(table, 0, extraBitsOf(symbol, extras), table, baseOf(symbol, bases));
}

/**
 * Decodes symbols that two states give by turns (RFC 8878, 4.2.1.2).
 * @param most symbols that there is room for
 * @returns    how many there are; 0 if they are malformed
 */
export function decodeByTurns(
  table: usize,
  log: i32,
  start: usize,
  end: usize,
  target: usize,
  most: i32,
): i32 {
  let left = Bits.of(start, end) - 2 * log;
  if (left < 0) return 0;
  let one = load<u64>(table + ((<usize>Bits.peek(start, left + 2 * log, log)) << entryShift));
  let two = load<u64>(table + ((<usize>Bits.peek(start, left + log, log)) << entryShift));
  for (let count = 0; count < most - 1;) {
    store<u8>(target + count++, <u8>Entry.base(one));
    const bits = <i32>one & 255;
    if (bits > left) {
      store<u8>(target + count++, <u8>Entry.base(two));
      return count;
    }
    const next = Entry.next(one, Bits.peek(start, left, bits));
    left -= bits;
    one = two;
    two = next;
  }
  return 0;
}
