import { batchRegions } from './batch.ts';
import { type BatchTable, TableBuilder } from './batch-table.ts';
import type { Block } from './block-list.ts';
import type { ColumnLayout } from './column.ts';
import type { Dump } from './dump.ts';
import { ArrowError, type Place } from './errors.ts';
import { continuation, int32At, longestMetadata } from './framing.ts';
import { decodeMessage, type Message } from './message.ts';
import { type ByteReader, type OpenFile, openFileReader } from './reader.ts';
import { regionCount } from './storage.ts';

/**
 * Reads the metadata of every batch and finds the buffers of the given columns. Costs one read and a few µs a batch.
 * @param columns resolved from the dump's own schema
 * @throws E_INPUT_OPEN, E_INPUT_READ, E_TRUNCATED, E_METADATA, E_BUFFER_RANGE, E_COMPRESSION
 */
export function readBatches(
  dump: Dump,
  columns: readonly ColumnLayout[],
  open: OpenFile = openFileReader,
): BatchTable {
  const reader = open(dump.path);
  try {
    const metadata = new MetadataReader(reader, dump.batches, { path: dump.path });
    const regionsPerBatch = columns.reduce((sum, { storage }) => sum + regionCount(storage), 0);
    const table = new TableBuilder(dump.batches.length, columns.length, regionsPerBatch);
    let batch = 0;
    for (const block of dump.batches) {
      const message = metadata.message(block, { path: dump.path, batch });
      table.add(batchRegions(message, dump.schema, columns, bodyPosition(block)));
      batch += 1;
    }
    return table.finish({ path: dump.path });
  } finally {
    reader.close();
  }
}

/** Of the first byte after the metadata. */
export function bodyPosition({ position, metadataLength }: Block): number {
  return position + metadataLength;
}

/** Reads the metadata of messages whose blocks are known. */
export class MetadataReader {
  readonly #reader: ByteReader;
  readonly #bytes: Uint8Array;

  /** @throws E_METADATA if a message has more metadata than any real one */
  constructor(reader: ByteReader, blocks: Iterable<Block>, place: Place) {
    this.#reader = reader;
    this.#bytes = new Uint8Array(longestOf(blocks, place));
  }

  /** The message of a block; it is valid until the next one is read. */
  message(block: Block, place: Place): Message {
    const message = this.#message(block, place);
    if (message.bodyLength === block.bodyLength) return message;
    throw message.buffer.error(
      `a body of ${block.bodyLength} bytes as the footer says`,
      `${message.bodyLength}`,
    );
  }

  #message(block: Block, place: Place): Message {
    const bytes = this.#bytes.subarray(0, block.metadataLength);
    this.#reader.read(bytes, block.position);
    const { start, length } = metadataIn(bytes);
    if (length > 0 && start + length <= bytes.length)
      return decodeMessage(bytes.subarray(start, start + length), place);
    const expected = `metadata inside ${bytes.length} bytes at byte ${block.position}`;
    throw new ArrowError('E_METADATA', place, { expected, got: `a length of ${length}` });
  }
}

function metadataIn(bytes: Uint8Array): { start: number; length: number } {
  if (bytes.length < 8) return { start: 0, length: 0 };
  const length = int32At(bytes, 0);
  return length === continuation ? { start: 8, length: int32At(bytes, 4) } : { start: 4, length };
}

/** @throws E_METADATA if a batch has more metadata than any real one */
function longestOf(blocks: Iterable<Block>, place: Place): number {
  let [longest, batch] = [0, 0];
  for (const { metadataLength } of blocks) {
    if (metadataLength > longestMetadata) {
      const expected = `at most ${longestMetadata} bytes of metadata`;
      throw new ArrowError('E_METADATA', { ...place, batch }, { expected, got: `${metadataLength}` });
    }
    longest = Math.max(longest, metadataLength);
    batch += 1;
  }
  return longest;
}
