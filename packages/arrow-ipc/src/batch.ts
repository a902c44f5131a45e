import { Buffer as FbBuffer } from 'apache-arrow/fb/buffer';
import { FieldNode } from 'apache-arrow/fb/field-node';
import type { RecordBatch as FbRecordBatch } from 'apache-arrow/fb/record-batch';
import type { BufferRegion, Codec, ColumnRegions } from './buffer-region.ts';
import type { ColumnLayout } from './column.ts';
import { ArrowError, type Place } from './errors.ts';
import { codecOf, batchOf, codecText, type Message } from './message.ts';
import { bitsPerValue } from './number-type.ts';
import type { BatchShape } from './schema.ts';
import type { ListStorage, RunsStorage, Storage, StoragePlace, TextStorage } from './storage.ts';

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
  schema: BatchShape,
  columns: readonly StoredColumn[],
  bodyPosition: number,
): BatchRegions {
  const batch = new RecordBatch(message, schema, bodyPosition);
  if (columns.length > 0 && batch.rows > 0) batch.checkCodec();
  return { rows: batch.rows, codec: batch.codec, columns: columns.map((column) => batch.regionsOf(column)) };
}

/** Rows of a batch that may be nulls or runs alone. */
const mostPromised = 2 ** 31 - 1;

/** What is needed of a column to find its buffers. */
export type StoredColumn = Pick<ColumnLayout, 'name' | 'storage'>;
type ColumnName = Pick<ColumnLayout, 'name'>;

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

  constructor(message: Message, schema: BatchShape, bodyPosition: number) {
    this.#message = message;
    this.#batch = batchOf(message);
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
    if (this.codec !== 'other') return;
    throw new ArrowError('E_COMPRESSION', this.#message.buffer.place, {
      expected: 'buffers that are uncompressed, LZ4 or ZSTD',
      got: codecText(this.#message, this.#batch),
      next: 'Write the file with one of these.',
    });
  }

  regionsOf(column: StoredColumn): ColumnRegions {
    const regions: BufferRegion[] = [];
    this.#add(regions, column, column.storage, this.rows);
    return regions;
  }

  /** Adds the regions of a storage and of those inside it, in the order of their slots. */
  #add(regions: BufferRegion[], column: ColumnName, storage: Storage, values: number): void {
    switch (storage.kind) {
      case 'number':
        regions.push(this.#validity(column, storage, values));
        regions.push(this.#region(column, storage, 1, 'data', values, bitsPerValue(storage.type)));
        return;
      case 'decimal':
        regions.push(this.#validity(column, storage, values));
        regions.push(this.#region(column, storage, 1, 'data', values, storage.bitWidth));
        return;
      case 'dictionary':
        regions.push(this.#validity(column, storage, values));
        regions.push(
          this.#region(column, storage, 1, 'dictionary index', values, bitsPerValue(storage.indexType)),
        );
        return;
      case 'null':
        this.#nodeLength(column, storage, values);
        this.#checkPromised(column, values);
        return;
      case 'text':
        regions.push(this.#validity(column, storage, values));
        regions.push(this.#offsets(column, storage, values));
        regions.push(this.#bytes(column, storage, 2));
        return;
      case 'text view':
        regions.push(this.#validity(column, storage, values));
        regions.push(this.#region(column, storage, 1, 'view', values, 128));
        for (let index = 0; index < this.#variadicsOf(storage); index += 1) {
          regions.push(this.#bytes(column, storage, 2 + index));
        }
        return;
      case 'struct':
        regions.push(this.#validity(column, storage, values));
        this.#add(regions, column, storage.field, values);
        return;
      case 'fixed list':
        regions.push(this.#validity(column, storage, values));
        this.#add(regions, column, storage.elements, values * storage.size);
        return;
      case 'list': {
        regions.push(this.#validity(column, storage, values));
        regions.push(this.#offsets(column, storage, values));
        this.#add(regions, column, storage.elements, this.#lengthInside(column, storage.elements));
        return;
      }
      case 'runs':
        this.#addRuns(regions, column, storage, values);
        return;
      case 'columns':
        for (const [index, part] of storage.columns.entries()) {
          this.#add(regions, { name: storage.names[index] ?? column.name }, part, values);
        }
    }
  }

  #addRuns(regions: BufferRegion[], column: ColumnName, storage: RunsStorage, values: number): void {
    this.#nodeLength(column, storage, values);
    this.#checkPromised(column, values);
    const runs = this.#lengthInside(column, storage.runEnds);
    if (runs === 0 && values > 0) throw this.#metadataError(column, `runs for ${values} values`, 'none');
    this.#add(regions, column, storage.runEnds, runs);
    this.#add(regions, column, storage.values, runs);
  }

  /** Rows that take no bytes cost nothing to claim, and for ever to read. */
  #checkPromised(column: ColumnName, values: number): void {
    if (values <= mostPromised) return;
    throw this.#metadataError(column, `at most ${mostPromised} rows that take no bytes`, `${values}`);
  }

  /** Where no values are, some writers leave out even the first offset. */
  #offsets(column: ColumnName, storage: TextStorage | ListStorage, values: number): BufferRegion {
    const offsets = values === 0 ? 0 : values + 1;
    return this.#region(
      column,
      storage,
      1,
      `${storage.kind} offset`,
      offsets,
      bitsPerValue(storage.offsetType),
    );
  }

  /** A buffer of which no node says how long it is. */
  #bytes(column: ColumnName, place: StoragePlace, index: number): BufferRegion {
    const region = this.#region(column, place, index, 'text', 0, 8);
    return { ...region, values: this.codec === 'none' ? region.length : Infinity };
  }

  #variadicsOf({ variadicsBefore }: StoragePlace): number {
    return (this.#variadicsUpTo[variadicsBefore + 1] ?? 0) - (this.#variadicsUpTo[variadicsBefore] ?? 0);
  }

  /** How many values there are inside lists or runs, as their node says. */
  #lengthInside(column: ColumnName, storage: Storage): number {
    if (storage.kind === 'columns') throw new RangeError('columns inside a column');
    const length = Number(this.#batch.nodes(storage.node, this.#node)?.length() ?? 0n);
    if (length >= 0 && Number.isSafeInteger(length)) return length;
    throw this.#metadataError(column, 'a count of values', `${length}`);
  }

  /** A validity buffer may be left out, or be there without any null. A null count of −1 is one not counted. */
  #validity(column: ColumnName, place: StoragePlace, values: number): BufferRegion {
    const absent = { position: -1, length: 0, values };
    const nulls = this.#nullCount(column, place, values);
    if (nulls === 0 || values === 0) return absent;
    if (nulls === -1 && this.#bufferOf(place, 0).length() === 0n) return absent;
    return this.#region(column, place, 0, 'validity', values, 1);
  }

  #nodeLength(column: ColumnName, { node }: StoragePlace, values: number): void {
    const length = Number(this.#batch.nodes(node, this.#node)?.length() ?? 0n);
    if (length !== values) throw this.#metadataError(column, `${values} values`, `${length}`);
  }

  #nullCount(column: ColumnName, place: StoragePlace, values: number): number {
    this.#nodeLength(column, place, values);
    const nulls = Number(this.#batch.nodes(place.node, this.#node)?.nullCount() ?? 0n);
    if (nulls < -1 || nulls > values) throw this.#metadataError(column, `0 to ${values} nulls`, `${nulls}`);
    return nulls;
  }

  #region(
    column: ColumnName,
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

  #metadataError(column: ColumnName, expected: string, got: string): ArrowError {
    return new ArrowError('E_METADATA', this.#place(column), { expected, got });
  }

  #rangeError(column: ColumnName, expected: string, got: string): ArrowError {
    return new ArrowError('E_BUFFER_RANGE', this.#place(column), { expected, got });
  }

  #place(column: ColumnName): Place {
    return { ...this.#message.buffer.place, column: column.name };
  }
}
