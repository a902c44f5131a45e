import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type DataType,
  Field,
  makeData,
  RecordBatch,
  RecordBatchFileWriter,
  RecordBatchStreamWriter,
  Schema,
  Struct,
  vectorFromArray,
} from 'apache-arrow';
import { afterAll } from 'vitest';

export interface WrittenColumn {
  readonly name: string;
  readonly type: DataType;
  readonly cells: readonly unknown[];
}

/** An Arrow file or stream written by apache-arrow, its rows cut into batches of these sizes. */
export function arrowBytes(
  format: 'file' | 'stream',
  columns: readonly WrittenColumn[],
  batchSizes: readonly number[],
): Uint8Array {
  const schema = new Schema(columns.map(({ name, type }) => new Field(name, type, true)));
  const writer = format === 'file' ? new RecordBatchFileWriter() : new RecordBatchStreamWriter();
  writer.reset(undefined, schema);
  let row = 0;
  for (const size of batchSizes) {
    writer.write(recordBatch(schema, columns, row, size));
    row += size;
  }
  writer.finish();
  return writer.toUint8Array(true);
}

function recordBatch(
  schema: Schema,
  columns: readonly WrittenColumn[],
  row: number,
  size: number,
): RecordBatch {
  const children = columns.map(
    ({ type, cells }) => vectorFromArray(cells.slice(row, row + size), type).data[0],
  );
  const present = children.filter((child) => child !== undefined);
  const type = new Struct(schema.fields);
  return new RecordBatch(schema, makeData({ type, length: size, nullCount: 0, children: present }));
}

/** A folder for one test file, deleted after its tests. */
export function temporaryFolder(): { path: string; write: (name: string, bytes: Uint8Array) => string } {
  const path = mkdtempSync(join(tmpdir(), 'offmark-arrow-'));
  afterAll(() => rmSync(path, { recursive: true }));
  const write = (name: string, bytes: Uint8Array): string => {
    const file = join(path, name);
    writeFileSync(file, bytes);
    return file;
  };
  return { path, write };
}
