import { bitsPerValue, type NumberType } from '../number-type.ts';
import { type BatchColumn, Scratch, ValueError, type ValueReader } from './value-reader.ts';

/** One of the columns that are read as one class matrix. */
export interface ClassColumn {
  readonly name: string;
  readonly type: NumberType;
  readonly reader: ValueReader;
}

/** Columns side by side as lists: a number of each column in a row; a row with a null is null. */
export class ColumnValues implements ValueReader {
  readonly bytes: number;
  readonly #columns: readonly ClassColumn[];
  readonly #type: NumberType;
  readonly #data = new Scratch();
  readonly #valid = new Scratch();

  /** @param type of the numbers: that of all columns, or float64 */
  constructor(columns: readonly ClassColumn[], type: NumberType) {
    this.#columns = columns;
    this.#type = type;
    this.bytes = (columns.length * bitsPerValue(type)) / 8;
  }

  read(column: BatchColumn, first: number, count: number, data: Uint8Array, valid: Uint8Array): void {
    valid.fill(1, 0, count);
    for (const [index, part] of this.#columns.entries()) {
      const partData = this.#data.take(count * part.reader.bytes);
      const partValid = this.#valid.take(count);
      inColumn(part.name, () => {
        part.reader.read(column, first, count, partData, partValid);
        if (part.type === this.#type) this.#interleave(partData, data, index, count);
        else this.#convert(part.type, partData, partValid, data, index, first, count);
      });
      for (let row = 0; row < count; row += 1) valid[row] = (valid[row] ?? 0) & (partValid[row] ?? 0);
    }
  }

  #interleave(part: Uint8Array, data: Uint8Array, index: number, count: number): void {
    const width = this.bytes / this.#columns.length;
    for (let row = 0; row < count; row += 1) {
      const target = row * this.bytes + index * width;
      for (let byte = 0; byte < width; byte += 1) data[target + byte] = part[row * width + byte] ?? 0;
    }
  }

  #convert(
    type: NumberType,
    part: Uint8Array,
    partValid: Uint8Array,
    data: Uint8Array,
    index: number,
    first: number,
    count: number,
  ): void {
    const view = new DataView(part.buffer, part.byteOffset, part.byteLength);
    const width = bitsPerValue(type) / 8;
    const doubles = new Float64Array(data.buffer, data.byteOffset, count * this.#columns.length);
    const toDouble = doubleReaders[type];
    for (let row = 0; row < count; row += 1) {
      const double = toDouble(view, row * width);
      const isInexact = type.endsWith('int64') && !Number.isSafeInteger(double);
      if (isInexact && partValid[row] === 1) throw integerError(first + row, double);
      doubles[row * this.#columns.length + index] = double;
    }
  }
}

function inColumn(name: string, read: () => void): void {
  try {
    read();
  } catch (error) {
    if (!(error instanceof ValueError)) throw error;
    throw new ValueError(error.code, error.index, error.details, name);
  }
}

function integerError(index: number, value: number): ValueError {
  const expected = 'an integer that a double holds exactly, at most 2^53 - 1';
  return new ValueError('E_INTEGER_RANGE', index, { expected, got: `about ${value}` });
}

const doubleReaders: Readonly<Record<NumberType, (view: DataView, offset: number) => number>> = {
  // Read as a byte each.
  bool: (view, offset) => view.getUint8(offset),
  int8: (view, offset) => view.getInt8(offset),
  uint8: (view, offset) => view.getUint8(offset),
  int16: (view, offset) => view.getInt16(offset, true),
  uint16: (view, offset) => view.getUint16(offset, true),
  int32: (view, offset) => view.getInt32(offset, true),
  uint32: (view, offset) => view.getUint32(offset, true),
  int64: (view, offset) => Number(view.getBigInt64(offset, true)),
  uint64: (view, offset) => Number(view.getBigUint64(offset, true)),
  float16: (view, offset) => float16(view.getUint16(offset, true)),
  float32: (view, offset) => view.getFloat32(offset, true),
  float64: (view, offset) => view.getFloat64(offset, true),
};

function float16(bits: number): number {
  const sign = bits >= 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : NaN;
  return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (fraction + 0x400) * 2 ** (exponent - 25);
}
