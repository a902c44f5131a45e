import { closeSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { Schema } from 'apache-arrow';
import type { Field } from 'apache-arrow';
import { FileBlock, Footer } from 'apache-arrow/ipc/metadata/file';
import { BufferRegion, FieldNode, Message, RecordBatch } from 'apache-arrow/ipc/metadata/message';

export type NumberArray = Uint8Array | Int32Array | Float32Array | Float64Array;

/** A column that is made as it is written. */
export interface DumpColumn {
  readonly field: Field;
  /** Values of a row's fixed-size list; null for one number per row. */
  readonly classes: number | null;
  readonly arrayType: { new (length: number): NumberArray; readonly BYTES_PER_ELEMENT: number };
  /** Makes `rows` rows, the first of which is the dump's row `firstRow`. Gives the same for the same row each time. */
  fill(values: NumberArray, firstRow: number, rows: number): void;
}

export interface DumpLayout {
  readonly rows: number;
  /** 0 puts all rows into one batch. */
  readonly batchRows: number;
  readonly format: 'file' | 'stream';
}

/** Bytes of a column that are made and written at a time, which bounds the memory whatever a batch's size. */
const pieceBytes = 2 ** 20;

const magic = 'ARROW1';

function aligned(byteLength: number): number {
  return Math.ceil(byteLength / 8) * 8;
}

function rowBytes({ arrayType, classes }: DumpColumn): number {
  return arrayType.BYTES_PER_ELEMENT * (classes ?? 1);
}

/** A file that is appended to. */
class Sink {
  readonly #fd: number;
  position = 0;

  constructor(path: string) {
    this.#fd = openSync(path, 'w');
  }

  write(bytes: Uint8Array): void {
    for (let done = 0; done < bytes.length;) done += writeSync(this.#fd, bytes, done);
    this.position += bytes.length;
  }

  pad(): void {
    this.write(new Uint8Array(aligned(this.position) - this.position));
  }

  close(): void {
    closeSync(this.#fd);
  }
}

/** What a batch's metadata says of its columns, none of which has nulls. */
function batchMessage(columns: readonly DumpColumn[], rows: number): Message {
  const nodes: FieldNode[] = [];
  const buffers: BufferRegion[] = [];
  let bodyLength = 0;
  for (const column of columns) {
    nodes.push(new FieldNode(rows, 0));
    buffers.push(new BufferRegion(bodyLength, 0));
    if (column.classes !== null) {
      nodes.push(new FieldNode(rows * column.classes, 0));
      buffers.push(new BufferRegion(bodyLength, 0));
    }
    const length = rows * rowBytes(column);
    buffers.push(new BufferRegion(bodyLength, length));
    bodyLength += aligned(length);
  }
  return Message.from(new RecordBatch(rows, nodes, buffers, null), bodyLength);
}

/** Writes the encapsulated messages of a dump, each body column by column in pieces. */
class DumpWriter {
  readonly #sink: Sink;
  readonly #columns: readonly DumpColumn[];
  readonly #pieces: readonly NumberArray[];
  readonly #blocks: FileBlock[] = [];

  constructor(sink: Sink, columns: readonly DumpColumn[]) {
    this.#sink = sink;
    this.#columns = columns;
    this.#pieces = columns.map(
      (column) =>
        new column.arrayType(Math.max(1, Math.floor(pieceBytes / rowBytes(column))) * (column.classes ?? 1)),
    );
  }

  writeFile(layout: DumpLayout): void {
    const schema = new Schema(this.#columns.map(({ field }) => field));
    this.#sink.write(Buffer.from(`${magic}\0\0`));
    this.#writeMessages(schema, layout);
    const footer = Footer.encode(new Footer(schema, undefined, this.#blocks, []));
    this.#sink.write(footer);
    this.#sink.write(new Uint8Array(Int32Array.of(footer.length).buffer));
    this.#sink.write(Buffer.from(magic));
  }

  writeStream(layout: DumpLayout): void {
    this.#writeMessages(new Schema(this.#columns.map(({ field }) => field)), layout);
  }

  #writeMessages(schema: Schema, { rows, batchRows }: DumpLayout): void {
    this.#writeMessage(Message.from(schema));
    const step = batchRows === 0 ? rows : batchRows;
    for (let firstRow = 0; firstRow < rows; firstRow += step) {
      this.#writeBatch(firstRow, Math.min(step, rows - firstRow));
    }
    // The end-of-stream marker: a message without metadata.
    this.#sink.write(new Uint8Array(Int32Array.of(-1, 0).buffer));
  }

  #writeBatch(firstRow: number, rows: number): void {
    const message = batchMessage(this.#columns, rows);
    const { position } = this.#sink;
    this.#writeMessage(message);
    this.#blocks.push(new FileBlock(this.#sink.position - position, message.bodyLength, position));
    for (const [i, column] of this.#columns.entries()) {
      const piece = this.#pieces[i];
      if (piece !== undefined) this.#writeColumn(column, piece, firstRow, rows);
      this.#sink.pad();
    }
  }

  #writeColumn(column: DumpColumn, piece: NumberArray, firstRow: number, rows: number): void {
    const bytes = new Uint8Array(piece.buffer);
    const pieceRows = piece.byteLength / rowBytes(column);
    for (let row = 0; row < rows; row += pieceRows) {
      const count = Math.min(pieceRows, rows - row);
      column.fill(piece, firstRow + row, count);
      this.#sink.write(bytes.subarray(0, count * rowBytes(column)));
    }
  }

  #writeMessage(message: Message): void {
    const metadata = Message.encode(message);
    this.#sink.write(new Uint8Array(Int32Array.of(-1, aligned(metadata.length)).buffer));
    this.#sink.write(metadata);
    this.#sink.pad();
  }
}

/**
 * Writes an Arrow IPC dump, uncompressed, in memory that depends on neither its rows nor its batches. apache-arrow
 * encodes the metadata; the framing is ours, because its own writer wants each batch whole.
 * The file appears under its name when it is complete.
 * @returns its size in bytes
 */
export function writeDump(path: string, columns: readonly DumpColumn[], layout: DumpLayout): number {
  const partial = `${path}.partial`;
  const sink = new Sink(partial);
  try {
    const writer = new DumpWriter(sink, columns);
    if (layout.format === 'file') writer.writeFile(layout);
    else writer.writeStream(layout);
  } catch (error) {
    sink.close();
    rmSync(partial);
    throw error;
  }
  sink.close();
  renameSync(partial, path);
  return sink.position;
}
