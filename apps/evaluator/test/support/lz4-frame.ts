/** A frame of linked blocks of 64 KiB, without checksums or sizes, whose header ends with its own checksum. */
const header = [0x04, 0x22, 0x4d, 0x18, 0x40, 0x40, 0xc0];
const blockBytes = 65_536;
const leastMatch = 4;
/** A block ends with so many bytes that are no match. */
const lastLiterals = 12;

/** Compresses as simply as the format allows: each match is the last place of the same four bytes. */
export function lz4Frame(bytes: Uint8Array): Uint8Array {
  const frame: number[] = [...header];
  const places = new Map<number, number>();
  for (let start = 0; start < bytes.length; start += blockBytes) {
    const block = lz4Block(bytes, start, Math.min(bytes.length, start + blockBytes), places);
    pushUint32(frame, block.length);
    for (const byte of block) frame.push(byte);
  }
  pushUint32(frame, 0);
  return Uint8Array.from(frame);
}

function lz4Block(bytes: Uint8Array, start: number, end: number, places: Map<number, number>): number[] {
  const block: number[] = [];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let anchor = start;
  for (let at = start; at < end - lastLiterals;) {
    const four = view.getUint32(at, true);
    const match = places.get(four);
    places.set(four, at);
    if (match === undefined || at - match > 65_535) {
      at += 1;
      continue;
    }
    let length = leastMatch;
    while (at + length < end - lastLiterals && bytes[match + length] === bytes[at + length]) length += 1;
    pushSequence(block, bytes.subarray(anchor, at), length, at - match);
    at += length;
    anchor = at;
  }
  pushSequence(block, bytes.subarray(anchor, end));
  return block;
}

/** @param length of the match; none in the last sequence */
function pushSequence(block: number[], literals: Uint8Array, length = leastMatch, distance = 0): void {
  const matchCode = length - leastMatch;
  block.push((Math.min(15, literals.length) << 4) | Math.min(15, matchCode));
  pushRest(block, literals.length);
  for (const byte of literals) block.push(byte);
  if (distance === 0) return;
  block.push(distance & 255, distance >> 8);
  pushRest(block, matchCode);
}

function pushRest(block: number[], code: number): void {
  if (code < 15) return;
  let rest = code - 15;
  for (; rest >= 255; rest -= 255) block.push(255);
  block.push(rest);
}

function pushUint32(bytes: number[], value: number): void {
  bytes.push(value & 255, (value >> 8) & 255, (value >> 16) & 255, value >>> 24);
}
