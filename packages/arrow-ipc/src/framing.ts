import { ArrowError, type Place } from './errors.ts';
import { notArrow } from './magic.ts';

/**
 * Before a message's metadata: since 0.15 `ff ff ff ff` and its length, before that its length alone.
 * A length of 0 marks the end of the stream.
 */
export const continuation = -1;

/** No schema or batch of people's data comes near it; a greater length is a corrupted one. */
export const longestMetadata: number = 64 * 2 ** 20;

/** Little-endian, as all framing is. */
export function int32At(bytes: Uint8Array, offset: number): number {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getInt32(offset, true);
}

/**
 * @param mayBeAnything whether these are the first four bytes of the input, so that it may be no Arrow at all
 * @throws E_NOT_ARROW, E_METADATA if no metadata can be this long
 */
export function checkMetadataLength(
  length: number,
  position: number,
  mayBeAnything: boolean,
  place: Place,
): void {
  if (length > 0 && length <= longestMetadata) return;
  if (mayBeAnything) throw notArrow(place, `bytes that begin with "${textOf(length)}"`);
  throw new ArrowError('E_METADATA', place, {
    expected: `a metadata length from 1 to ${longestMetadata} at byte ${position}`,
    got: `${length}`,
  });
}

/** The four bytes as characters: most inputs that are no Arrow are text. */
function textOf(bytes: number): string {
  return String.fromCodePoint(...[0, 8, 16, 24].map((shift) => (bytes >> shift) & 0xff));
}
