import { appendOnes, areAllOnes, bytesForBits, clearBit, copyBits } from './bits.ts';
import type { BufferReader } from './buffer-reader.ts';
import { type BufferRegion, type ColumnRegions, isPresent } from './buffer-region.ts';
import type { ColumnLayout } from './column.ts';
import type { NumberType } from './number-type.ts';
import { rowBits } from './storage.ts';
import { type BatchColumn, regionAt } from './values/value-reader.ts';

/** One column's rows, contiguous. The views are valid until the buffers are filled anew. */
export interface ColumnChunk {
  readonly type: NumberType;
  /** Values per row, stored row after row; null if the column is no list. */
  readonly classes: number | null;
  /** Exactly the rows' bytes as Arrow stores them: little-endian; bool as bits, lowest first, the spare ones zero. */
  readonly data: Uint8Array;
  /** A bit per row, lowest first, the spare ones zero; null if every row is valid. A list with a null element is null. */
  readonly validity: Uint8Array | null;
}

/** Gives zeroed or used bytes, 8-byte aligned, that stay where they are. */
export type Allocate = (byteLength: number) => Uint8Array;

/** A column's rows in memory, filled batch by batch. */
export interface ColumnBuffer {
  clear(): void;
  /**
   * Adds rows of a batch.
   * @param row of the batch
   * @throws ArrowError
   */
  append(column: BatchColumn, row: number, rows: number): void;
  view(): ColumnChunk;
}

/** Numbers that stand in the file as they stand in a chunk: their bytes are copied, whatever they are. */
export class PlainColumnBuffer implements ColumnBuffer {
  readonly #layout: ColumnLayout;
  /** Of one row: 1 for bool, else a multiple of 8. */
  readonly #rowBits: number;
  readonly #data: Uint8Array;
  readonly #validity: Uint8Array;
  #scratch = new Uint8Array(0);
  /** Whether the validity of the rows so far was written; while no batch has any, all of them are valid. */
  #hasValidity = false;
  #hasNulls = false;
  #rows = 0;

  constructor(layout: ColumnLayout, capacity: number, allocate: Allocate) {
    this.#layout = layout;
    this.#rowBits = rowBits(layout);
    this.#data = allocate(bufferLength(capacity * this.#rowBits));
    this.#validity = allocate(bufferLength(capacity));
  }

  clear(): void {
    this.#rows = 0;
    this.#hasValidity = false;
    this.#hasNulls = false;
  }

  /** @throws E_TRUNCATED, E_INPUT_READ */
  append({ regions, buffers: reader }: BatchColumn, row: number, rows: number): void {
    const data = regionAt(regions, regions.length - 1);
    if (this.#rowBits % 8 === 0) this.#appendBytes(data, row, rows, reader);
    else this.#appendBits(this.#data, data, row, rows, reader);
    this.#appendValidity(regions, row, rows, reader);
    this.#rows += rows;
  }

  #appendValidity(regions: ColumnRegions, row: number, rows: number, reader: BufferReader): void {
    const validity = regionAt(regions, 0);
    const elements = this.#layout.classes === null ? null : regionAt(regions, 1);
    const hasElements = elements !== null && isPresent(elements);
    if (!this.#hasValidity && !isPresent(validity) && !hasElements) return;
    if (!this.#hasValidity) appendOnes(this.#validity, 0, this.#rows);
    this.#hasValidity = true;
    if (isPresent(validity)) this.#appendBits(this.#validity, validity, row, rows, reader);
    else appendOnes(this.#validity, this.#rows, rows);
    if (hasElements) this.#foldElements(elements, row, rows, reader);
    this.#hasNulls ||= !areAllOnes(this.#validity, this.#rows, rows);
  }

  view(): ColumnChunk {
    const { type, classes } = this.#layout;
    const data = this.#data.subarray(0, bytesForBits(this.#rows * this.#rowBits));
    const validity = this.#hasNulls ? this.#validity.subarray(0, bytesForBits(this.#rows)) : null;
    return { type, classes, data, validity };
  }

  #appendBytes(region: BufferRegion, row: number, rows: number, reader: BufferReader): void {
    const rowBytes = this.#rowBits / 8;
    const start = this.#rows * rowBytes;
    const size = (region.values / (this.#layout.classes ?? 1)) * rowBytes;
    reader.read(this.#data.subarray(start, start + rows * rowBytes), region, size, row * rowBytes);
  }

  #appendBits(
    target: Uint8Array,
    region: BufferRegion,
    row: number,
    rows: number,
    reader: BufferReader,
  ): void {
    const bits = this.#readBits(region, row, rows, reader);
    copyBits(bits, row % 8, target, this.#rows, rows);
  }

  /** Clears the rows that have a null element. */
  #foldElements(region: BufferRegion, row: number, rows: number, reader: BufferReader): void {
    const size = this.#layout.classes ?? 1;
    const bits = this.#readBits(region, row * size, rows * size, reader);
    const firstBit = (row * size) % 8;
    for (let index = 0; index < rows; index += 1) {
      if (!areAllOnes(bits, firstBit + index * size, size)) clearBit(this.#validity, this.#rows + index);
    }
  }

  /** @returns the whole bytes that hold the bits, so that the first one is at `firstBit mod 8` */
  #readBits(region: BufferRegion, firstBit: number, count: number, reader: BufferReader): Uint8Array {
    const start = Math.floor(firstBit / 8);
    const length = bytesForBits(firstBit + count) - start;
    if (this.#scratch.length < length) this.#scratch = new Uint8Array(length);
    const bits = this.#scratch.subarray(0, length);
    reader.read(bits, region, bytesForBits(region.values), start);
    return bits;
  }
}

/** A multiple of 8 bytes, so that the next column's are aligned. */
export function bufferLength(bits: number): number {
  return Math.ceil(bits / 64) * 8;
}
