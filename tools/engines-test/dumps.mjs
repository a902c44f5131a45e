import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dataFor, rows } from '../browser-test/data.mjs';

const { makeData, Field, FixedSizeList, Float32, Float64, RecordBatch, Schema, Struct, Table, tableToIPC } =
  createRequire(new URL('../../apps/evaluator/package.json', import.meta.url))('apache-arrow');

function dataOf(column) {
  if (ArrayBuffer.isView(column)) {
    const type = column instanceof Float32Array ? new Float32() : new Float64();
    return makeData({ type, length: column.length, nullCount: 0, data: column });
  }
  const child = dataOf(column.data);
  const type = new FixedSizeList(column.classes, new Field('item', child.type, false));
  return makeData({ type, length: rows, nullCount: 0, child });
}

/** Writes the rows of a measure to a file, a column for each role; the weights are `weights`. */
export function writeDump(path, measure) {
  const { others, ...main } = dataFor(measure);
  const columns = Object.entries({ ...main, ...others }).map(([name, column]) => [name, dataOf(column)]);
  const fields = columns.map(([name, { type }]) => new Field(name, type, false));
  const children = columns.map(([, data]) => data);
  const struct = makeData({ type: new Struct(fields), length: rows, nullCount: 0, children });
  const table = new Table(new RecordBatch(new Schema(fields), struct));
  writeFileSync(path, tableToIPC(table, 'file'));
}
