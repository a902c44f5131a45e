// The blocks of Zstandard frames: RFC 8878.
import { forgetTree, literal, literalEnd, readLiterals } from './literals';
import { forgetTables, readTables } from './sequence-tables';
import { forgetDistances, runSequences } from './sequences';

export function zstdBegin(): void {
  forgetTables();
  forgetTree();
  forgetDistances();
}

/**
 * Decodes one compressed block.
 * @param oldest the lowest address that a match may reach back to
 * @returns      the end of what was written; 0 if the block is malformed or larger than its target
 */
export function zstdBlock(source: usize, end: usize, target: usize, targetEnd: usize, oldest: usize): usize {
  source = readLiterals(source, end, target, targetEnd);
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
  if (literal != target) memory.copy(target, literal, rest);
  return target + rest;
}
