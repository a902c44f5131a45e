/** @returns what copies a value of so many bytes from one place to another; in whole words where it can */
export function valueCopier(
  source: Uint8Array,
  target: Uint8Array,
  bytes: number,
): (from: number, to: number) => void {
  if (bytes % 4 === 0 && source.byteOffset % 4 === 0 && target.byteOffset % 4 === 0) {
    return unitCopier(words(source), words(target), bytes / 4);
  }
  return unitCopier(source, target, bytes);
}

function words(bytes: Uint8Array): Int32Array {
  return new Int32Array(bytes.buffer, bytes.byteOffset, Math.floor(bytes.byteLength / 4));
}

function unitCopier<T extends Int32Array | Uint8Array>(
  source: T,
  target: T,
  units: number,
): (from: number, to: number) => void {
  return (from, to) => {
    for (let unit = 0; unit < units; unit += 1) target[to * units + unit] = source[from * units + unit] ?? 0;
  };
}
