import { ArrowError, type Place } from './errors.ts';

export type DumpFormat = 'file' | 'stream';

/** Both the first and the last six bytes of the file format. */
const magic: Uint8Array = new TextEncoder().encode('ARROW1');

/** The magic and its padding, before the first message of the file format. */
export const headLength = 8;

/** The footer's length and the magic, after the footer. */
export const tailLength = 10;

const otherFormats: readonly { readonly name: string; readonly bytes: readonly number[] }[] = [
  { name: 'a Parquet file', bytes: [0x50, 0x41, 0x52, 0x31] },
  { name: 'a Feather V1 file', bytes: [0x46, 0x45, 0x41, 0x31] },
  { name: 'a gzip file', bytes: [0x1f, 0x8b, 0x08] },
  { name: 'a Zstandard file', bytes: [0x28, 0xb5, 0x2f, 0xfd] },
  { name: 'a zip file', bytes: [0x50, 0x4b, 0x03, 0x04] },
];

/**
 * Tells the file format from the stream format, which has no magic.
 * @param head the first eight bytes, or all if there are fewer
 * @throws E_NOT_ARROW for what is known to be something else, E_TRUNCATED for nothing at all
 */
export function formatOf(head: Uint8Array, place: Place): DumpFormat {
  if (head.length === 0) {
    throw new ArrowError('E_TRUNCATED', place, { expected: 'an Arrow IPC file or stream', got: '0 bytes' });
  }
  const other = otherFormats.find(({ bytes }) => bytes.every((byte, index) => head[index] === byte));
  if (other !== undefined) throw notArrow(place, other.name);
  return isMagic(head.subarray(0, magic.length)) ? 'file' : 'stream';
}

export function notArrow(place: Place, got: string): ArrowError {
  return new ArrowError('E_NOT_ARROW', place, { expected: 'an Arrow IPC file or stream', got });
}

/** @returns true also for the magic's beginning, cut off by the end of the input */
function isMagic(bytes: Uint8Array): boolean {
  return bytes.every((byte, index) => byte === magic[index]);
}

/** @param tail the input's last bytes, the footer's length and the magic at their end */
export function endsWithMagic(tail: Uint8Array): boolean {
  return tail.length >= magic.length && isMagic(tail.subarray(-magic.length));
}
