import { BodyCompression } from 'apache-arrow/fb/body-compression';
import { BodyCompressionMethod } from 'apache-arrow/fb/body-compression-method';
import { Buffer as FbBuffer } from 'apache-arrow/fb/buffer';
import { CompressionType } from 'apache-arrow/fb/compression-type';
import { Decimal } from 'apache-arrow/fb/decimal';
import { DictionaryBatch } from 'apache-arrow/fb/dictionary-batch';
import { DictionaryEncoding } from 'apache-arrow/fb/dictionary-encoding';
import { Field as FbField } from 'apache-arrow/fb/field';
import { FieldNode } from 'apache-arrow/fb/field-node';
import { FixedSizeList } from 'apache-arrow/fb/fixed-size-list';
import { FloatingPoint } from 'apache-arrow/fb/floating-point';
import { Int } from 'apache-arrow/fb/int';
import { List } from 'apache-arrow/fb/list';
import { Message as FbMessage } from 'apache-arrow/fb/message';
import { MessageHeader } from 'apache-arrow/fb/message-header';
import { MetadataVersion } from 'apache-arrow/fb/metadata-version';
import { Precision } from 'apache-arrow/fb/precision';
import { RecordBatch as FbRecordBatch } from 'apache-arrow/fb/record-batch';
import { Schema as FbSchema } from 'apache-arrow/fb/schema';
import { Type } from 'apache-arrow/fb/type';
import { Builder } from 'flatbuffers';
import { concatenated } from './bytes.ts';

/** A column's type, written out: what no writer at hand writes, or writes wrong, can be made of it. */
export interface RawField {
  readonly name: string;
  readonly type: RawType;
  readonly children?: readonly RawField[];
  /** Of a dictionary with int32 indices, unless a signed width is given. */
  readonly dictionary?: { readonly id: bigint; readonly indexBits?: number };
}

export type RawType =
  | { readonly kind: 'int'; readonly bits: number; readonly isSigned: boolean }
  | { readonly kind: 'decimal'; readonly bits: number; readonly scale: number }
  | { readonly kind: 'fixed list'; readonly size: number }
  | {
      readonly kind:
        | 'float32'
        | 'float64'
        | 'bool'
        | 'null'
        | 'utf8'
        | 'large utf8'
        | 'utf8 view'
        | 'list'
        | 'large list'
        | 'struct'
        | 'runs';
    };

/** Nodes and buffers in the order of the fields, one within another. */
export interface RawBatch {
  readonly rows: number;
  /** Length and null count of each node. */
  readonly nodes: readonly (readonly [length: number, nulls: number])[];
  readonly buffers: readonly Uint8Array[];
  readonly variadics?: readonly number[];
  /** What the buffers are said to be compressed with: they are written as they stand. */
  readonly codec?: 'lz4' | 'zstd';
}

export interface RawDictionary extends RawBatch {
  readonly id: bigint;
  readonly isDelta?: boolean;
}

/** A stream of these messages. */
export function rawStream(
  fields: readonly RawField[],
  messages: readonly (RawBatch | RawDictionary)[],
): Uint8Array {
  return concatenated(
    schemaBytes(fields),
    ...messages.map(batchBytes),
    Uint8Array.of(255, 255, 255, 255, 0, 0, 0, 0),
  );
}

function schemaBytes(fields: readonly RawField[]): Uint8Array {
  const builder = new Builder();
  const vector = FbSchema.createFieldsVector(
    builder,
    fields.map((field) => fieldOffset(builder, field)),
  );
  FbSchema.startSchema(builder);
  FbSchema.addFields(builder, vector);
  return messageBytes(builder, MessageHeader.Schema, FbSchema.endSchema(builder), []);
}

function fieldOffset(builder: Builder, { name, type, children = [], dictionary }: RawField): number {
  const nameOffset = builder.createString(name);
  const childOffsets = children.map((child) => fieldOffset(builder, child));
  const childVector = FbField.createChildrenVector(builder, childOffsets);
  const [typeType, typeOffset] = typeOffsets(builder, type);
  const encoding = dictionary === undefined ? 0 : encodingOffset(builder, dictionary);
  FbField.startField(builder);
  FbField.addName(builder, nameOffset);
  FbField.addNullable(builder, true);
  FbField.addTypeType(builder, typeType);
  FbField.addType(builder, typeOffset);
  FbField.addChildren(builder, childVector);
  if (encoding !== 0) FbField.addDictionary(builder, encoding);
  return FbField.endField(builder);
}

function encodingOffset(
  builder: Builder,
  { id, indexBits = 32 }: { id: bigint; indexBits?: number },
): number {
  const index = Int.createInt(builder, indexBits, true);
  DictionaryEncoding.startDictionaryEncoding(builder);
  DictionaryEncoding.addId(builder, id);
  DictionaryEncoding.addIndexType(builder, index);
  return DictionaryEncoding.endDictionaryEncoding(builder);
}

function typeOffsets(builder: Builder, type: RawType): [type: Type, offset: number] {
  if (type.kind === 'int') return [Type.Int, Int.createInt(builder, type.bits, type.isSigned)];
  if (type.kind === 'decimal') {
    return [Type.Decimal, Decimal.createDecimal(builder, 9, type.scale, type.bits)];
  }
  if (type.kind === 'fixed list') {
    return [Type.FixedSizeList, FixedSizeList.createFixedSizeList(builder, type.size)];
  }
  if (type.kind === 'float32' || type.kind === 'float64') {
    const precision = type.kind === 'float32' ? Precision.SINGLE : Precision.DOUBLE;
    return [Type.FloatingPoint, FloatingPoint.createFloatingPoint(builder, precision)];
  }
  // Types without fields of their own are all the same empty table.
  return [emptyTypes[type.kind], List.createList(builder)];
}

const emptyTypes = {
  bool: Type.Bool,
  null: Type.Null,
  utf8: Type.Utf8,
  'large utf8': Type.LargeUtf8,
  'utf8 view': Type.Utf8View,
  list: Type.List,
  'large list': Type.LargeList,
  // oxlint-disable-next-line no-underscore-dangle -- the generated name
  struct: Type.Struct_,
  runs: Type.RunEndEncoded,
} as const;

function batchBytes(batch: RawBatch | RawDictionary): Uint8Array {
  const builder = new Builder();
  const data = batchOffset(builder, batch);
  if (!('id' in batch)) return messageBytes(builder, MessageHeader.RecordBatch, data, batch.buffers);
  DictionaryBatch.startDictionaryBatch(builder);
  DictionaryBatch.addId(builder, batch.id);
  DictionaryBatch.addData(builder, data);
  DictionaryBatch.addIsDelta(builder, batch.isDelta ?? false);
  const header = DictionaryBatch.endDictionaryBatch(builder);
  return messageBytes(builder, MessageHeader.DictionaryBatch, header, batch.buffers);
}

function batchOffset(builder: Builder, { rows, nodes, buffers, variadics = [], codec }: RawBatch): number {
  FbRecordBatch.startNodesVector(builder, nodes.length);
  for (const [length, nulls] of nodes.toReversed()) {
    FieldNode.createFieldNode(builder, BigInt(length), BigInt(nulls));
  }
  const nodeVector = builder.endVector();
  FbRecordBatch.startBuffersVector(builder, buffers.length);
  for (const [index, buffer] of [...buffers.entries()].toReversed()) {
    const position = buffers.slice(0, index).reduce((sum, { length }) => sum + padded(length), 0);
    FbBuffer.createBuffer(builder, BigInt(position), BigInt(buffer.length));
  }
  const bufferVector = builder.endVector();
  const counts = FbRecordBatch.createVariadicBufferCountsVector(builder, variadics.map(BigInt));
  const compression = codec === undefined ? 0 : compressionOffset(builder, codec);
  FbRecordBatch.startRecordBatch(builder);
  FbRecordBatch.addLength(builder, BigInt(rows));
  FbRecordBatch.addNodes(builder, nodeVector);
  FbRecordBatch.addBuffers(builder, bufferVector);
  FbRecordBatch.addVariadicBufferCounts(builder, counts);
  if (compression !== 0) FbRecordBatch.addCompression(builder, compression);
  return FbRecordBatch.endRecordBatch(builder);
}

function compressionOffset(builder: Builder, codec: 'lz4' | 'zstd'): number {
  const type = codec === 'lz4' ? CompressionType.LZ4_FRAME : CompressionType.ZSTD;
  return BodyCompression.createBodyCompression(builder, type, BodyCompressionMethod.BUFFER);
}

function padded(length: number): number {
  return Math.ceil(length / 8) * 8;
}

function messageBytes(
  builder: Builder,
  type: MessageHeader,
  header: number,
  buffers: readonly Uint8Array[],
): Uint8Array {
  const body = concatenated(
    ...buffers.flatMap((buffer) => [buffer, new Uint8Array(padded(buffer.length) - buffer.length)]),
  );
  builder.finish(FbMessage.createMessage(builder, MetadataVersion.V5, type, header, BigInt(body.length), 0));
  const metadata = builder.asUint8Array();
  const head = new Uint8Array(8 + padded(metadata.length));
  new DataView(head.buffer).setInt32(0, -1, true);
  new DataView(head.buffer).setInt32(4, padded(metadata.length), true);
  head.set(metadata, 8);
  return concatenated(head, body);
}

export const none: Uint8Array = new Uint8Array(0);

export function int32s(...values: readonly number[]): Uint8Array {
  return new Uint8Array(Int32Array.from(values).buffer);
}

export function int64s(...values: readonly bigint[]): Uint8Array {
  return new Uint8Array(BigInt64Array.from(values).buffer);
}

export function float32s(...values: readonly number[]): Uint8Array {
  return new Uint8Array(Float32Array.from(values).buffer);
}

/** A bit for each value, lowest first. */
export function bits(...values: readonly boolean[]): Uint8Array {
  const bytes = new Uint8Array(Math.ceil(values.length / 8));
  for (const [index, value] of values.entries()) {
    if (value) bytes[index >> 3] = (bytes[index >> 3] ?? 0) | (1 << (index & 7));
  }
  return bytes;
}

export function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
