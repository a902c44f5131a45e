import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { columnPlaces } from './column-places.ts';

/** What a reading thread is given: pieces by turns of offset and length, shared, and where the next one is counted. */
export interface ReadingPlan {
  readonly file: string;
  readonly pieces: Float64Array;
  readonly next: Int32Array;
}

/** What no program that reads can beat here: threads that read the columns' bytes and do nothing with them. */
export interface ReadCeiling {
  readonly bytes: number;
  read(): Promise<void>;
  close(): Promise<void>;
}

const pieceBytes = 256 * 1024;

function piecesOf(file: string): readonly number[] {
  return columnPlaces(file).flatMap(({ target, prediction }) =>
    [target, prediction].flatMap(({ offset, length }) =>
      Array.from({ length: Math.ceil(length / pieceBytes) }, (_, i) => [
        offset + i * pieceBytes,
        Math.min(pieceBytes, length - i * pieceBytes),
      ]).flat(),
    ),
  );
}

async function readAll(worker: Worker): Promise<void> {
  const done = once(worker, 'message');
  worker.postMessage('read');
  await done;
}

/** Threads that are up and wait: like a warm pool, but for the arithmetic. */
export function openReadCeiling(file: string, threads: number): ReadCeiling {
  const list = piecesOf(file);
  const pieces = new Float64Array(new SharedArrayBuffer(list.length * 8));
  pieces.set(list);
  const next = new Int32Array(new SharedArrayBuffer(4));
  const workerData: ReadingPlan = { file, pieces, next };
  const workers = Array.from(
    { length: threads },
    () => new Worker(new URL('read-ceiling-worker.js', import.meta.url), { workerData }),
  );
  return {
    bytes: list.reduce((sum, value, i) => sum + (i % 2 === 1 ? value : 0), 0),
    read: async () => {
      next[0] = 0;
      await Promise.all(workers.map(readAll));
    },
    close: async () => {
      await Promise.all(workers.map(async (worker) => worker.terminate()));
    },
  };
}
