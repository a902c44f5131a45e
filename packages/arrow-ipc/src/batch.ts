import { Buffer as FbBuffer } from 'apache-arrow/fb/buffer';
import { FieldNode } from 'apache-arrow/fb/field-node';
import type { RecordBatch as FbRecordBatch } from 'apache-arrow/fb/record-batch';
import type { BufferRegion, Codec, ColumnRegions } from './buffer-region.ts';
import type { ColumnLayout } from './column.ts';
import { ArrowError, type Place } from './errors.ts';
import { codecOf, codecText, type Message, recordBatchOf } from './message.ts';
import { bitsPerValue } from './number-type.ts';
import type { Schema } from './schema.ts';
import type { Storage, StoragePlace } from './storage.ts';

export interface BatchRegions {
  readonly rows: number;
  readonly codec: Codec;
  /** Checked: inside the body and, if they are not compressed, as long as their values need. */
  readonly columns: readonly ColumnRegions[];
}

/**
 * Checks one record batch against its schema and finds the buffers of the given columns.
 * @param bodyPosition added to every position
 * @throws E_METADATA, E_BUFFER_RANGE, E_COMPRESSION
 */
export function batchRegions(
  message: Message,
  schema: Schema,
  columns: readonly ColumnLayout[],
  bodyPosition: number,
): BatchRegions {
  const batch = new RecordBatch(message, schema, bodyPosition);
  if (columns.length > 0 && batch.rows > 0) batch.checkCodec();
  return { rows: batch.rows, codec: batch.codec, columns: columns.map((column) => batch.regionsOf(column)) };
}

class RecordBatch {
  readonly rows: number;
  readonly codec: Codec;
  readonly #message: Message;
  readonly #batch: FbRecordBatch;
  readonly #bodyPosition: number;
  /** Variadic buffers before each variadic field and, at the end, in all. */
  readonly #variadicsUpTo: readonly number[];
  readonly #node = new FieldNode();
  readonly #buffer = new FbBuffer();

  constructor(message: Message, schema: Schema, bodyPosition: number) {
    this.#message = message;
    this.#batch = recordBatchOf(message);
    this.#bodyPosition = bodyPosition;
    this.rows = message.buffer.toCount(this.#batch.length(), 'a row count');
    this.#variadicsUpTo = this.#readVariadics(schema.variadicCount);
    this.codec = codecOf(message, this.#batch);
    this.#checkCount('nodes', schema.nodeCount, this.#batch.nodesLength());
    const buffers = schema.bufferCount + (this.#variadicsUpTo.at(-1) ?? 0);
    this.#checkCount('buffers', buffers, this.#batch.buffersLength());
  }

  /** The only place that refuses a codec. */
  checkCodec(): void {
    if (this.codec === 'none') return;
    throw new ArrowError('E_COMPRESSION', this.#message.buffer.place, {
      expected: 'uncompressed buffers',
      got: codecText(this.#message, this.#batch),
      next: 'Write the file without compression.',
    });
  }

  regionsOf(column: ColumnLayout): ColumnRegions {
    const regions: BufferRegion[] = [];
    this.#add(regions, column, column.storage, this.rows);
    return regions;
  }

  /** Adds the regions of a storage and of those inside it, in the order of their slots. */
  #add(regions: BufferRegion[], column: ColumnLayout, storage: Storage, values: number): void {
    regions.push(this.#validity(column, storage, values));
    if (storage.kind === 'number') {
      regions.push(this.#region(column, storage, 1, 'data', values, bitsPerValue(storage.type)));
    } else this.#add(regions, column, storage.elements, values * storage.size);
  }

  /** A validity buffer may be left out, or be there without any null. A null count of −1 is one not counted. */
  #validity(column: ColumnLayout, place: StoragePlace, values: number): BufferRegion {
    const absent = { position: -1, length: 0, values };
    const nulls = this.#nullCount(column, place.node, values);
    if (nulls === 0 || values === 0) return absent;
    if (nulls === -1 && this.#bufferOf(place, 0).length() === 0n) return absent;
    return this.#region(column, place, 0, 'validity', values, 1);
  }

  #nullCount(column: ColumnLayout, index: number, values: number): number {
    const node = this.#batch.nodes(index, this.#node);
    const length = Number(node?.length() ?? 0n);
    const nulls = Number(node?.nullCount() ?? 0n);
    if (length !== values) throw this.#metadataError(column, `${values} values`, `${length}`);
    if (nulls < -1 || nulls > values) throw this.#metadataError(column, `0 to ${values} nulls`, `${nulls}`);
    return nulls;
  }

  #region(
    column: ColumnLayout,
    place: StoragePlace,
    index: number,
    what: string,
    values: number,
    bits: number,
  ): BufferRegion {
    const buffer = this.#bufferOf(place, index);
    const offset = Number(buffer.offset());
    const length = Number(buffer.length());
    const { bodyLength } = this.#message;
    const needed = Math.ceil((values * bits) / 8);
    if (offset < 0 || length < 0 || offset + length > bodyLength) {
      throw this.#rangeError(
        column,
        `a ${what} buffer inside the body's ${bodyLength} bytes`,
        `${length} from ${offset}`,
      );
    }
    if (this.codec === 'none' && length < needed) {
      throw this.#rangeError(column, `a ${what} buffer of ${needed} bytes for ${values} values`, `${length}`);
    }
    return { position: this.#bodyPosition + offset, length, values };
  }

  #bufferOf({ buffer, variadicsBefore }: StoragePlace, index: number): FbBuffer {
    return this.#buffers(buffer + (this.#variadicsUpTo[variadicsBefore] ?? 0) + index);
  }

  #buffers(index: number): FbBuffer {
    return this.#batch.buffers(index, this.#buffer) ?? this.#buffer;
  }

  #readVariadics(variadicFields: number): number[] {
    const upTo = [0];
    if (variadicFields === 0) return upTo;
    this.#checkCount('variadic buffer counts', variadicFields, this.#batch.variadicBufferCountsLength());
    let total = 0;
    for (let index = 0; index < variadicFields; index += 1) {
      const count = this.#batch.variadicBufferCounts(index) ?? 0n;
      total += this.#message.buffer.toCount(count, 'a variadic buffer count');
      upTo.push(total);
    }
    return upTo;
  }

  #checkCount(what: string, expected: number, got: number): void {
    if (got === expected) return;
    throw this.#message.buffer.error(`${expected} ${what} as the schema has`, `${got}`);
  }

  #metadataError(column: ColumnLayout, expected: string, got: string): ArrowError {
    return new ArrowError('E_METADATA', this.#place(column), { expected, got });
  }

  #rangeError(column: ColumnLayout, expected: string, got: string): ArrowError {
    return new ArrowError('E_BUFFER_RANGE', this.#place(column), { expected, got });
  }

  #place(column: ColumnLayout): Place {
    return { ...this.#message.buffer.place, column: column.name };
  }
}
