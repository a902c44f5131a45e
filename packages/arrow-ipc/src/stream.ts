import { batchRegions, type BatchRegions } from './batch.ts';
import { ByteSource } from './byte-source.ts';
import type { ColumnLayout } from './column.ts';
import { dictionariesOf } from './dictionaries.ts';
import { ArrowError, type Place } from './errors.ts';
import { checkFooterLength, decodeFooter } from './footer.ts';
import { int32At, longestMetadata } from './framing.ts';
import { type DumpFormat, endsWithMagic, formatOf, headLength, notArrow, tailLength } from './magic.ts';
import { dictionaryHeader, isRecordBatch, type Message, schemaOf } from './message.ts';
import { bytesReader } from './reader.ts';
import type { Schema } from './schema.ts';
import { MessageSplitter } from './splitter.ts';
import type { DictionaryStorage } from './storage.ts';
import type { PipedDictionary } from './values/shared-values.ts';

/** One record batch in memory; positions are those in its body. */
export interface StreamBatch extends BatchRegions {
  /** Counted from 0. */
  readonly batch: number;
  /** Belongs to the caller, who may transfer it to a worker. */
  readonly body: Uint8Array;
}

/** A dump that can be read once, from its beginning to its end: a pipe or a socket. */
export interface DumpStream {
  readonly path: string;
  readonly format: DumpFormat;
  readonly schema: Schema;
  /** null until all batches were read. */
  readonly endedBy: 'footer' | 'marker' | 'end of file' | null;
  /**
   * Gives the record batches one by one; memory is bounded by the largest message and the dictionaries. Leaving the
   * loop lets the source go.
   * @param columns      resolved from this stream's schema
   * @param dictionaries those of the columns, in the order of `dictionariesOf`: what the stream says of them, each time
   *                     before the first batch that it holds for
   * @throws E_TRUNCATED, E_METADATA, E_METADATA_VERSION, E_BUFFER_RANGE, E_COMPRESSION, E_INPUT_READ, E_MEMORY
   */
  batches(
    columns: readonly ColumnLayout[],
    dictionaries?: readonly PipedDictionary[],
  ): AsyncGenerator<StreamBatch, void>;
  /**
   * Reads the source to its end, once all batches were read, and lets it go. Apart from them, because a writer may
   * keep a pipe open long after the last batch.
   * @returns bytes after a stream's end marker; they hold no rows of this stream: more than padding is a second stream
   * @throws E_INPUT_READ
   */
  drain(): Promise<number>;
}

/**
 * Reads the schema from the beginning of a source. The file format is read too if it carries its schema at its
 * beginning, as all writers but apache-arrow's JavaScript one do it.
 * @param path shown in errors
 * @throws E_NOT_ARROW, E_TRUNCATED, E_METADATA, E_METADATA_VERSION, E_INPUT_READ
 */
export async function openStream(source: AsyncIterable<Uint8Array>, path: string): Promise<DumpStream> {
  const bytes = new ByteSource(source, { path });
  try {
    const format = formatOf(await bytes.peek(headLength), { path });
    if (format === 'file') await bytes.skip(headLength);
    const splitter = new MessageSplitter(bytes);
    const schema = await readSchema(bytes, splitter, format, { path });
    return new OpenStream(bytes, splitter, path, format, schema);
  } catch (error) {
    await bytes.close();
    throw error;
  }
}

async function readSchema(
  bytes: ByteSource,
  splitter: MessageSplitter,
  format: DumpFormat,
  place: Place,
): Promise<Schema> {
  const message = await splitter.next(place);
  // A file without batches may have nothing but the marker before its footer.
  const hasNoSchema = message === 'marker' || (message !== 'end of file' && message.kind !== 'schema');
  if (format === 'file' && hasNoSchema)
    throw schemalessError(message === 'marker' ? 'marker' : message.kind, place);
  if (message === 'marker' || message === 'end of file') {
    throw notArrow(place, 'an end of the stream without a schema before it');
  }
  const schema = schemaOf(message);
  await bytes.skip(message.bodyLength);
  return schema;
}

function schemalessError(got: Message['kind'] | 'marker', place: Place): ArrowError {
  return new ArrowError('E_METADATA', place, {
    expected: 'a schema as the first message',
    got: got === 'marker' ? 'an end-of-stream marker' : `a ${got}`,
    next: 'The schema stands in the footer alone, after the rows: give the path of a file, or write the stream format.',
  });
}

/** A dictionary of one of the columns, and where its batches go. */
interface NeededDictionary {
  readonly column: string;
  readonly storage: DictionaryStorage;
  readonly dictionary: PipedDictionary;
}

function neededDictionaries(
  columns: readonly ColumnLayout[],
  dictionaries: readonly PipedDictionary[],
): NeededDictionary[] {
  const storages = columns.flatMap((column) =>
    dictionariesOf([column]).map((storage) => ({ column: column.name, storage })),
  );
  return dictionaries.flatMap((dictionary, index) => {
    const needed = storages[index];
    return needed === undefined ? [] : [{ ...needed, dictionary }];
  });
}

class OpenStream implements DumpStream {
  readonly path: string;
  readonly format: DumpFormat;
  readonly schema: Schema;
  readonly #bytes: ByteSource;
  readonly #splitter: MessageSplitter;
  #endedBy: DumpStream['endedBy'] = null;

  constructor(
    bytes: ByteSource,
    splitter: MessageSplitter,
    path: string,
    format: DumpFormat,
    schema: Schema,
  ) {
    this.#bytes = bytes;
    this.#splitter = splitter;
    this.path = path;
    this.format = format;
    this.schema = schema;
  }

  get endedBy(): DumpStream['endedBy'] {
    return this.#endedBy;
  }

  async *batches(
    columns: readonly ColumnLayout[],
    dictionaries: readonly PipedDictionary[] = [],
  ): AsyncGenerator<StreamBatch, void> {
    const needed = neededDictionaries(columns, dictionaries);
    let ended = false;
    try {
      let batch = 0;
      for (;;) {
        const message = await this.#splitter.next({ path: this.path, batch });
        if (message === 'marker' || message === 'end of file') {
          await this.#end(message, batch);
          ended = true;
          return;
        }
        if (isRecordBatch(message)) {
          yield await this.#read(message, columns, batch);
          batch += 1;
        } else await this.#readDictionary(message, needed, batch);
      }
    } finally {
      if (!ended) await this.#bytes.close();
    }
  }

  async drain(): Promise<number> {
    try {
      return this.format === 'file' ? 0 : await this.#bytes.drain();
    } finally {
      await this.#bytes.close();
    }
  }

  async #read(message: Message, columns: readonly ColumnLayout[], batch: number): Promise<StreamBatch> {
    const regions = batchRegions(message, this.schema, columns, 0);
    return { ...regions, batch, body: await this.#bytes.take(message.bodyLength) };
  }

  async #readDictionary(
    message: Message,
    needed: readonly NeededDictionary[],
    firstBatch: number,
  ): Promise<void> {
    const { id, isDelta } = dictionaryHeader(message);
    const added = needed.filter(({ storage }) => storage.id === id);
    const found = added.map(({ column, storage: { values, valuesShape } }) =>
      batchRegions(message, valuesShape, [{ name: column, storage: values }], 0),
    );
    if (added.length === 0) {
      await this.#bytes.skip(message.bodyLength);
      return;
    }
    const reader = bytesReader(await this.#bytes.take(message.bodyLength), 0, this.path);
    for (const [index, { dictionary }] of added.entries()) {
      const batch = found[index];
      const [regions] = batch?.columns ?? [];
      if (batch !== undefined && regions !== undefined)
        dictionary.add({ rows: batch.rows, codec: batch.codec, regions, reader }, isDelta, firstBatch);
    }
  }

  async #end(endedBy: 'marker' | 'end of file', batchCount: number): Promise<void> {
    if (this.format === 'file') await this.#checkFooter(endedBy, batchCount);
    this.#endedBy = this.format === 'file' ? 'footer' : endedBy;
  }

  /** The footer of the file format must have been written, and know of as many batches as came. */
  async #checkFooter(endedBy: 'marker' | 'end of file', batchCount: number): Promise<void> {
    const place: Place = { path: this.path };
    const rest = await this.#bytes.peek(longestMetadata + tailLength);
    if (endedBy === 'end of file' || rest.length < tailLength || !endsWithMagic(rest)) {
      const expected = 'an Arrow IPC file that ends with its footer and ARROW1';
      throw new ArrowError('E_TRUNCATED', place, { expected, got: 'an end without it' });
    }
    const end = rest.length - tailLength;
    const length = checkFooterLength(int32At(rest, end), end, place);
    const { blocks } = decodeFooter(rest.subarray(end - length, end), place);
    if (blocks.length === batchCount) return;
    const expected = `${blocks.length} batches as the footer says`;
    throw new ArrowError('E_METADATA', place, { expected, got: `${batchCount}` });
  }
}
