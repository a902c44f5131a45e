import { mkdirSync, writeFileSync } from 'node:fs';
import {
  Field,
  FixedSizeList,
  Float32,
  Float64,
  Int32,
  RecordBatch,
  Schema,
  Struct,
  Table,
  Uint8,
  Utf8,
  makeData,
  tableToIPC,
  vectorFromArray,
} from 'apache-arrow';

/** @typedef {import('apache-arrow').DataType} DataType */
/** @typedef {{ type: DataType, values: readonly (string | number | readonly number[])[] }} Column */

/** Held-out rows in each record batch; the last one is shorter. */
const ROWS_PER_BATCH = 50;

export const DUMPS = new URL('../dumps/', import.meta.url);

/** A list of `size` numbers in every row, without nulls. */
const listOf = (/** @type {number} */ size, /** @type {DataType} */ type) =>
  new FixedSizeList(size, new Field('item', type, false));

/** @type {(values: readonly number[]) => Column} */
export const float64 = (values) => ({ type: new Float64(), values });
/** @type {(values: readonly number[]) => Column} */
export const float32 = (values) => ({ type: new Float32(), values });
/** @type {(values: readonly number[]) => Column} */
export const int32 = (values) => ({ type: new Int32(), values });
/** @type {(values: readonly number[]) => Column} */
export const uint8 = (values) => ({ type: new Uint8(), values });
/** @type {(values: readonly string[]) => Column} */
export const utf8 = (values) => ({ type: new Utf8(), values });
/** @type {(values: readonly (readonly number[])[]) => Column} */
export const float64Lists = (values) => ({ type: listOf(values[0].length, new Float64()), values });
/** @type {(values: readonly (readonly number[])[]) => Column} */
export const float32Lists = (values) => ({ type: listOf(values[0].length, new Float32()), values });

/**
 * @param {Record<string, Column>} columns
 * @returns {Table}
 */
export function tableOf(columns) {
  const fields = Object.entries(columns).map(([name, { type }]) => new Field(name, type, false));
  const schema = new Schema(fields);
  const rows = Object.values(columns)[0].values.length;
  const batches = [];
  for (let start = 0; start < rows; start += ROWS_PER_BATCH) {
    const end = Math.min(start + ROWS_PER_BATCH, rows);
    const children = Object.values(columns).map(
      ({ type, values }) => vectorFromArray(values.slice(start, end), type).data[0],
    );
    batches.push(
      new RecordBatch(schema, makeData({ type: new Struct(fields), length: end - start, children })),
    );
  }
  return new Table(schema, batches);
}

/**
 * @param {string} name
 * @param {Table} table
 * @param {'file' | 'stream'} format
 */
export function writeDump(name, table, format) {
  mkdirSync(DUMPS, { recursive: true });
  const bytes = tableToIPC(table, format);
  writeFileSync(new URL(name, DUMPS), bytes);
  console.log(`${name}: ${table.numRows} rows, ${table.batches.length} batches, ${bytes.length} bytes`);
}
