import type { Schema } from '@offmark/arrow-ipc';
import type { ColumnLayout } from '@offmark/arrow-ipc/rows';
import { openDump } from '@offmark/arrow-ipc';
import { bindDump } from '../inputs/bound-dump.ts';
import type { BoundDump } from '../inputs/bound-dump.ts';
import type { Span } from './byte-spans.ts';
import { FetchedBytes } from './fetched-bytes.ts';
import { HttpSource } from './http-source.ts';
import type { HttpLimits } from './http-source.ts';

/** Fetched of both ends of a resource at first, in bytes: metadata of most files stand in them. */
const endLength = 64 * 1024;
/** What the file format begins with. */
const fileMagic = 'ARROW1';

/** A file on a server whose metadata was read: its rows are read by parts. */
export interface RemoteDump {
  readonly bound: BoundDump;
  readonly bytes: FetchedBytes;
  readonly source: HttpSource;
}

/** A dump on a server that is read from its beginning to its end. */
export interface RemoteStream {
  readonly kind: 'stream';
  readonly name: string;
  /** In bytes; null if the server doesn't say. */
  readonly size: number | null;
  readonly bytes: () => AsyncIterable<Uint8Array>;
}

/**
 * Looks at the beginning of a resource. The file format is read by parts, if the server gives them and says what would
 * tell that it has changed; whatever else is read as a stream.
 * @param signal ends whatever is under way
 * @param bind   finds the columns in the schema
 * @throws       E_HTTP, E_INPUT_READ, E_INPUT_CHANGED, and what `bindDump` throws
 */
export async function openRemote(
  name: string,
  signal: AbortSignal,
  bind: (schema: Schema, path: string) => readonly ColumnLayout[],
  limits?: HttpLimits,
): Promise<RemoteDump | RemoteStream> {
  const source = new HttpSource(name, signal, limits);
  const head = await source.fetch({ start: 0, end: endLength });
  const { isPart, size, identity } = source.answer;
  const isNamed = identity.etag !== null || identity.lastModified !== null;
  const isFile = new TextDecoder().decode(head.subarray(0, fileMagic.length)) === fileMagic;
  if (!isPart || size === null || !isNamed || !isFile) {
    return { kind: 'stream', name: source.name, size, bytes: () => source.bytes(0, null) };
  }
  return openParts(source, size, (schema) => bind(schema, source.name));
}

async function openParts(
  source: HttpSource,
  size: number,
  bind: (schema: Schema) => readonly ColumnLayout[],
): Promise<RemoteDump> {
  const bytes = new FetchedBytes(source, size);
  await bytes.fetch([
    { start: 0, end: Math.min(size, endLength) },
    { start: Math.max(0, size - endLength), end: size },
  ]);
  const dump = await bytes.whenFetched((open) => openDump(source.name, open));
  const blocks = [...dump.batches, ...dump.dictionaries.map(({ block }) => block)];
  await bytes.fetch(
    blocks.map(({ position, metadataLength }) => ({ start: position, end: position + metadataLength })),
  );
  const bound = await bytes.whenFetched((open) => bindDump(source.name, bind, open));
  await bytes.fetch(dictionarySpans(bound));
  return { bound, bytes, source };
}

/** Dictionaries are read whole, once. */
function dictionarySpans({ dictionaries }: BoundDump): readonly Span[] {
  const tables = dictionaries?.tables ?? [];
  return tables.flatMap(({ batches: { regions } }) => {
    const spans: Span[] = [];
    for (let index = 0; index < regions.length; index += 3) {
      const [start = -1, length = 0] = regions.subarray(index, index + 2);
      if (start >= 0) spans.push({ start, end: start + length });
    }
    return spans;
  });
}
