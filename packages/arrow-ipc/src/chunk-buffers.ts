import { bufferReader } from './buffer-reader.ts';
import { type Allocate, type ColumnBuffer, type ColumnChunk, PlainColumnBuffer } from './column-buffer.ts';
import type { ColumnLayout } from './column.ts';
import { Decompressor } from './compression/decompressor.ts';
import { placed } from './compression/frame-error.ts';
import { ArrowError } from './errors.ts';
import type { ByteReader } from './reader.ts';
import type { RowPiece } from './row-plan.ts';
import { isPlain } from './storage.ts';
import { ValueColumnBuffer } from './value-column-buffer.ts';
import { SharedValues } from './values/shared-values.ts';

/** Memory for a range of rows of some columns, filled again and again. */
export class ChunkBuffers {
  /** In rows. */
  readonly capacity: number;
  readonly #layouts: readonly ColumnLayout[];
  readonly #buffers: readonly ColumnBuffer[];
  readonly #path: string;
  readonly #decompressor: Decompressor;
  #rows = 0;
  #columns: readonly ColumnChunk[] | null = null;

  /**
   * @param capacity in rows
   * @param allocate is asked for each column's data and validity, in this order; by default JavaScript's own memory
   * @param path     shown in errors
   * @param shared   what is kept of the same columns for other chunks; needed where there are dictionaries
   * @param decompressor shared by those that read the same batches one after another
   * @throws E_MEMORY if the rows do not fit into memory: a corrupted list size, or lists too long for so many rows
   */
  constructor(
    columns: readonly ColumnLayout[],
    capacity: number,
    allocate: Allocate = (byteLength) => new Uint8Array(byteLength),
    path = 'input',
    shared: SharedValues = new SharedValues(columns, []),
    decompressor: Decompressor = new Decompressor(),
  ) {
    this.capacity = capacity;
    this.#layouts = columns;
    this.#path = path;
    this.#decompressor = decompressor;
    this.#buffers = columns.map((column) => makeBuffer(column, capacity, allocate, path, shared));
  }

  /** Rows loaded. */
  get rows(): number {
    return this.#rows;
  }

  /** In the order of the columns; valid until the next load, append or clear. */
  get columns(): readonly ColumnChunk[] {
    this.#columns ??= this.#buffers.map((buffer) => buffer.view());
    return this.#columns;
  }

  /**
   * Replaces what was loaded by the rows of these pieces.
   * @throws E_TRUNCATED, E_INPUT_READ, E_COMPRESSION, E_MEMORY, or what is wrong with a row
   */
  load(pieces: Iterable<RowPiece>, reader: ByteReader): void {
    this.clear();
    for (const piece of pieces) this.append(piece, reader);
  }

  /** Lets go of what loads go on from; whoever shares the decompressor loses it too. */
  close(): void {
    this.#decompressor.close();
  }

  clear(): void {
    this.#rows = 0;
    this.#columns = null;
    for (const buffer of this.#buffers) buffer.clear();
  }

  /**
   * Adds one piece's rows to those loaded, for chunks whose pieces have different readers.
   * @throws E_TRUNCATED, E_INPUT_READ, E_COMPRESSION, E_MEMORY, or what is wrong with a row; RangeError beyond the
   *         capacity, which is the caller's mistake
   */
  append({ batch, row, rows, codec, columns }: RowPiece, reader: ByteReader): void {
    if (this.#rows + rows > this.capacity)
      throw new RangeError(`${this.#rows} + ${rows} rows of ${this.capacity}`);
    this.#columns = null;
    const buffers = bufferReader(reader, codec, this.#decompressor, batch);
    for (const [index, buffer] of this.#buffers.entries()) {
      const regions = columns[index];
      if (regions === undefined) throw new RangeError(`no regions of column ${index}`);
      try {
        buffer.append({ batch, regions, buffers, reader }, row, rows);
      } catch (error) {
        throw placed(error, { path: this.#path, batch, column: this.#layouts[index]?.name ?? '' });
      }
    }
    this.#rows += rows;
  }
}

function makeBuffer(
  column: ColumnLayout,
  capacity: number,
  allocate: Allocate,
  path: string,
  shared: SharedValues,
): ColumnBuffer {
  try {
    return isPlain(column.storage)
      ? new PlainColumnBuffer(column, capacity, allocate)
      : new ValueColumnBuffer(column, capacity, allocate, shared, path);
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    throw new ArrowError(
      'E_MEMORY',
      { path, column: column.name },
      {
        expected: `memory for ${capacity} rows of ${column.classes ?? 1} ${column.type}`,
        got: cause.message,
        cause,
      },
    );
  }
}
