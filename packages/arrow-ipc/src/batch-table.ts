import type { BatchRegions, ColumnRegions } from './batch.ts';
import { ArrowError, type Place } from './errors.ts';

/** The checked batches of one input: two flat arrays, since there may be millions. Plain data. */
export interface BatchTable {
  readonly batchCount: number;
  readonly rowCount: number;
  readonly columnCount: number;
  /** The first row of each batch, and after the last batch the row count. */
  readonly firstRows: Float64Array;
  /** Per batch and column three positions in the file: data, validity, element validity (−1 as in ColumnRegions). */
  readonly positions: Float64Array;
}

const positionsPerColumn = 3;

/** @returns the positions of one batch's column */
export function columnRegionsAt(table: BatchTable, batch: number, column: number): ColumnRegions {
  const start = (batch * table.columnCount + column) * positionsPerColumn;
  const [data = -1, validity = -1, elementValidity = -1] = table.positions.subarray(
    start,
    start + positionsPerColumn,
  );
  return { data, validity, elementValidity };
}

/** Makes a table of batches added one after another. */
export class TableBuilder {
  readonly #columnCount: number;
  readonly #firstRows: Float64Array;
  readonly #positions: Float64Array;
  #batchCount = 0;
  #rowCount = 0;

  constructor(batchCount: number, columnCount: number) {
    this.#columnCount = columnCount;
    this.#firstRows = new Float64Array(batchCount + 1);
    this.#positions = new Float64Array(batchCount * columnCount * positionsPerColumn);
  }

  add({ rows, columns }: BatchRegions): void {
    let index = this.#batchCount * this.#columnCount * positionsPerColumn;
    for (const { data, validity, elementValidity } of columns) {
      this.#positions[index] = data;
      this.#positions[index + 1] = validity;
      this.#positions[index + 2] = elementValidity;
      index += positionsPerColumn;
    }
    this.#batchCount += 1;
    this.#rowCount += rows;
    this.#firstRows[this.#batchCount] = this.#rowCount;
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
      positions: this.#positions,
    };
  }
}
