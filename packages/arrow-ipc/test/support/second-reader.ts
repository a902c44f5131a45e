import { DataType, RecordBatchReader, type Schema, UnionMode } from 'apache-arrow';
import { CompressionType } from 'apache-arrow/fb/compression-type';
import { DictionaryBatch } from 'apache-arrow/fb/dictionary-batch';
import { Footer } from 'apache-arrow/fb/footer';
import { Message as FbMessage } from 'apache-arrow/fb/message';
import { MessageHeader } from 'apache-arrow/fb/message-header';
import { MetadataVersion } from 'apache-arrow/fb/metadata-version';
import { RecordBatch } from 'apache-arrow/fb/record-batch';
import { ByteBuffer } from 'flatbuffers';
import { bitAt, type Cell, type Scalar, scalarReaders } from './chunk-values.ts';
import { secondDecoders } from './second-decoders.ts';

/**
 * A dump read for a second time, by other means: the schema as apache-arrow decodes it, bytes by the text of the format,
 * value by value, without a check. What it reads of a sound dump is right; of others nobody knows.
 */
export interface SecondReading {
  readonly names: readonly string[];
  /** The cells of a column; null if it is of a type, or compressed in a way, that this reader does not read. */
  readonly cells: (column: number) => readonly Cell[] | null;
}

/** The rows of what a type stores, or null for types that are only passed by. */
type Values = (() => readonly Cell[]) | null;
type Dictionaries = ReadonlyMap<number, readonly Values[]>;

interface Piece {
  readonly message: FbMessage;
  readonly body: Uint8Array;
}

/** @returns null for types that apache-arrow does not know */
export function arrowSchema(bytes: Uint8Array): Schema | null {
  try {
    return RecordBatchReader.from(bytes).open().schema;
  } catch {
    return null;
  }
}

/**
 * @param schema of the dump before it was damaged: apache-arrow goes astray in some that are
 * @throws whatever comes of bytes that are no dump
 */
export function secondReading(bytes: Uint8Array, schema: Schema): SecondReading {
  const isFile = Buffer.from(bytes.subarray(0, 6)).equals(Buffer.from('ARROW1'));
  const pieces = isFile ? filePieces(bytes) : streamPieces(bytes);
  const dictionaries = new Map<number, readonly Values[]>();
  const batches: (readonly Values[])[] = [];
  for (const { message, body } of pieces) {
    if (message.headerType() === MessageHeader.DictionaryBatch) {
      // Of one that no column needs, nobody looks inside.
      if (schema.dictionaries.size === 0) continue;
      const header = headerOf(message, new DictionaryBatch());
      const id = Number(header.id());
      const values = dictionaryValues(header, schema.dictionaries.get(id), message, body, dictionaries);
      dictionaries.set(id, header.isDelta() ? [...(dictionaries.get(id) ?? []), values] : [values]);
    } else if (message.headerType() === MessageHeader.RecordBatch) {
      const batch = headerOf(message, new RecordBatch());
      const walk = new Walk(batch, body, message.version(), new Map(dictionaries));
      batches.push(schema.fields.map(({ type }) => walk.next(type)));
    }
  }
  const cells = (column: number): readonly Cell[] | null => {
    const parts = batches.map((batch) => batch[column] ?? null);
    const known = parts.filter((part) => part !== null);
    return known.length === parts.length ? known.flatMap((part) => part()) : null;
  };
  return { names: schema.fields.map(({ name }) => name), cells };
}

function headerOf<T extends RecordBatch | DictionaryBatch>(message: FbMessage, empty: T): T {
  const header: T | null = message.header(empty);
  if (header === null) throw new Error('no header');
  return header;
}

/** Nobody but the rows knows whether a dictionary is needed: what is wrong with it is thrown when it is. */
function dictionaryValues(
  header: DictionaryBatch,
  type: DataType | undefined,
  message: FbMessage,
  body: Uint8Array,
  before: Dictionaries,
): Values {
  const known = new Map(before);
  return () => {
    const batch = header.data();
    if (type === undefined || batch === null) throw new Error('a dictionary of nothing');
    const values = new Walk(batch, body, message.version(), known).next(type);
    if (values === null) throw new Error('a dictionary of values that are not read');
    return values();
  };
}

function int32At(bytes: Uint8Array, position: number): number {
  return new DataView(bytes.buffer, bytes.byteOffset).getInt32(position, true);
}

/** A message with its prefix of 8 bytes, or of 4 as it was before 0.15; null for an end marker. */
function messageAt(bytes: Uint8Array, position: number): { message: FbMessage; end: number } | null {
  const isLegacy = int32At(bytes, position) !== -1;
  const start = position + (isLegacy ? 4 : 8);
  const length = int32At(bytes, start - 4);
  if (length === 0) return null;
  const metadata = bytes.subarray(start, start + length);
  return { message: FbMessage.getRootAsMessage(new ByteBuffer(metadata)), end: start + length };
}

function streamPieces(bytes: Uint8Array): readonly Piece[] {
  const pieces: Piece[] = [];
  for (let position = 0; position < bytes.length;) {
    const found = messageAt(bytes, position);
    if (found === null) break;
    const { message, end } = found;
    position = end + Number(message.bodyLength());
    pieces.push({ message, body: bytes.subarray(end, position) });
  }
  return pieces;
}

function filePieces(bytes: Uint8Array): readonly Piece[] {
  const end = bytes.length - 10;
  const footer = Footer.getRootAsFooter(new ByteBuffer(bytes.subarray(end - int32At(bytes, end), end)));
  const blocks = [
    ...Array.from({ length: footer.dictionariesLength() }, (_, index) => footer.dictionaries(index)),
    ...Array.from({ length: footer.recordBatchesLength() }, (_, index) => footer.recordBatches(index)),
  ];
  return blocks.map((block) => {
    const position = Number(block?.offset());
    const found = messageAt(bytes, position);
    if (block === null || found === null) throw new Error(`no message at ${position}`);
    const start = position + block.metaDataLength();
    return { message: found.message, body: bytes.subarray(start, start + Number(block.bodyLength())) };
  });
}

/** Takes the nodes and buffers of a batch one after another, and reads no byte before it is asked to. */
class Walk {
  readonly #batch: RecordBatch;
  readonly #body: Uint8Array;
  readonly #version: MetadataVersion;
  readonly #dictionaries: Dictionaries;
  #node = 0;
  #buffer = 0;
  #variadic = 0;

  constructor(batch: RecordBatch, body: Uint8Array, version: MetadataVersion, dictionaries: Dictionaries) {
    this.#batch = batch;
    this.#body = body;
    this.#version = version;
    this.#dictionaries = dictionaries;
  }

  next(type: DataType): Values {
    const node = this.#batch.nodes(this.#node);
    this.#node += 1;
    const [length, nullCount] = [Number(node?.length() ?? 0n), Number(node?.nullCount() ?? 0n)];
    if (DataType.isNull(type)) return () => Array.from({ length }, () => null);
    if (DataType.isUnion(type)) return this.#passUnion(type.children, type.mode === UnionMode.Dense);
    const validity = this.#take();
    const isValid = (): ((index: number) => boolean) => {
      if (length === 0 || nullCount === 0) return () => true;
      const bits = validity();
      // Not counted, and left out.
      return nullCount === -1 && bits.length === 0 ? () => true : (index) => bitAt(bits, index);
    };
    const values = this.#valuesOf(type, length);
    if (values === null) return null;
    return () => {
      if (length === 0) return [];
      const valid = isValid();
      const valueAt = values();
      return Array.from({ length }, (_, index) => (valid(index) ? valueAt(index) : null));
    };
  }

  /** What follows the validity: buffers of the type's own, then its children. */
  #valuesOf(type: DataType, length: number): (() => (index: number) => Cell) | null {
    if (DataType.isDictionary(type)) return this.#dictionaryValues(type.id, type.indices);
    if (DataType.isDecimal(type)) return decimals(this.#take(), type.bitWidth / 8, type.scale);
    const scalar = scalarType(type);
    if (scalar !== null) {
      const data = this.#take();
      return () => {
        const view = viewOf(data());
        return (index) => scalarReaders[scalar](view, index);
      };
    }
    if (DataType.isUtf8(type) || DataType.isLargeUtf8(type)) {
      const [offsets, bytes] = [this.#take(), this.#take()];
      return () => textsBetween(offsetsOf(offsets(), DataType.isLargeUtf8(type)), bytes());
    }
    if (DataType.isUtf8View(type)) return textViews(this.#take(), this.#variadics());
    if (DataType.isBinaryView(type)) return passed(this.#take(), this.#variadics());
    if (DataType.isList(type) || DataType.isLargeList(type)) {
      const offsets = this.#take();
      return lists(this.#childrenOf(type), () => offsetsOf(offsets(), DataType.isLargeList(type)), length);
    }
    if (DataType.isFixedSizeList(type))
      return lists(this.#childrenOf(type), () => (index) => index * type.listSize, length);
    return this.#pass(type);
  }

  /** Types that are not read, but stand between those that are. */
  #pass(type: DataType): null {
    if (DataType.isBinary(type) || DataType.isLargeBinary(type)) passed(this.#take(), this.#take());
    else if (!DataType.isStruct(type)) this.#take();
    for (const child of type.children ?? []) this.next(child.type);
    return null;
  }

  #passUnion(children: DataType['children'], isDense: boolean): null {
    if (this.#version < MetadataVersion.V5) this.#take();
    this.#take();
    if (isDense) this.#take();
    for (const child of children ?? []) this.next(child.type);
    return null;
  }

  #childrenOf(type: DataType): Values {
    const [child] = type.children;
    if (child === undefined) throw new Error('a list of nothing');
    return this.next(child.type);
  }

  #dictionaryValues(id: number, indexType: DataType): () => (index: number) => Cell {
    const indices = this.#take();
    const scalar = scalarType(indexType);
    const parts = this.#dictionaries.get(id) ?? [];
    if (scalar === null) throw new Error('indices that are no integers');
    return () => {
      const view = viewOf(indices());
      const values = parts.flatMap((part) => part?.() ?? []);
      return (index) => {
        const value = values[Number(scalarReaders[scalar](view, index))];
        if (value === undefined) throw new Error('an index beyond its dictionary');
        return value;
      };
    };
  }

  #variadics(): readonly (() => Uint8Array)[] {
    const count = Number(this.#batch.variadicBufferCounts(this.#variadic) ?? 0n);
    this.#variadic += 1;
    return Array.from({ length: count }, () => this.#take());
  }

  #take(): () => Uint8Array {
    const index = this.#buffer;
    this.#buffer += 1;
    let known: Uint8Array | null = null;
    return () => {
      known ??= this.#decoded(this.#stored(index));
      return known;
    };
  }

  #stored(index: number): Uint8Array {
    const region = this.#batch.buffers(index);
    if (region === null) throw new Error('too few buffers');
    const start = Number(region.offset());
    return this.#body.subarray(start, start + Number(region.length()));
  }

  #decoded(stored: Uint8Array): Uint8Array {
    const compression = this.#batch.compression();
    if (compression === null || stored.length === 0) return stored;
    const told = Number(viewOf(stored).getBigInt64(0, true));
    const frames = stored.subarray(8);
    if (told === -1) return frames;
    const decode = secondDecoders[compression.codec() === CompressionType.ZSTD ? 'zstd' : 'lz4'];
    if (decode === null) throw new NoDecoder();
    // The length in front is another matter: where the last byte of a text is not asked for, nobody looks at it.
    return decode(frames);
  }
}

/** There is nothing to decode with on this machine. */
export class NoDecoder extends Error {}

function passed(..._buffers: readonly unknown[]): null {
  return null;
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function scalarType(type: DataType): keyof typeof scalarReaders | null {
  if (DataType.isBool(type)) return 'bool';
  if (DataType.isInt(type)) {
    const name = `${type.isSigned ? 'int' : 'uint'}${type.bitWidth}` as const;
    return name;
  }
  if (!DataType.isFloat(type)) return null;
  return (['float16', 'float32', 'float64'] as const)[type.precision] ?? null;
}

function offsetsOf(bytes: Uint8Array, isLarge: boolean): (index: number) => number {
  const view = viewOf(bytes);
  const read = scalarReaders[isLarge ? 'int64' : 'int32'];
  return (index) => Number(read(view, index));
}

const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });

function textsBetween(offsetAt: (index: number) => number, bytes: Uint8Array): (index: number) => Cell {
  return (index) => utf8.decode(bytes.subarray(offsetAt(index), offsetAt(index + 1)));
}

const inlineBytes = 12;

function textViews(
  views: () => Uint8Array,
  buffers: readonly (() => Uint8Array)[],
): () => (index: number) => Cell {
  return () => {
    const bytes = views();
    const view = viewOf(bytes);
    return (index) => {
      const at = index * 16;
      const length = view.getInt32(at, true);
      if (length <= inlineBytes) return utf8.decode(bytes.subarray(at + 4, at + 4 + length));
      const buffer = buffers[view.getInt32(at + 8, true)]?.() ?? new Uint8Array(0);
      const start = view.getInt32(at + 12, true);
      return utf8.decode(buffer.subarray(start, start + length));
    };
  };
}

/** The engine's own reading of literals is correctly rounded. */
function decimals(data: () => Uint8Array, width: number, scale: number): () => (index: number) => Cell {
  return () => {
    const bytes = data();
    return (index) => {
      const bigEndian = bytes.subarray(index * width, (index + 1) * width).toReversed();
      const digits = Buffer.from(bigEndian).toString('hex');
      return Number(`${BigInt.asIntN(width * 8, BigInt(`0x${digits}`))}e${-scale}`);
    };
  };
}

/** Lists with a null are null, and booleans in lists numbers, as the package reads them. */
function lists(
  elements: Values,
  bounds: () => (index: number) => number,
  length: number,
): (() => (index: number) => Cell) | null {
  if (elements === null) return null;
  return () => {
    const [all, boundAt] = [length === 0 ? [] : elements(), bounds()];
    return (index) => {
      const list = all.slice(boundAt(index), boundAt(index + 1)).filter(isScalar);
      const isWhole = list.length === boundAt(index + 1) - boundAt(index);
      return isWhole ? list.map((value) => (typeof value === 'boolean' ? Number(value) : value)) : null;
    };
  };
}

function isScalar(cell: Cell): cell is Scalar {
  return cell !== null && typeof cell !== 'object';
}
