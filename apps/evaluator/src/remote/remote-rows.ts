import { planRows, tableSource } from '@offmark/arrow-ipc/rows';
import type { BatchTable, ColumnLayout, RowPiece } from '@offmark/arrow-ipc/rows';
import { chunkRows } from '@offmark/losses';
import { ChunkAssembler } from '../scan/chunk-assembler.ts';
import type { ScoringPlan } from '../plan.ts';
import type { Job } from '../scan/scheduler.ts';
import { hasPlainRows, spansOf } from './byte-spans.ts';
import { FetchedBytes } from './fetched-bytes.ts';
import type { RemoteDump } from './open-remote.ts';

/** Bytes that are fetched ahead of the rows that are assembled, at most, but for one piece. */
const mostAhead = 64 * 2 ** 20;
const mostPiecesAhead = 64;

interface Fetching {
  readonly piece: RowPiece;
  readonly size: number;
  readonly bytes: Promise<FetchedBytes>;
}

/**
 * The rows of a dump on a server as jobs, each with its rows: the needed bytes alone are fetched, several requests ahead.
 * @returns how many chunks there were
 */
export async function* remoteJobs(
  remote: RemoteDump,
  plan: ScoringPlan,
  firstChunk: number,
): AsyncGenerator<Job, number> {
  const { table, layouts, dictionaries, dump } = remote.bound;
  const sources = (dictionaries?.tables ?? []).map(tableSource);
  const assembler = new ChunkAssembler(plan, layouts, firstChunk, dump.path, sources);
  const pieces = piecesOf(table, layouts);
  const ahead: Fetching[] = [];
  try {
    for (;;) {
      fill(ahead, pieces, remote);
      const next = ahead.shift();
      if (next === undefined) break;
      yield* assembler.add(next.piece, (await next.bytes).reader);
    }
    yield* assembler.end();
    return assembler.chunks;
  } finally {
    assembler.close();
  }
}

/** Whole batches, or rows of a chunk where their bytes are known. */
function* piecesOf(table: BatchTable, layouts: readonly ColumnLayout[]): Generator<RowPiece, void> {
  for (let batch = 0; batch < table.batchCount; batch += 1) {
    const [first = 0, end = 0] = table.firstRows.subarray(batch, batch + 2);
    const [whole] = planRows(table, first, end - first);
    if (whole === undefined) continue;
    const step = hasPlainRows(whole, layouts) ? chunkRows : whole.rows;
    for (let row = 0; row < whole.rows; row += step) {
      yield { ...whole, row, rows: Math.min(step, whole.rows - row) };
    }
  }
}

function fill(ahead: Fetching[], pieces: Generator<RowPiece, void>, remote: RemoteDump): void {
  let bytes = ahead.reduce((sum, { size }) => sum + size, 0);
  while (ahead.length === 0 || (bytes < mostAhead && ahead.length < mostPiecesAhead)) {
    const { done, value: piece } = pieces.next();
    if (done === true) return;
    const fetching = fetchPiece(piece, remote);
    bytes += fetching.size;
    ahead.push(fetching);
  }
}

function fetchPiece(piece: RowPiece, { bound, bytes: kept, source }: RemoteDump): Fetching {
  const spans = spansOf(piece, bound.layouts);
  const bytes = new FetchedBytes(source, bound.dump.size, kept);
  const fetched = bytes.fetch(spans).then(() => bytes);
  // It is waited for in its turn: another may fail before.
  fetched.catch(() => {});
  return { piece, size: spans.reduce((sum, { start, end }) => sum + end - start, 0), bytes: fetched };
}
