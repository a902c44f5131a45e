import { Block as FbBlock } from 'apache-arrow/fb/block';
import { Footer as FbFooter } from 'apache-arrow/fb/footer';
import { MetadataVersion } from 'apache-arrow/fb/metadata-version';
import { type Block, BlockList } from './block-list.ts';
import { ArrowError, type Place } from './errors.ts';
import { int32At } from './framing.ts';
import { endsWithMagic, headLength, tailLength } from './magic.ts';
import { checkVersion } from './message.ts';
import { MetadataBuffer } from './metadata-buffer.ts';
import type { FileReader } from './reader.ts';
import { decodeSchema, type Schema } from './schema.ts';

/** Where a dictionary batch stands, and from which record batch on it holds. */
export interface DictionaryBlock {
  readonly block: Block;
  readonly firstBatch: number;
}

export interface Footer {
  readonly schema: Schema;
  readonly blocks: BlockList;
  readonly dictionaries: readonly DictionaryBlock[];
}

/**
 * Reads the footer of the file format.
 * @throws E_TRUNCATED if the file's end is missing, E_METADATA if a batch does not lie inside the file by itself
 */
export function readFooter(reader: FileReader): Footer {
  const place: Place = { path: reader.path };
  const length = footerLength(reader, place);
  const bytes = new Uint8Array(length);
  const position = reader.size - tailLength - length;
  reader.read(bytes, position);
  const footer = decodeFooter(bytes, place);
  checkBlocks(footer.blocks, 'batch', position, place);
  const dictionaries = footer.dictionaries.map(({ block }) => block);
  checkBlocks(dictionaries, 'dictionary', position, place);
  checkApart(footer.blocks, dictionaries, place);
  return footer;
}

function footerLength(reader: FileReader, place: Place): number {
  const tail = new Uint8Array(Math.min(tailLength, reader.size));
  reader.read(tail, reader.size - tail.length);
  if (!endsWithMagic(tail) || reader.size < headLength + tailLength) {
    throw new ArrowError('E_TRUNCATED', place, {
      expected: 'an Arrow IPC file that ends with its footer and ARROW1',
      got: `an end after ${reader.size} bytes without it`,
      next: 'Write the file again: its writer did not finish.',
    });
  }
  return checkFooterLength(int32At(tail, 0), reader.size - headLength - tailLength, place);
}

/** @throws E_METADATA if there is no room for a footer of this length */
export function checkFooterLength(length: number, room: number, place: Place): number {
  if (length > 0 && length <= room) return length;
  throw new ArrowError('E_METADATA', place, {
    expected: `a footer length from 1 to ${room}`,
    got: `${length}`,
  });
}

/** @throws E_METADATA, E_METADATA_VERSION */
export function decodeFooter(bytes: Uint8Array, place: Place): Footer {
  const buffer = new MetadataBuffer(bytes, place);
  const footer = FbFooter.getRootAsFooter(buffer);
  const version = versionOf(footer);
  checkVersion(version, place);
  const schema = footer.schema();
  if (schema === null) throw buffer.error('a footer with a schema', 'none');
  const blocks = blocksOf('batch', footer.recordBatchesLength(), buffer, (index, block) =>
    footer.recordBatches(index, block),
  );
  const dictionaries = blocksOf('dictionary', footer.dictionariesLength(), buffer, (index, block) =>
    footer.dictionaries(index, block),
  );
  return {
    schema: decodeSchema(schema, version, buffer),
    blocks,
    // All of a file's dictionaries are there before its first batch.
    dictionaries: Array.from(dictionaries, (block) => ({ block, firstBatch: 0 })),
  };
}

/** Arrow 0.14 left the version out of some footers, which reads as V1; every batch states its own version anyway. */
function versionOf(footer: FbFooter): MetadataVersion {
  const version = footer.version();
  return version === MetadataVersion.V1 ? MetadataVersion.V4 : version;
}

function blocksOf(
  what: string,
  count: number,
  buffer: MetadataBuffer,
  read: (index: number, block: FbBlock) => unknown,
): BlockList {
  const blocks = new BlockList();
  blocks.reserve(count);
  const block = new FbBlock();
  for (let index = 0; index < count; index += 1) {
    read(index, block);
    blocks.push({
      position: buffer.toCount(block.offset(), `a position of ${what} ${index}`),
      metadataLength: block.metaDataLength(),
      bodyLength: buffer.toCount(block.bodyLength(), `a body length of ${what} ${index}`),
    });
  }
  return blocks;
}

function checkBlocks(blocks: Iterable<Block>, what: 'batch' | 'dictionary', end: number, place: Place): void {
  let index = 0;
  for (const { position, metadataLength, bodyLength } of blocks) {
    if (position < headLength || metadataLength <= 0 || position + metadataLength + bodyLength > end) {
      throw new ArrowError(
        'E_METADATA',
        { ...place, [what]: index },
        {
          expected: `a ${what} inside bytes ${headLength} to ${end}`,
          got: `${metadataLength} + ${bodyLength} bytes from byte ${position}`,
        },
      );
    }
    index += 1;
  }
}

/** Blocks may come in any order, but a byte belongs to one of them: else rows would be counted twice. */
function checkApart(batches: BlockList, dictionaries: readonly Block[], place: Place): void {
  // Most stand as they are listed, so that nothing needs to be sorted.
  if (overlapIn(both(dictionaries, batches)) === null) return;
  const sorted = [...dictionaries, ...batches].toSorted((a, b) => a.position - b.position);
  const overlap = overlapIn(sorted);
  if (overlap === null) return;
  const got = `one from byte ${overlap.position} before the end of another at byte ${overlap.end}`;
  throw new ArrowError('E_METADATA', place, { expected: 'batches that do not overlap', got });
}

function* both(first: Iterable<Block>, second: Iterable<Block>): Generator<Block, void> {
  yield* first;
  yield* second;
}

/** The first block that begins before the end of the one before it. */
function overlapIn(blocks: Iterable<Block>): { readonly position: number; readonly end: number } | null {
  let end = 0;
  for (const { position, metadataLength, bodyLength } of blocks) {
    if (position < end) return { position, end };
    end = position + metadataLength + bodyLength;
  }
  return null;
}
