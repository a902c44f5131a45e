import type { BufferRegion, Codec } from './buffer-region.ts';
import type { ByteReader } from './reader.ts';

/** Bytes of a batch's buffers, as they are when they are not compressed. */
export interface BufferReader {
  /**
   * Fills the whole target.
   * @param size  bytes of the whole buffer; Infinity where only the compressed bytes say it
   * @param start of the first byte to read, within the buffer
   * @throws E_TRUNCATED, E_INPUT_READ
   */
  read(target: Uint8Array, region: BufferRegion, size: number, start: number): void;
}

/** The only place that turns stored bytes into a buffer's. */
export function bufferReader(reader: ByteReader, codec: Codec): BufferReader {
  return {
    read: (target, region, _size, start) => {
      // Such batches are refused when their metadata is read.
      if (codec !== 'none') throw new RangeError(`a buffer compressed by ${codec}`);
      reader.read(target, region.position + start);
    },
  };
}
