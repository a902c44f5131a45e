import { bitsPerValue } from '@offmark/arrow-ipc/rows';
import type { Allocate, ColumnChunk, ColumnLayout } from '@offmark/arrow-ipc/rows';

type Words = Uint8Array | Uint16Array | Uint32Array;

/** The largest words that a row of so many bytes is made of, so that it is copied in few steps. */
function wordsOf(bytes: Uint8Array, rowBytes: number): Words {
  const { buffer, byteOffset, byteLength } = bytes;
  if (rowBytes % 4 === 0) return new Uint32Array(buffer, byteOffset, byteLength / 4);
  if (rowBytes % 2 === 0) return new Uint16Array(buffer, byteOffset, byteLength / 2);
  return bytes;
}

function copyRows(
  out: Uint8Array,
  data: Uint8Array,
  rowBytes: number,
  from: number,
  rows: Int32Array,
  count: number,
): void {
  const [source, target] = [wordsOf(data, rowBytes), wordsOf(out, rowBytes)];
  const width = rowBytes / source.BYTES_PER_ELEMENT;
  for (let i = 0, at = 0; i < count; i++) {
    const start = (from + rows[i]!) * width;
    for (let word = start; word < start + width; word++) target[at++] = source[word]!;
  }
}

/** Copies bits. @returns whether all of them are 1 */
function copyBits(out: Uint8Array, bits: Uint8Array, from: number, rows: Int32Array, count: number): boolean {
  out.fill(0);
  let ones = 0;
  for (let i = 0; i < count; i++) {
    const row = from + rows[i]!;
    const bit = (bits[row >> 3]! >> (row & 7)) & 1;
    out[i >> 3]! |= bit << (i & 7);
    ones += bit;
  }
  return ones === count;
}

/** One column's memory for the rows that are kept. */
class ColumnCompactor {
  readonly #layout: ColumnLayout;
  readonly #rowBits: number;
  readonly #data: Uint8Array;
  readonly #validity: Uint8Array;

  constructor(layout: ColumnLayout, capacity: number, allocate: Allocate) {
    this.#layout = layout;
    this.#rowBits = bitsPerValue(layout.type) * (layout.classes ?? 1);
    this.#data = allocate(Math.ceil((capacity * this.#rowBits) / 64) * 8);
    this.#validity = allocate(Math.ceil(capacity / 64) * 8);
  }

  keep(column: ColumnChunk, from: number, rows: Int32Array, count: number): ColumnChunk {
    const { type, classes } = this.#layout;
    if (this.#rowBits % 8 === 0) copyRows(this.#data, column.data, this.#rowBits / 8, from, rows, count);
    else copyBits(this.#data, column.data, from, rows, count);
    const areValid = column.validity === null || copyBits(this.#validity, column.validity, from, rows, count);
    return {
      type,
      classes,
      data: this.#data.subarray(0, Math.ceil((count * this.#rowBits) / 8)),
      validity: areValid ? null : this.#validity.subarray(0, Math.ceil(count / 8)),
    };
  }
}

/** Moves some of the rows together, so that losses see columns as if there were no others. */
export class RowCompactor {
  readonly #columns: readonly ColumnCompactor[];

  /** @param capacity  rows at most @throws what `allocate` throws */
  constructor(layouts: readonly ColumnLayout[], capacity: number, allocate: Allocate) {
    this.#columns = layouts.map((layout) => new ColumnCompactor(layout, capacity, allocate));
  }

  /**
   * @param rows   counted from `from`; the first `count` of them are kept
   * @returns      columns that are valid until the next call
   */
  keep(
    columns: readonly ColumnChunk[],
    from: number,
    rows: Int32Array,
    count: number,
  ): readonly ColumnChunk[] {
    return this.#columns.map((compactor, i) => {
      const column = columns[i];
      if (column === undefined) throw new RangeError(`no column ${i} of ${columns.length}`);
      return compactor.keep(column, from, rows, count);
    });
  }
}
