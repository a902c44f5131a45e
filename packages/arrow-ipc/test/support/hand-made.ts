import { Buffer as FbBuffer } from 'apache-arrow/fb/buffer';
import { Field as FbField } from 'apache-arrow/fb/field';
import { FieldNode } from 'apache-arrow/fb/field-node';
import { Int } from 'apache-arrow/fb/int';
import { KeyValue } from 'apache-arrow/fb/key-value';
import { Message as FbMessage } from 'apache-arrow/fb/message';
import { MessageHeader } from 'apache-arrow/fb/message-header';
import { MetadataVersion } from 'apache-arrow/fb/metadata-version';
import { RecordBatch as FbRecordBatch } from 'apache-arrow/fb/record-batch';
import { Schema as FbSchema } from 'apache-arrow/fb/schema';
import { Type } from 'apache-arrow/fb/type';
import { Builder } from 'flatbuffers';

/** Nested structs of int32: each level has this many children, which are all one and the same. */
export interface Nesting {
  readonly levels: number;
  readonly width: number;
}

/** Messages that no writer of today would write. */
export function schemaMessage(nesting: Nesting, version: MetadataVersion = MetadataVersion.V5): Uint8Array {
  const builder = new Builder();
  let children = 0;
  for (let level = 0; level < nesting.levels; level += 1) {
    const field = fieldWith(builder, children);
    children = FbField.createChildrenVector(
      builder,
      Array.from({ length: nesting.width }, () => field),
    );
  }
  FbSchema.startSchema(builder);
  FbSchema.addFields(builder, children);
  const header = FbSchema.endSchema(builder);
  return framed(builder, FbMessage.createMessage(builder, version, MessageHeader.Schema, header, 0n, 0));
}

function fieldWith(builder: Builder, children: number): number {
  const name = builder.createString('a');
  const int = Int.createInt(builder, 32, true);
  FbField.startField(builder);
  FbField.addName(builder, name);
  // oxlint-disable-next-line no-underscore-dangle -- the generated name
  FbField.addTypeType(builder, children === 0 ? Type.Int : Type.Struct_);
  FbField.addType(builder, int);
  if (children !== 0) FbField.addChildren(builder, children);
  return FbField.endField(builder);
}

/** One batch of one int32 column: its rows, null count, and the lengths of its buffers. */
export interface Int32Batch {
  readonly rows: number;
  readonly nulls: number;
  readonly validityLength: number;
  readonly dataLength: number;
  readonly metadata?: { readonly key: string; readonly value: string };
}

/** The body is the validity buffer, then the data buffer. */
export function int32BatchMessage(batch: Int32Batch): Uint8Array {
  const builder = new Builder();
  const pairs = batch.metadata === undefined ? 0 : metadataOf(builder, batch.metadata);
  FbRecordBatch.startNodesVector(builder, 1);
  FieldNode.createFieldNode(builder, BigInt(batch.rows), BigInt(batch.nulls));
  const nodes = builder.endVector();
  FbRecordBatch.startBuffersVector(builder, 2);
  FbBuffer.createBuffer(builder, BigInt(batch.validityLength), BigInt(batch.dataLength));
  FbBuffer.createBuffer(builder, 0n, BigInt(batch.validityLength));
  const buffers = builder.endVector();
  FbRecordBatch.startRecordBatch(builder);
  FbRecordBatch.addLength(builder, BigInt(batch.rows));
  FbRecordBatch.addNodes(builder, nodes);
  FbRecordBatch.addBuffers(builder, buffers);
  const header = FbRecordBatch.endRecordBatch(builder);
  const bodyLength = BigInt(batch.validityLength + batch.dataLength);
  const { RecordBatch } = MessageHeader;
  return framed(
    builder,
    FbMessage.createMessage(builder, MetadataVersion.V4, RecordBatch, header, bodyLength, pairs),
  );
}

function metadataOf(builder: Builder, { key, value }: { key: string; value: string }): number {
  const pair = KeyValue.createKeyValue(builder, builder.createString(key), builder.createString(value));
  return FbMessage.createCustomMetadataVector(builder, [pair]);
}

function framed(builder: Builder, message: number): Uint8Array {
  builder.finish(message);
  const metadata = builder.asUint8Array();
  const bytes = new Uint8Array(8 + metadata.length);
  new DataView(bytes.buffer).setInt32(0, -1, true);
  new DataView(bytes.buffer).setInt32(4, metadata.length, true);
  bytes.set(metadata, 8);
  return bytes;
}
