// The literals of a block: RFC 8878, 3.1.1.3.1.
import { slack } from './copy';
import { decodeFour, decodeStream, readTree } from './huffman';
import { Layout } from './layout';

const mostBlockBytes: usize = 128 * 1024;

const literalArea: usize = Layout.literals;

/** Goes over from one block of a frame to the next. */
let hasTree: bool = false;

export function forgetTree(): void {
  hasTree = false;
}

/** Where the literals of the block stand. */
export let literal: usize = 0;
export let literalEnd: usize = 0;

/** Up to this address. */
export function takeLiterals(end: usize): void {
  literal = end;
}

/**
 * Reads the literals of a block that ends there.
 * @param target where they are written at once if the block is nothing else
 * @returns      the end of the section; 0 if it is malformed
 */
export function readLiterals(source: usize, end: usize, target: usize, targetEnd: usize): usize {
  if (source >= end) return 0;
  const head = <u32>load<u8>(source);
  return (head & 3) < 2
    ? readPlainLiterals(source, end, head)
    : readCodedLiterals(source, end, head, target, targetEnd);
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

function readCodedLiterals(source: usize, end: usize, head: u32, target: usize, targetEnd: usize): usize {
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
  const isAll = next + 1 == end && load<u8>(next) == 0 && length <= targetEnd - target;
  literal = isAll ? target : literalArea;
  literalEnd = literal + length;
  const isWhole =
    format == 0
      ? decodeStream(source, next, literal, literalEnd)
      : decodeFour(source, next, literal, literalEnd);
  return isWhole ? next : 0;
}
