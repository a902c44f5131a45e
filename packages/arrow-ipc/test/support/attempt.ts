import { ArrowError, type Dump, openDump, resolveColumn, type Schema } from '../../src/index.ts';
import type { Cell } from './chunk-values.ts';
import { openPipe, readDump, readStream } from './read-all.ts';

/** What came of bytes that may be corrupted: `read`, or codes of the errors. Any other error is thrown on. */
export function attemptFile(path: string): string[] {
  const opened = codeOf(() => openDump(path));
  if (typeof opened === 'string') return [opened];
  const names = columnsOf(opened.schema, path);
  if (names.length === 0) return ['opened, no column to read'];
  return [...new Set(names.map((name) => attemptColumn(opened, name)))];
}

function attemptColumn(dump: Dump, name: string): string {
  const column = codeOf(() => resolveColumn(dump.schema, name, dump.path, 'numbers or texts'));
  if (typeof column === 'string') return column;
  const cells = codeOf(() => readDump(dump, [column], 1000));
  return typeof cells === 'string' ? cells : 'read';
}

export async function attemptPipe(bytes: Uint8Array): Promise<string> {
  const read = await attemptPipedCells(bytes);
  return typeof read === 'string' ? read : 'read';
}

/** The cells of every column that can be read, by their names; or the code of the error that refuses one of them. */
export async function attemptPipedCells(
  bytes: Uint8Array,
): Promise<ReadonlyMap<string, readonly Cell[]> | string> {
  try {
    const stream = await openPipe(bytes, 'pipe', 333);
    const columns = columnsOf(stream.schema, 'pipe')
      .map((name) => codeOf(() => resolveColumn(stream.schema, name, 'pipe', 'numbers or texts')))
      .filter((column) => typeof column !== 'string');
    const cells = await readStream(stream, columns);
    return new Map(columns.map(({ name }, index) => [name, cells[index] ?? []]));
  } catch (error) {
    return arrowCode(error);
  }
}

function columnsOf(schema: Schema, path: string): string[] {
  const names = schema.fields.map(({ name }) => name);
  return names.filter(
    (name) => typeof codeOf(() => resolveColumn(schema, name, path, 'numbers or texts')) !== 'string',
  );
}

function codeOf<T>(action: () => T): T | string {
  try {
    return action();
  } catch (error) {
    return arrowCode(error);
  }
}

export function arrowCode(error: unknown): string {
  if (!(error instanceof ArrowError)) throw error;
  if (error.message.includes('\n')) throw new Error(`more than one line: ${error.message}`);
  return error.code;
}
