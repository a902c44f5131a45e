// What the sequences of a block say: RFC 8878, 3.1.1.4 and 3.1.1.5.
import { Bits } from './bits';
import { Copy } from './copy';
import { Entry } from './entry';
import { Layout } from './layout';
import { literal, literalEnd, takeLiterals } from './literals';
import { distanceTableLog, lengthTableLog, matchTableLog } from './sequence-tables';

const lengthTable: usize = Layout.lengthTable;
const matchTable: usize = Layout.matchTable;
const distanceTable: usize = Layout.distanceTable;

/** The last three distances, and room for one more. They go over from one block of a frame to the next. */
let recent: v128 = i32x4(1, 4, 8, 0);

export function forgetDistances(): void {
  recent = i32x4(1, 4, 8, 0);
}

/** Row i brings number i of four distances to the front, the others keep their order: patterns of bytes. */
const toFront: usize = memory.data<u8>([
  0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 4, 5, 6, 7, 0, 1, 2, 3, 8, 9, 10, 11, 12, 13, 14, 15,
  8, 9, 10, 11, 0, 1, 2, 3, 4, 5, 6, 7, 12, 13, 14, 15, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11,
]);

/** Of a stream, in a register at least. */
const heldBits: i32 = 56;
/** Of the next states, which the last sequence has no use for. */
const mostStateBits: i32 = 9 + 9 + 8;

/**
 * Reads this many sequences, and does what they say. Takes the literals off that they use.
 * @returns the end of what was written; 0 if they are malformed
 */
export function runSequences(
  count: i32,
  start: usize,
  end: usize,
  target: usize,
  targetEnd: usize,
  oldest: usize,
): usize {
  let left = Bits.of(start, end) - lengthTableLog - distanceTableLog - matchTableLog;
  if (left < 0) return 0;
  let bits = Bits.above(start, left);
  let matchEntry = Entry.first(matchTable, bits, matchTableLog);
  bits >>= <u64>matchTableLog;
  let distanceEntry = Entry.first(distanceTable, bits, distanceTableLog);
  let lengthEntry = Entry.first(lengthTable, bits >> <u64>distanceTableLog, lengthTableLog);
  let held: u64 = 0;
  // None are held yet.
  let used = heldBits + 1;
  let lastStateBits: i32 = 0;
  let last = recent;
  let distance = <usize>i32x4.extract_lane(last, 0);
  let from = literal;
  const fromEnd = literalEnd;
  do {
    const lengthEntries = lengthEntry + matchEntry;
    const counts = lengthEntries + distanceEntry;
    const taken = <i32>(counts >> 8) & 255;
    // Read for the next sequence: what this one takes is known only after some look-ups, each waiting for the one before.
    const next = Bits.below(start, left);
    left -= taken;
    if (left < -mostStateBits) return 0;
    used += taken;
    let value: usize;
    // A distance's value is a one and the bits behind it.
    if (used <= heldBits) {
      value = <usize>((held | ((<u64>1) << 63)) >> ~Entry.extraBits(distanceEntry));
      bits = held >> ~(counts >> 8);
    } else {
      const extraBits = Entry.extraBits(distanceEntry);
      const above = Bits.above(start, left + taken - <i32>extraBits);
      value = <usize>(((<u64>1) << extraBits) + Bits.low(above, extraBits));
      bits = Bits.above(start, left);
    }
    held = next << (counts >> 8);
    used = taken;

    let literals = Entry.base(lengthEntry);
    let length = Entry.base(matchEntry);
    const literalBits = Entry.extraBits(lengthEntry);
    const lengthBits = Entry.extraBits(matchEntry);
    const extras = bits >> counts;
    lastStateBits = <i32>counts & 255;
    // Before all else, so that the look-ups go on while a wrong guess about the copies is mended.
    const higher = bits >> distanceEntry;
    lengthEntry = Entry.next(lengthEntry, higher >> matchEntry);
    matchEntry = Entry.next(matchEntry, higher);
    distanceEntry = Entry.next(distanceEntry, bits);
    if (Entry.extraBits(lengthEntries) != 0) {
      literals += <usize>Bits.low(extras, literalBits);
      length += <usize>Bits.low(extras >> literalBits, lengthBits);
    }

    // 1 to 3 are the last distances again, or nearly. Without branches, because nobody guesses which of them it is.
    const fresh = select<usize>(value - 3, distance - 1, value > 3);
    const place = min<usize>(value - 1 + <usize>(literals == 0), 3);
    last = i8x16.swizzle(i32x4.replace_lane(last, 3, <i32>fresh), v128.load(toFront + (place << 4)));
    distance = <usize>i32x4.extract_lane(last, 0);

    // No sum of two lengths overflows, and what their 58 bits at most may lack of 57 that were read is beyond any block.
    if (literals > fromEnd - from) return 0;
    if (literals + length > targetEnd - target) return 0;
    if (literals > 0) Copy.apart(target, from, literals);
    from += literals;
    target += literals;
    // 0 is as much too far.
    if (distance - 1 >= target - oldest) return 0;
    Copy.match(target, distance, length);
    target += length;
  } while (--count > 0);
  if (left + lastStateBits != 0) return 0;
  recent = last;
  takeLiterals(from);
  return target;
}
