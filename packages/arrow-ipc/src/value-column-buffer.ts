import { appendBytesAsBits, appendOnes, bytesForBits, clearBit } from './bits.ts';
import { type Allocate, bufferLength, type ColumnBuffer, type ColumnChunk } from './column-buffer.ts';
import type { ColumnLayout } from './column.ts';
import { ArrowError } from './errors.ts';
import { listed } from './listed.ts';
import { rowBits } from './storage.ts';
import { openValues } from './values/open-values.ts';
import type { SharedValues } from './values/shared-values.ts';
import { type BatchColumn, Scratch, ValueError, type ValueReader } from './values/value-reader.ts';

/** Values of any kind that a reader turns into numbers. */
export class ValueColumnBuffer implements ColumnBuffer {
  readonly #layout: ColumnLayout;
  readonly #shared: SharedValues;
  readonly #path: string;
  readonly #reader: ValueReader;
  readonly #data: Uint8Array;
  readonly #validity: Uint8Array;
  readonly #valid = new Scratch();
  /** Booleans as readers give them, a byte each. */
  readonly #bytes = new Scratch();
  #hasNulls = false;
  #rows = 0;

  constructor(
    layout: ColumnLayout,
    capacity: number,
    allocate: Allocate,
    shared: SharedValues,
    path: string,
  ) {
    this.#layout = layout;
    this.#shared = shared;
    this.#path = path;
    this.#reader = openValues(layout.storage, layout, shared);
    this.#data = allocate(bufferLength(capacity * rowBits(layout)));
    this.#validity = allocate(bufferLength(capacity));
  }

  clear(): void {
    this.#rows = 0;
    this.#hasNulls = false;
  }

  append(column: BatchColumn, row: number, rows: number): void {
    const data = this.#isBoolean ? this.#bytes.take(rows) : this.#rowsOf(this.#rows, rows);
    const valid = this.#valid.take(rows);
    try {
      this.#reader.read(column, row, rows, data, valid);
      this.#checkLabels(data, valid, row, rows);
    } catch (error) {
      throw error instanceof ValueError ? this.#placed(error, column.batch) : error;
    }
    this.#appendValidity(data, valid, rows);
    if (this.#isBoolean) appendBytesAsBits(data, this.#data, this.#rows);
    this.#rows += rows;
  }

  get #isBoolean(): boolean {
    return this.#layout.type === 'bool';
  }

  #rowsOf(first: number, count: number): Uint8Array {
    const { bytes } = this.#reader;
    return this.#data.subarray(first * bytes, (first + count) * bytes);
  }

  view(): ColumnChunk {
    const { type, classes } = this.#layout;
    const data = this.#data.subarray(0, bytesForBits(this.#rows * rowBits(this.#layout)));
    const validity = this.#hasNulls ? this.#validity.subarray(0, bytesForBits(this.#rows)) : null;
    return { type, classes, data, validity };
  }

  /** Where there is no value, the bytes are zero: the same whatever was there, so that they can be compared. */
  #appendValidity(data: Uint8Array, valid: Uint8Array, rows: number): void {
    const firstNull = valid.indexOf(0);
    if (firstNull < 0 && !this.#hasNulls) return;
    if (!this.#hasNulls) appendOnes(this.#validity, 0, this.#rows);
    this.#hasNulls = true;
    appendOnes(this.#validity, this.#rows, rows);
    for (let index = firstNull < 0 ? rows : firstNull; index < rows; index += 1) {
      if (valid[index] === 1) continue;
      clearBit(this.#validity, this.#rows + index);
      data.fill(0, index * this.#reader.bytes, (index + 1) * this.#reader.bytes);
    }
  }

  /** Texts beyond the labels are none of them. */
  #checkLabels(data: Uint8Array, valid: Uint8Array, row: number, rows: number): void {
    const { labels } = this.#layout;
    if (labels === null) return;
    const numbers = new Int32Array(data.buffer, data.byteOffset, rows);
    for (const [index, number] of numbers.entries()) {
      if (number < labels.length || valid[index] === 0) continue;
      const label = this.#shared.texts(this.#layout).text(number);
      throw new ValueError('E_LABEL_UNKNOWN', row + index, {
        expected: `one of the classes ${listed(labels.map(quoted), mostListed)}`,
        got: `"${shortened(label)}"`,
        next: 'Give the names of all classes, in their order.',
      });
    }
  }

  #placed({ code, index, column, details }: ValueError, batch: number): ArrowError {
    const place = { path: this.#path, batch, row: index, column: column ?? this.#layout.name };
    return new ArrowError(code, place, details);
  }
}

const mostListed = 8;
const longestShown = 60;

const quoted = (label: string): string => `"${shortened(label)}"`;

function shortened(text: string): string {
  return text.length > longestShown ? `${text.slice(0, longestShown)}…` : text;
}
