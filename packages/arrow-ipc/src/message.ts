import { DictionaryBatch } from 'apache-arrow/fb/dictionary-batch';
import { KeyValue } from 'apache-arrow/fb/key-value';
import { Message as FbMessage } from 'apache-arrow/fb/message';
import { MessageHeader } from 'apache-arrow/fb/message-header';
import { MetadataVersion } from 'apache-arrow/fb/metadata-version';
import { RecordBatch as FbRecordBatch } from 'apache-arrow/fb/record-batch';
import { Schema as FbSchema } from 'apache-arrow/fb/schema';
import { Encoding } from 'flatbuffers';
import type { Codec } from './buffer-region.ts';
import { ArrowError, type Place } from './errors.ts';
import { MetadataBuffer } from './metadata-buffer.ts';
import { decodeSchema, type Schema } from './schema.ts';

type MessageKind = 'schema' | 'dictionary batch' | 'record batch' | 'tensor' | 'unknown message';

/** The metadata of one encapsulated message. It reads from the bytes that it was made of as long as it is used. */
export interface Message {
  readonly kind: MessageKind;
  /** In bytes, padding included. */
  readonly bodyLength: number;
  readonly buffer: MetadataBuffer;
  readonly flatbuffer: FbMessage;
}

/**
 * @param bytes the metadata without its prefix
 * @throws E_METADATA, E_METADATA_VERSION
 */
export function decodeMessage(bytes: Uint8Array, place: Place): Message {
  const buffer = new MetadataBuffer(bytes, place);
  const flatbuffer = FbMessage.getRootAsMessage(buffer);
  checkVersion(flatbuffer.version(), place);
  const bodyLength = buffer.toCount(flatbuffer.bodyLength(), 'a body length');
  return { kind: kindOf(flatbuffer.headerType()), bodyLength, buffer, flatbuffer };
}

/** @throws E_METADATA_VERSION if it is neither V4 nor V5 */
export function checkVersion(version: MetadataVersion, place: Place): void {
  if (version === MetadataVersion.V4 || version === MetadataVersion.V5) return;
  const got = `V${version + 1}`;
  throw new ArrowError('E_METADATA_VERSION', place, { expected: 'Arrow metadata V4 or V5', got });
}

function kindOf(header: MessageHeader): MessageKind {
  switch (header) {
    case MessageHeader.Schema:
      return 'schema';
    case MessageHeader.DictionaryBatch:
      return 'dictionary batch';
    case MessageHeader.RecordBatch:
      return 'record batch';
    case MessageHeader.Tensor:
    case MessageHeader.SparseTensor:
      return 'tensor';
    case MessageHeader.NONE:
    default:
      return 'unknown message';
  }
}

/**
 * @returns whether it is a record batch; else it is a dictionary batch
 * @throws  E_METADATA for a second schema, a tensor or an unknown message
 */
export function isRecordBatch(message: Message): boolean {
  if (message.kind === 'record batch') return true;
  if (message.kind === 'dictionary batch') return false;
  throw message.buffer.error('a record batch or dictionary batch', `a ${message.kind}`);
}

/** @throws E_METADATA if the message is another one, or its schema is malformed */
export function schemaOf(message: Message): Schema {
  checkKind(message, 'schema');
  const header: FbSchema | null = message.flatbuffer.header(new FbSchema());
  if (header === null) throw message.buffer.error('a schema', 'an empty message');
  return decodeSchema(header, message.flatbuffer.version(), message.buffer);
}

/**
 * @returns the nodes and buffers of a record batch or a dictionary batch
 * @throws  E_METADATA if the message is another one
 */
export function batchOf(message: Message): FbRecordBatch {
  const header: FbRecordBatch | null = isRecordBatch(message)
    ? message.flatbuffer.header(new FbRecordBatch())
    : (dictionaryOf(message).data() ?? null);
  if (header === null) throw message.buffer.error('a batch', 'an empty message');
  return header;
}

/** Whose values a dictionary batch holds, and whether they are added to those before. */
export interface DictionaryHeader {
  readonly id: string;
  readonly isDelta: boolean;
}

/** @throws E_METADATA if the message is another one */
export function dictionaryHeader(message: Message): DictionaryHeader {
  const dictionary = dictionaryOf(message);
  return { id: String(dictionary.id()), isDelta: dictionary.isDelta() };
}

function dictionaryOf(message: Message): DictionaryBatch {
  checkKind(message, 'dictionary batch');
  const header: DictionaryBatch | null = message.flatbuffer.header(new DictionaryBatch());
  if (header === null) throw message.buffer.error('a dictionary batch', 'an empty message');
  return header;
}

function checkKind(message: Message, kind: MessageKind): void {
  if (message.kind !== kind) throw message.buffer.error(`a ${kind}`, `a ${message.kind}`);
}

const experimentalKey = 'ARROW:experimental_compression';
const codecNames = ['LZ4', 'ZSTD'] as const;

/** How the buffers of the body are stored. */
export function codecOf(message: Message, batch: FbRecordBatch): Codec {
  const name = compressionOf(message, batch);
  if (name === null) return 'none';
  if (name === 'LZ4') return 'lz4';
  return name === 'ZSTD' ? 'zstd' : 'other';
}

/** The codec as its writer named it, for errors. */
export function codecText(message: Message, batch: FbRecordBatch): string {
  return compressionOf(message, batch) ?? 'none';
}

function compressionOf(message: Message, batch: FbRecordBatch): string | null {
  const compression = batch.compression();
  if (compression !== null) return codecNames[compression.codec()] ?? `codec ${compression.codec()}`;
  return experimentalCompression(message.flatbuffer);
}

/** Arrow 0.17 wrote the codec's name into the message's custom metadata. */
function experimentalCompression(message: FbMessage): string | null {
  const count = message.customMetadataLength();
  const pair = new KeyValue();
  for (let index = 0; index < count; index += 1) {
    // As bytes first: pairs that share one huge key would else be decoded over and over.
    const keyBytes = message.customMetadata(index, pair)?.key(Encoding.UTF8_BYTES);
    if (keyBytes?.length === experimentalKey.length && pair.key() === experimentalKey) {
      return (pair.value() ?? 'unknown').toUpperCase();
    }
  }
  return null;
}
