import type { BufferRegion, Codec } from './buffer-region.ts';
import type { Decompressor } from './compression/decompressor.ts';
import type { ByteReader } from './reader.ts';

/** Bytes of a batch's buffers, as they are when they are not compressed. */
export interface BufferReader {
  /**
   * Fills the whole target.
   * @param size  bytes of the whole buffer; Infinity where only the compressed bytes say it
   * @param start of the first byte to read, within the buffer
   * @throws E_TRUNCATED, E_INPUT_READ; FrameError from compressed bytes, without their place
   */
  read(target: Uint8Array, region: BufferRegion, size: number, start: number): void;
}

/**
 * The only place that turns stored bytes into a buffer's.
 * @param decompressor goes on where it was with the batch that it had last; to be closed by whoever made it
 * @param batch        and reader tell the batches apart that come to one decompressor
 */
export function bufferReader(
  reader: ByteReader,
  codec: Codec,
  decompressor: Decompressor,
  batch: number,
): BufferReader {
  switch (codec) {
    case 'none':
      return plainBufferReader(reader);
    case 'lz4':
    case 'zstd':
      decompressor.enter(reader, batch);
      return { read: (target, ...place) => decompressor.read(codec, target, ...place) };
    case 'other':
    default:
      // Such batches are refused when their metadata is read.
      throw new RangeError('a buffer compressed by an unknown codec');
  }
}

/** Of buffers that are stored as they are. */
export function plainBufferReader(reader: ByteReader): BufferReader {
  return { read: (target, region, _size, start) => reader.read(target, region.position + start) };
}
