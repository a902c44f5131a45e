import { ArrowError, openDump, resolveColumn } from '../../src/index.ts';
import type { Cell } from './chunk-values.ts';
import { openPipe, readDump, readStream } from './read-all.ts';

/** What a column of a stream gives: its cells, or the message of the error that refuses it, without the path. */
export type Reading = readonly Cell[] | string;

/** @param path of a file with these bytes */
export function readingOf(path: string, name: string, chunkRows = Infinity): Reading {
  return outcomeOf(path, () => {
    const dump = openDump(path);
    const column = resolveColumn(dump.schema, name, path, 'numbers or texts');
    return readDump(dump, [column], chunkRows)[0] ?? [];
  });
}

/** The same bytes through a pipe. */
export async function pipedReadingOf(bytes: Uint8Array, name: string): Promise<Reading> {
  try {
    const stream = await openPipe(bytes, 'pipe', 333);
    const column = resolveColumn(stream.schema, name, 'pipe', 'numbers or texts');
    return (await readStream(stream, [column]))[0] ?? [];
  } catch (error) {
    return messageOf(error, 'pipe');
  }
}

function outcomeOf(path: string, read: () => Reading): Reading {
  try {
    return read();
  } catch (error) {
    return messageOf(error, path);
  }
}

function messageOf(error: unknown, path: string): string {
  if (!(error instanceof ArrowError)) throw error;
  if (error.message.includes('\n')) throw new Error(`more than one line: ${error.message}`);
  return error.message.replaceAll(path, 'dump');
}
