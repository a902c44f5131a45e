import type { BufferReader } from '../buffer-reader.ts';
import type { BufferRegion, ColumnRegions } from '../buffer-region.ts';
import type { ArrowErrorCode, ArrowErrorDetails } from '../errors.ts';
import type { ByteReader } from '../reader.ts';

/** One batch's column, as readers need it. */
export interface BatchColumn {
  /** The record batch that the rows are of: it says which dictionaries hold. */
  readonly batch: number;
  readonly regions: ColumnRegions;
  readonly buffers: BufferReader;
  /** What the dictionaries of a file are read from. */
  readonly reader: ByteReader;
}

/** Turns the stored values of a column, or of what is inside it, into numbers side by side. */
export interface ValueReader {
  /** Bytes of a value. */
  readonly bytes: number;
  /**
   * @param first value, counted in the reader's own storage
   * @param data  room for `count` values; of those that are not valid nobody knows the bytes
   * @param valid gets 1 for each value that is valid, else 0
   * @throws ValueError, E_TRUNCATED, E_INPUT_READ
   */
  read(column: BatchColumn, first: number, count: number, data: Uint8Array, valid: Uint8Array): void;
}

/** What is wrong with a value: the reader that knows the row says where. */
export class ValueError extends Error {
  readonly code: ArrowErrorCode;
  readonly details: ArrowErrorDetails;
  /** Counted in the reader's own storage. */
  readonly index: number;
  /** The column's name, if it is one of several that are read as one. */
  readonly column: string | null;

  constructor(code: ArrowErrorCode, index: number, details: ArrowErrorDetails, column: string | null = null) {
    super(code);
    this.code = code;
    this.index = index;
    this.details = details;
    this.column = column;
  }
}

/** Runs what reads values inside others; an error's index becomes that of the value around. */
export function reindexed(read: () => void, outerIndex: (index: number) => number): void {
  try {
    read();
  } catch (error) {
    if (!(error instanceof ValueError)) throw error;
    throw new ValueError(error.code, outerIndex(error.index), error.details);
  }
}

export function regionAt(regions: ColumnRegions, index: number): BufferRegion {
  const region = regions[index];
  if (region === undefined) throw new RangeError(`no region ${index} of ${regions.length}`);
  return region;
}

/** Bytes that are reused, for values on their way. */
export class Scratch {
  #bytes = new Uint8Array(0);

  /** @returns this many bytes, 8-byte aligned, whatever is in them */
  take(length: number): Uint8Array {
    if (this.#bytes.length < length) this.#bytes = new Uint8Array(length);
    return this.#bytes.subarray(0, length);
  }
}
