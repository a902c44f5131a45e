/** Bits are numbered as Arrow does it: bit i is bit i mod 8, counted from the lowest, of byte ⌊i / 8⌋. */

/** @returns bytes that hold this many bits */
export function bytesForBits(bits: number): number {
  return Math.ceil(bits / 8);
}

/**
 * Copies bits to the end of those in the target. The target's bits before `targetBit` stay; those after the copied ones
 * become zero up to the end of their byte.
 */
export function copyBits(
  source: Uint8Array,
  sourceBit: number,
  target: Uint8Array,
  targetBit: number,
  count: number,
): void {
  const head = Math.min(count, (8 - (targetBit % 8)) % 8);
  if (head > 0) appendToByte(target, targetBit, bitsFrom(source, sourceBit, head));
  copyToAligned(source, sourceBit + head, target, (targetBit + head) / 8, count - head);
}

/** Appends ones as `copyBits` appends bits. */
export function appendOnes(target: Uint8Array, targetBit: number, count: number): void {
  const head = Math.min(count, (8 - (targetBit % 8)) % 8);
  if (head > 0) appendToByte(target, targetBit, lowOnes(head));
  const start = Math.floor((targetBit + head) / 8);
  const bytes = Math.floor((count - head) / 8);
  const tail = (count - head) % 8;
  target.fill(0xff, start, start + bytes);
  if (tail > 0) target[start + bytes] = lowOnes(tail);
}

/** Appends a bit for each byte, which is 0 or 1, as `copyBits` appends bits. */
export function appendBytesAsBits(source: Uint8Array, target: Uint8Array, targetBit: number): void {
  for (const [index, value] of source.entries()) appendToByte(target, targetBit + index, value);
}

export function clearBit(target: Uint8Array, bit: number): void {
  const index = Math.floor(bit / 8);
  target[index] = (target[index] ?? 0) & ~(1 << (bit % 8));
}

export function areAllOnes(source: Uint8Array, firstBit: number, count: number): boolean {
  let bit = firstBit;
  const end = firstBit + count;
  while (bit < end) {
    const length = Math.min(8 - (bit % 8), end - bit);
    if (bitsFrom(source, bit, length) !== lowOnes(length)) return false;
    bit += length;
  }
  return true;
}

function lowOnes(count: number): number {
  return (1 << count) - 1;
}

/** @param count from 1 to 8 */
function bitsFrom(source: Uint8Array, bit: number, count: number): number {
  const index = Math.floor(bit / 8);
  const both = (source[index] ?? 0) | ((source[index + 1] ?? 0) << 8);
  return (both >> (bit % 8)) & lowOnes(count);
}

function appendToByte(target: Uint8Array, bit: number, bits: number): void {
  const index = Math.floor(bit / 8);
  const kept = (target[index] ?? 0) & lowOnes(bit % 8);
  target[index] = kept | (bits << (bit % 8));
}

function copyToAligned(
  source: Uint8Array,
  sourceBit: number,
  target: Uint8Array,
  targetByte: number,
  count: number,
): void {
  if (count <= 0) return;
  const bytes = Math.floor(count / 8);
  if (sourceBit % 8 === 0) target.set(source.subarray(sourceBit / 8, sourceBit / 8 + bytes), targetByte);
  else copyShifted(source, sourceBit, target, targetByte, bytes);
  const tail = count % 8;
  if (tail > 0) target[targetByte + bytes] = bitsFrom(source, sourceBit + bytes * 8, tail);
}

function copyShifted(
  source: Uint8Array,
  sourceBit: number,
  target: Uint8Array,
  targetByte: number,
  bytes: number,
): void {
  const shift = sourceBit % 8;
  const first = Math.floor(sourceBit / 8);
  for (let index = 0; index < bytes; index += 1) {
    const low = source[first + index] ?? 0;
    const high = source[first + index + 1] ?? 0;
    target[targetByte + index] = (low >> shift) | (high << (8 - shift));
  }
}
