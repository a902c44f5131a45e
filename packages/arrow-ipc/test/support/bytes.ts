/** @returns a copy with the first little-endian 64-bit integer of this value from this byte on replaced */
export function withInt64(bytes: Uint8Array, from: bigint, to: bigint, start = 0): Uint8Array {
  const copy = new Uint8Array(bytes);
  const view = new DataView(copy.buffer);
  for (let offset = start; offset + 8 <= copy.length; offset += 1) {
    if (view.getBigInt64(offset, true) !== from) continue;
    view.setBigInt64(offset, to, true);
    return copy;
  }
  throw new Error(`no ${from} in the bytes`);
}

export function concatenated(...parts: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts));
}
