import { Copy } from './copy';

const leastMatch: usize = 4;
/** From here on a copy of many vectors is the engine's business. */
const longRun: usize = 256;

/**
 * Decodes one block of the LZ4 block format.
 * @param oldest the lowest address that a match may reach back to
 * @returns      the end of what was written; 0 if the block is malformed or larger than its target
 */
export function lz4Block(
  source: usize,
  sourceEnd: usize,
  target: usize,
  targetEnd: usize,
  oldest: usize,
): usize {
  while (source < sourceEnd) {
    const token = <usize>load<u8>(source++);
    let literals = token >> 4;
    if (literals == 15) {
      let more: usize;
      do {
        if (source >= sourceEnd) return 0;
        more = <usize>load<u8>(source++);
        literals += more;
      } while (more == 255);
    }
    if (literals > sourceEnd - source || literals > targetEnd - target) return 0;
    if (literals >= longRun) memory.copy(target, source, literals);
    else Copy.apart(target, source, literals);
    source += literals;
    target += literals;
    // Only the last sequence has no match.
    if (source == sourceEnd) return target;
    if (sourceEnd - source < 2) return 0;
    const distance = <usize>load<u16>(source);
    source += 2;
    let length = token & 15;
    if (length == 15) {
      let more: usize;
      do {
        if (source >= sourceEnd) return 0;
        more = <usize>load<u8>(source++);
        length += more;
      } while (more == 255);
    }
    length += leastMatch;
    if (distance == 0 || distance > target - oldest || length > targetEnd - target) return 0;
    Copy.match(target, distance, length);
    target += length;
  }
  return 0;
}
