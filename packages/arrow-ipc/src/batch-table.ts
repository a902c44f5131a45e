import type { BatchRegions } from './batch.ts';
import { type BufferRegion, type Codec, codecs, type ColumnRegions } from './buffer-region.ts';
import { ArrowError, type Place } from './errors.ts';

/**
 * The checked batches of one input: a few flat arrays, since there may be millions. Plain data; in shared memory, so that
 * to send it to another thread copies nothing.
 */
export interface BatchTable {
  readonly batchCount: number;
  readonly rowCount: number;
  readonly columnCount: number;
  /** The first row of each batch, and after the last batch the row count. */
  readonly firstRows: Float64Array;
  /** How each batch's buffers are stored: an index into `codecs`. */
  readonly codecs: Uint8Array;
  /** Per batch and column the index of its first region, and after the last one the number of regions. */
  readonly firstRegions: Float64Array;
  /** Per region its position, length and values. */
  readonly regions: Float64Array;
}

const numbersPerRegion = 3;

/** @returns the regions of one batch's column */
export function columnRegionsAt(table: BatchTable, batch: number, column: number): ColumnRegions {
  const index = batch * table.columnCount + column;
  const first = table.firstRegions[index] ?? 0;
  const end = table.firstRegions[index + 1] ?? first;
  const regions: BufferRegion[] = [];
  for (let region = first; region < end; region += 1) regions.push(regionAt(table, region));
  return regions;
}

function regionAt({ regions }: BatchTable, index: number): BufferRegion {
  const start = index * numbersPerRegion;
  return {
    position: regions[start] ?? -1,
    length: regions[start + 1] ?? 0,
    values: regions[start + 2] ?? 0,
  };
}

export function codecAt(table: BatchTable, batch: number): Codec {
  return codecs[table.codecs[batch] ?? 0] ?? 'other';
}

/** Whether any batch is compressed. */
export function isCompressed(table: BatchTable): boolean {
  return table.codecs.some((code) => code !== 0);
}

/** Makes a table of batches added one after another. */
export class TableBuilder {
  readonly #columnCount: number;
  readonly #firstRows: Float64Array;
  readonly #codecs: Uint8Array;
  readonly #firstRegions: Float64Array;
  #regions: Float64Array;
  #regionCount = 0;
  #batchCount = 0;
  #rowCount = 0;

  /** @param regionsPerBatch that are expected; there may be more */
  constructor(batchCount: number, columnCount: number, regionsPerBatch: number) {
    this.#columnCount = columnCount;
    this.#firstRows = sharedNumbers(batchCount + 1);
    this.#codecs = new Uint8Array(new SharedArrayBuffer(batchCount));
    this.#firstRegions = sharedNumbers(batchCount * columnCount + 1);
    this.#regions = sharedNumbers(batchCount * regionsPerBatch * numbersPerRegion);
  }

  add({ rows, codec, columns }: BatchRegions): void {
    const first = this.#batchCount * this.#columnCount;
    for (const [column, regions] of columns.entries()) {
      for (const region of regions) this.#addRegion(region);
      this.#firstRegions[first + column + 1] = this.#regionCount;
    }
    this.#codecs[this.#batchCount] = codecs.indexOf(codec);
    this.#batchCount += 1;
    this.#rowCount += rows;
    this.#firstRows[this.#batchCount] = this.#rowCount;
  }

  #addRegion({ position, length, values }: BufferRegion): void {
    const start = this.#regionCount * numbersPerRegion;
    if (start === this.#regions.length) this.#grow();
    this.#regions[start] = position;
    this.#regions[start + 1] = length;
    this.#regions[start + 2] = values;
    this.#regionCount += 1;
  }

  #grow(): void {
    const grown = sharedNumbers(this.#regions.length * 2 + numbersPerRegion);
    grown.set(this.#regions);
    this.#regions = grown;
  }

  /** @throws E_METADATA if the rows are too many to be numbered */
  finish(place: Place): BatchTable {
    if (!Number.isSafeInteger(this.#rowCount)) {
      const expected = `at most ${Number.MAX_SAFE_INTEGER} rows`;
      throw new ArrowError('E_METADATA', place, { expected, got: `${this.#rowCount}` });
    }
    return {
      batchCount: this.#batchCount,
      rowCount: this.#rowCount,
      columnCount: this.#columnCount,
      firstRows: this.#firstRows,
      codecs: this.#codecs,
      firstRegions: this.#firstRegions,
      regions: this.#regions.subarray(0, this.#regionCount * numbersPerRegion),
    };
  }
}

function sharedNumbers(length: number): Float64Array {
  return new Float64Array(new SharedArrayBuffer(length * Float64Array.BYTES_PER_ELEMENT));
}
