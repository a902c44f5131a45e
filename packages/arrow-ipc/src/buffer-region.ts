/** One buffer of a batch: where it is stored, and how many values it is for. Plain data. */
export interface BufferRegion {
  /** Of the first stored byte; −1 for a validity buffer that is not needed, because every value is valid. */
  readonly position: number;
  /** Stored bytes: compressed ones, if the batch has a codec. */
  readonly length: number;
  /**
   * Of the buffer's node. What a value takes, the column's layout tells. The bytes of texts are values themselves:
   * as many as are stored, or Infinity if only the compressed bytes can say it.
   */
  readonly values: number;
}

/** The buffers of one column in one batch, each at the place that the column's layout gives it. */
export type ColumnRegions = readonly BufferRegion[];

/** How a batch's buffers are stored; the order is that of the codes in a `BatchTable`. */
export const codecs = ['none', 'lz4', 'zstd', 'other'] as const;
export type Codec = (typeof codecs)[number];

/** Whether there is a buffer: no validity buffer means that every value is valid. */
export function isPresent(region: BufferRegion): boolean {
  return region.position >= 0;
}
