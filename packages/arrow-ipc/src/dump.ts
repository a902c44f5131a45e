import type { BlockList } from './block-list.ts';
import { type DictionaryBlock, readFooter } from './footer.ts';
import { type DumpFormat, formatOf, headLength } from './magic.ts';
import { type FileReader, type FileVersion, type OpenFile, openFileReader } from './reader.ts';
import type { Schema } from './schema.ts';
import { indexStream } from './stream-index.ts';

/** What is known of a seekable input after its metadata was read: no column's bytes. */
export interface Dump {
  readonly path: string;
  readonly format: DumpFormat;
  /** In bytes. */
  readonly size: number;
  /** Of the file that was opened: whoever opens it again asks for the same. */
  readonly version: FileVersion | null;
  readonly schema: Schema;
  /** The record batches in the order of their rows. */
  readonly batches: BlockList;
  /** The dictionary batches in their order. */
  readonly dictionaries: readonly DictionaryBlock[];
  /** A stream may end by its marker, or between two messages, which nobody can tell from one cut off there. */
  readonly endedBy: 'footer' | 'marker' | 'end of file';
  /** Bytes after a stream's end marker, which hold no rows of this stream: more than padding is a second stream. */
  readonly trailingBytes: number;
}

/**
 * Opens an Arrow IPC file, or a stream in a file, and finds its batches. The file is closed again.
 * @throws E_INPUT_OPEN, E_INPUT_READ, E_NOT_ARROW, E_TRUNCATED, E_METADATA, E_METADATA_VERSION
 */
export function openDump(path: string, open: OpenFile = openFileReader): Dump {
  const reader = open(path);
  try {
    const head = new Uint8Array(Math.min(headLength, reader.size));
    reader.read(head, 0);
    return formatOf(head, { path }) === 'file' ? fileDump(reader) : streamDump(reader);
  } finally {
    reader.close();
  }
}

function fileDump(reader: FileReader): Dump {
  const { path, size, version } = reader;
  const { schema, blocks: batches, dictionaries } = readFooter(reader);
  const found = { path, size, version, schema, batches, dictionaries };
  return { ...found, format: 'file', endedBy: 'footer', trailingBytes: 0 };
}

function streamDump(reader: FileReader): Dump {
  const { path, size, version } = reader;
  const { schema, blocks: batches, dictionaries, endedBy, end } = indexStream(reader);
  const found = { path, size, version, schema, batches, dictionaries };
  return { ...found, format: 'stream', endedBy, trailingBytes: size - end };
}
