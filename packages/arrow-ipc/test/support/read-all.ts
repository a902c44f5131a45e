import {
  bytesReader,
  ChunkBuffers,
  type ColumnLayout,
  type Dump,
  type DumpStream,
  openFileReader,
  openStream,
  planRows,
  readBatches,
} from '../../src/index.ts';
import { type Cell, cellsOf } from './chunk-values.ts';

/** Every row of the columns, read chunk by chunk. */
export function readDump(dump: Dump, columns: readonly ColumnLayout[], chunkRows: number): Cell[][] {
  const table = readBatches(dump, columns);
  const reader = openFileReader(dump.path);
  try {
    const step = Math.max(1, Math.min(chunkRows, table.rowCount));
    const buffers = new ChunkBuffers(columns, step);
    const cells: Cell[][] = columns.map(() => []);
    for (let row = 0; row < table.rowCount; row += step) {
      buffers.load(planRows(table, row, Math.min(step, table.rowCount - row)), reader);
      collect(buffers, cells);
    }
    return cells;
  } finally {
    reader.close();
  }
}

/** Every row of the columns of a stream, in chunks of one batch each. */
export async function readStream(stream: DumpStream, columns: readonly ColumnLayout[]): Promise<Cell[][]> {
  const cells: Cell[][] = columns.map(() => []);
  for await (const batch of stream.batches(columns)) {
    const buffers = new ChunkBuffers(columns, batch.rows);
    buffers.append({ ...batch, row: 0 }, bytesReader(batch.body));
    collect(buffers, cells);
  }
  return cells;
}

function collect(buffers: ChunkBuffers, cells: readonly Cell[][]): void {
  for (const [index, chunk] of buffers.columns.entries()) cells[index]?.push(...cellsOf(chunk, buffers.rows));
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
