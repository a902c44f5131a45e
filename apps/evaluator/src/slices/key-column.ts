import type { ColumnChunk, NumberType, TextTable } from '@offmark/arrow-ipc/rows';
import type { Backend, IntegerType } from '@offmark/losses';
import { binOf } from './bins.ts';
import type { Key } from './key.ts';
import { PairTable } from './pair-table.ts';

/** Numbers the values of a column from 0, in the order in which this thread meets them. */
export interface KeyColumn {
  /** Writes the number of each value of rows [from, from + count). */
  readonly encode: (codes: Int32Array, column: ColumnChunk, from: number, count: number) => void;
  /** The value behind each number. */
  readonly keys: readonly Key[];
  /** How many of them have a number before they are met. */
  readonly preset: number;
}

/** Values near the first one are looked up without a hash. */
const nearValues = 65_536;

function isNull(validity: Uint8Array | null, row: number): boolean {
  return validity !== null && ((validity[row >> 3]! >> (row & 7)) & 1) === 0;
}

/** Numbers integers of up to 64 bits, in two words. */
class IntegerKeys implements KeyColumn {
  readonly keys: Key[] = [];
  readonly preset = 0;
  readonly #isUnsigned: boolean;
  readonly #texts: TextTable | null;
  readonly #pairs = new PairTable();
  readonly #codes: number[] = [];
  readonly #lookUps: Backend['lookUps'];
  readonly #near: Int32Array;
  #nearFrom = 0;
  #nullCode = -1;

  /** @param texts  those that integers stand for, if they do */
  constructor(isUnsigned: boolean, texts: TextTable | null, backend: Backend) {
    this.#isUnsigned = isUnsigned;
    this.#texts = texts;
    this.#lookUps = backend.lookUps;
    this.#near = integersIn(backend, nearValues).fill(-1);
  }

  readonly encode = (codes: Int32Array, column: ColumnChunk, from: number, count: number): void => {
    const { type, data, validity } = column;
    if (!isInteger(type)) throw new RangeError(`no integers: ${type}`);
    const known =
      validity === null ? this.#lookUps[type](codes, this.#near, this.#nearFrom, data, from, count) : 0;
    if (known === count) return;
    const rest = codes.subarray(known);
    if (type === 'int64' || type === 'uint64') this.#encodeWide(rest, column, from + known, count - known);
    else this.#encodeNarrow(rest, column, from + known, count - known);
  };

  #encodeNarrow(codes: Int32Array, { type, data, validity }: ColumnChunk, from: number, count: number): void {
    const values = integersOf(type, data, from, count);
    const codeOf = (value: number): number =>
      this.#codeOf(value | 0, this.#isUnsigned ? 0 : value >> 31, value);
    if (validity === null) {
      for (let i = 0; i < count; i++) {
        i = encodeNear(codes, values, this.#near, this.#nearFrom, i, count);
        if (i < count) codes[i] = codeOf(values[i]!);
      }
    } else {
      for (let i = 0; i < count; i++)
        codes[i] = isNull(validity, from + i) ? this.#codeOfNull() : codeOf(values[i]!);
    }
  }

  #encodeWide(codes: Int32Array, { data, validity }: ColumnChunk, from: number, count: number): void {
    const words = new Int32Array(data.buffer, data.byteOffset + from * 8, 2 * count);
    for (let i = 0; i < count; i++) {
      if (isNull(validity, from + i)) {
        codes[i] = this.#codeOfNull();
        continue;
      }
      const [low, high] = [words[2 * i]!, words[2 * i + 1]!];
      const value = high * 2 ** 32 + (low >>> 0);
      const at = value - this.#nearFrom;
      const code = at >= 0 && at < nearValues ? this.#near[at]! : -1;
      codes[i] = code >= 0 ? code : this.#codeOf(low, high, value);
    }
  }

  /** @param value  the integer, rounded if no double holds it */
  #codeOf(low: number, high: number, value: number): number {
    if (this.#pairs.size === 0) this.#nearFrom = value - nearValues / 2;
    const pair = this.#pairs.numberOf(low, high);
    const known = this.#codes[pair];
    const code = known ?? this.keys.push(this.#keyOf(low, high)) - 1;
    this.#codes[pair] = code;
    const at = value - this.#nearFrom;
    if (at >= 0 && at < nearValues && Number.isSafeInteger(value)) this.#near[at] = code;
    return code;
  }

  #keyOf(low: number, high: number): Key {
    if (this.#texts !== null) return this.#texts.text(low);
    const words = (BigInt(high) << 32n) | BigInt(low >>> 0);
    const exact = this.#isUnsigned ? BigInt.asUintN(64, words) : words;
    const value = Number(exact);
    return Number.isSafeInteger(value) ? value : exact;
  }

  #codeOfNull(): number {
    if (this.#nullCode < 0) this.#nullCode = this.keys.push(null) - 1;
    return this.#nullCode;
  }
}

/** Looks up values near the first one. @returns the first row whose value is not there, or `to` */
function encodeNear(
  codes: Int32Array,
  values: ArrayLike<number>,
  near: Int32Array,
  nearFrom: number,
  from: number,
  to: number,
): number {
  for (let i = from; i < to; i++) {
    const at = values[i]! - nearFrom;
    if (!(at >= 0 && at < nearValues)) return i;
    const code = near[at]!;
    if (code < 0) return i;
    codes[i] = code;
  }
  return to;
}

function isInteger(type: NumberType): type is IntegerType {
  return type !== 'bool' && !type.startsWith('float');
}

/** Room for integers that the backend reads and writes. */
export function integersIn(backend: Backend, length: number): Int32Array {
  const { buffer, byteOffset } = backend.allocate(length * 4);
  return new Int32Array(buffer, byteOffset, length);
}

function integersOf(type: NumberType, data: Uint8Array, from: number, count: number): ArrayLike<number> {
  const { buffer, byteOffset } = data;
  switch (type) {
    case 'int8':
      return new Int8Array(buffer, byteOffset + from, count);
    case 'uint8':
      return new Uint8Array(buffer, byteOffset + from, count);
    case 'int16':
      return new Int16Array(buffer, byteOffset + from * 2, count);
    case 'uint16':
      return new Uint16Array(buffer, byteOffset + from * 2, count);
    case 'int32':
      return new Int32Array(buffer, byteOffset + from * 4, count);
    case 'uint32':
      return new Uint32Array(buffer, byteOffset + from * 4, count);
    case 'bool':
    case 'float16':
    case 'float32':
    case 'float64':
    case 'int64':
    case 'uint64':
      break;
  }
  throw new RangeError(`no integers of 32 bits: ${type}`);
}

/** Three values at most. */
function booleanKeys(): KeyColumn {
  return {
    keys: [false, true, null],
    preset: 3,
    encode: (codes, { data, validity }, from, count) => {
      for (let i = 0; i < count; i++) {
        const row = from + i;
        codes[i] = isNull(validity, row) ? 2 : (data[row >> 3]! >> (row & 7)) & 1;
      }
    },
  };
}

/** The bin of each number; keys are the bins' places, as `binOf` counts them. */
function binKeys(edges: readonly number[], backend: Backend, windowRows: number): KeyColumn {
  const bounds = Float64Array.from(edges);
  const values = new Float64Array(windowRows);
  const nullCode = edges.length + 2;
  return {
    preset: nullCode + 1,
    keys: [...Array.from({ length: nullCode }, (_, code) => code - 1), null],
    encode: (codes, { type, data, validity }, from, count) => {
      backend.casts[type](values, data, from, count);
      for (let i = 0; i < count; i++) {
        codes[i] = isNull(validity, from + i) ? nullCode : binOf(bounds, values[i]!) + 1;
      }
    },
  };
}

/**
 * What numbers the values of a column of this type.
 * @param edges       of the column's bins; undefined if its values are the keys
 * @param texts       that its integers stand for; null if they are the keys
 * @param windowRows  rows that are encoded at a time at most
 */
export function keyColumn(
  type: NumberType,
  edges: readonly number[] | undefined,
  texts: TextTable | null,
  backend: Backend,
  windowRows: number,
): KeyColumn {
  if (edges !== undefined) return binKeys(edges, backend, windowRows);
  return type === 'bool' ? booleanKeys() : new IntegerKeys(type.startsWith('uint'), texts, backend);
}
