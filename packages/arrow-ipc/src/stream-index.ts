import { type Block, BlockList } from './block-list.ts';
import type { Place } from './errors.ts';
import type { DictionaryBlock } from './footer.ts';
import { checkMetadataLength, continuation, int32At } from './framing.ts';
import { notArrow } from './magic.ts';
import { decodeMessage, isRecordBatch, type Message, schemaOf } from './message.ts';
import { type FileReader, truncated } from './reader.ts';
import type { Schema } from './schema.ts';

export interface StreamIndex {
  readonly schema: Schema;
  readonly blocks: BlockList;
  readonly dictionaries: readonly DictionaryBlock[];
  readonly endedBy: 'marker' | 'end of file';
  /** Where reading stopped, in bytes. */
  readonly end: number;
}

/**
 * Finds the batches of a stream in a file: reads each message's metadata, skips its body.
 * @throws E_NOT_ARROW, E_TRUNCATED if the file ends inside a message, E_METADATA, E_METADATA_VERSION
 */
export function indexStream(reader: FileReader): StreamIndex {
  const frames = new FrameReader(reader);
  const first = frames.next(0, true);
  if (first === 'marker' || first === 'end of file') {
    throw notArrow({ path: reader.path }, 'an end-of-stream marker without a schema before it');
  }
  const schema = schemaOf(first.message);
  const blocks = new BlockList();
  const dictionaries: DictionaryBlock[] = [];
  let position = first.end;
  for (;;) {
    const frame = frames.next(position, false);
    const found = { schema, blocks, dictionaries };
    if (frame === 'end of file') return { ...found, endedBy: frame, end: position };
    if (frame === 'marker') return { ...found, endedBy: frame, end: frames.position };
    if (isRecordBatch(frame.message)) blocks.push(frame.block);
    else dictionaries.push({ block: frame.block, firstBatch: blocks.length });
    position = frame.end;
  }
}

interface Frame {
  readonly message: Message;
  readonly block: Block;
  readonly end: number;
}

class FrameReader {
  readonly #reader: FileReader;
  readonly #place: Place;
  /** Holds one message's metadata at a time; most fit at once, so that a message costs one read. */
  #window = new Uint8Array(4096);
  #windowEnd = 0;
  /** Of the byte after the prefix that was read last. */
  position = 0;

  constructor(reader: FileReader) {
    this.#reader = reader;
    this.#place = { path: reader.path };
  }

  /** The message at this position; its metadata is valid until the next call. */
  next(position: number, isFirst: boolean): Frame | 'marker' | 'end of file' {
    if (position === this.#reader.size) return 'end of file';
    this.#fill(position, Math.min(this.#window.length, this.#reader.size - position));
    const metadataLength = this.#metadataLength(position);
    if (metadataLength === 0) return 'marker';
    const prefixLength = this.position - position;
    checkMetadataLength(metadataLength, position, isFirst && prefixLength === 4, this.#place);
    return this.#frame(position, prefixLength, metadataLength);
  }

  #fill(position: number, length: number): void {
    if (length > this.#window.length) this.#window = new Uint8Array(length * 2);
    this.#reader.read(this.#window.subarray(0, length), position);
    this.#windowEnd = length;
  }

  #metadataLength(position: number): number {
    const length = this.#int32(position, 0);
    this.position = position + (length === continuation ? 8 : 4);
    return length === continuation ? this.#int32(position, 4) : length;
  }

  #int32(position: number, offset: number): number {
    const got = this.#windowEnd - offset;
    if (got < 4) throw truncated(this.#place, 4, position + offset, got);
    return int32At(this.#window, offset);
  }

  #frame(position: number, prefixLength: number, metadataLength: number): Frame {
    this.#checkInside(position + prefixLength, metadataLength);
    const length = prefixLength + metadataLength;
    if (length > this.#windowEnd) this.#fill(position, length);
    const message = decodeMessage(this.#window.subarray(prefixLength, length), this.#place);
    this.#checkInside(position + length, message.bodyLength);
    const block = { position, metadataLength: length, bodyLength: message.bodyLength };
    return { message, block, end: position + length + message.bodyLength };
  }

  #checkInside(position: number, length: number): void {
    const room = this.#reader.size - position;
    if (length > room) throw truncated(this.#place, length, position, room);
  }
}
