import {
  ArrowError,
  bytesReader,
  ChunkBuffers,
  type ColumnLayout,
  dictionariesOf,
  type Dump,
  type DumpStream,
  measureBatch,
  measureLists,
  openFileReader,
  openStream,
  PipedDictionary,
  planRows,
  readBatches,
  readDictionaries,
  SharedValues,
  type StreamBatch,
  tableSource,
  withClasses,
} from '../../src/index.ts';
import { type Cell, cellsOf } from './chunk-values.ts';

/** Every row of the columns, read chunk by chunk. */
export function readDump(dump: Dump, unmeasured: readonly ColumnLayout[], chunkRows: number): Cell[][] {
  const table = readBatches(dump, unmeasured);
  const columns = measured(measureLists(dump.path, unmeasured, table));
  const shared = new SharedValues(columns, readDictionaries(dump, columns).map(tableSource));
  const reader = openFileReader(dump.path);
  try {
    const step = Math.max(1, Math.min(chunkRows, table.rowCount));
    const buffers = new ChunkBuffers(columns, step, undefined, dump.path, shared);
    const cells: Cell[][] = columns.map(() => []);
    for (let row = 0; row < table.rowCount; row += step) {
      buffers.load(planRows(table, row, Math.min(step, table.rowCount - row)), reader);
      collect(buffers, shared, cells);
    }
    return cells;
  } finally {
    reader.close();
  }
}

/** One row of a column, or the code of the error that refuses it. */
export function readRow(dump: Dump, column: ColumnLayout, row: number): Cell | undefined {
  const table = readBatches(dump, [column]);
  const shared = new SharedValues([column], readDictionaries(dump, [column]).map(tableSource));
  const buffers = new ChunkBuffers([column], 1, undefined, dump.path, shared);
  const reader = openFileReader(dump.path);
  try {
    buffers.load(planRows(table, row, 1), reader);
    return buffers.columns.flatMap((chunk) => cellsOf(chunk, 1))[0];
  } catch (error) {
    if (error instanceof ArrowError) return error.code;
    throw error;
  } finally {
    reader.close();
  }
}

/** Every row of the columns of a stream, in chunks of one batch each. */
export async function readStream(stream: DumpStream, unmeasured: readonly ColumnLayout[]): Promise<Cell[][]> {
  const cells: Cell[][] = unmeasured.map(() => []);
  const dictionaries = dictionariesOf(unmeasured).map(() => new PipedDictionary());
  const waiting: StreamBatch[] = [];
  let columns = unmeasured;
  let shared: SharedValues | null = null;
  const readWaiting = (): void => {
    columns = measured(columns);
    shared ??= new SharedValues(columns, dictionaries);
    for (const batch of waiting.splice(0)) {
      const buffers = new ChunkBuffers(columns, batch.rows, undefined, stream.path, shared);
      buffers.append({ ...batch, row: 0 }, bytesReader(batch.body));
      collect(buffers, shared, cells);
    }
  };
  for await (const batch of stream.batches(unmeasured, dictionaries)) {
    columns = measureBatch(columns, { ...batch, row: 0 }, bytesReader(batch.body), stream.path);
    waiting.push(batch);
    if (columns.every(({ classes }) => classes !== 0)) readWaiting();
  }
  readWaiting();
  return cells;
}

/** Where all lists are null, any length will do. */
function measured(columns: readonly ColumnLayout[]): readonly ColumnLayout[] {
  return columns.map((column) => withClasses(column, 1));
}

/** Texts without labels come as texts. */
function collect(buffers: ChunkBuffers, shared: SharedValues, cells: readonly Cell[][]): void {
  for (const [index, chunk] of buffers.columns.entries()) {
    const column = shared.columns[index];
    const read = cellsOf(chunk, buffers.rows);
    const isText = column?.isText ?? false;
    if (!isText || column === undefined) cells[index]?.push(...read);
    else
      cells[index]?.push(
        ...read.map((cell) => (cell === null ? null : shared.texts(column).text(Number(cell)))),
      );
  }
}

/** A pipe that gives the bytes in pieces of this size. */
export async function* pipeOf(bytes: Uint8Array, pieceLength: number): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += pieceLength) {
    yield bytes.slice(start, start + pieceLength);
  }
}

export function openPipe(bytes: Uint8Array, path = 'pipe', pieceLength = 1000): Promise<DumpStream> {
  return openStream(pipeOf(bytes, pieceLength), path);
}
