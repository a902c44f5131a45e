import { ChunkBuffers, bytesReader } from '@offmark/arrow-ipc/rows';
import type { ColumnLayout, RowPiece } from '@offmark/arrow-ipc/rows';
import { chunkRows } from '@offmark/losses';
import { standardInput } from './inputs.ts';
import type { ScoringPlan } from './plan.ts';
import type { Job } from './scheduler.ts';

/** A chunk that is being filled: its columns, the memory that they are in, and where the rows came from. */
interface OpenChunk {
  readonly buffers: ChunkBuffers;
  readonly memory: ArrayBuffer[];
  readonly pieces: RowPiece[];
}

/** Cuts the batches of a pipe into chunks of whole columns, each in memory of its own that goes with its task. */
export class ChunkAssembler {
  readonly #plan: ScoringPlan;
  readonly #layouts: readonly ColumnLayout[];
  readonly #firstChunk: number;
  #open: OpenChunk | undefined;
  #rows = 0;
  #chunks = 0;

  constructor(plan: ScoringPlan, layouts: readonly ColumnLayout[], firstChunk: number) {
    this.#plan = plan;
    this.#layouts = layouts;
    this.#firstChunk = firstChunk;
  }

  get rows(): number {
    return this.#rows;
  }

  get chunks(): number {
    return this.#chunks;
  }

  *add(batch: RowPiece, body: Uint8Array): Generator<Job, void> {
    const reader = bytesReader(body, 0, standardInput);
    for (let row = 0; row < batch.rows;) {
      this.#open ??= this.#newChunk();
      const { buffers, pieces } = this.#open;
      const piece = { ...batch, row, rows: Math.min(batch.rows - row, chunkRows - buffers.rows) };
      buffers.append(piece, reader);
      // Where the rows stood, for error messages; the bytes are in the buffers now.
      pieces.push({ ...piece, columns: [] });
      row += piece.rows;
      if (buffers.rows === chunkRows) yield* this.end();
    }
  }

  /** The job of the rows that are in memory. */
  *end(): Generator<Job, void> {
    if (this.#open === undefined) return;
    const { buffers, memory, pieces } = this.#open;
    const { rows, columns } = buffers;
    const chunk = { index: this.#firstChunk + this.#chunks, firstRow: this.#rows, rows, pieces };
    const input = { path: standardInput, layouts: this.#layouts };
    this.#open = undefined;
    this.#rows += rows;
    this.#chunks += 1;
    yield { task: { plan: this.#plan, input, chunks: [chunk], columns }, transfer: memory };
  }

  #newChunk(): OpenChunk {
    const memory: ArrayBuffer[] = [];
    const allocate = (byteLength: number): Uint8Array => {
      const buffer = new ArrayBuffer(byteLength);
      memory.push(buffer);
      return new Uint8Array(buffer);
    };
    return {
      buffers: new ChunkBuffers(this.#layouts, chunkRows, allocate, standardInput),
      memory,
      pieces: [],
    };
  }
}
