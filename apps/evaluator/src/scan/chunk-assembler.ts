import { ChunkBuffers, Decompressor, SharedValues } from '@offmark/arrow-ipc/rows';
import type {
  BatchRows,
  ByteReader,
  ColumnLayout,
  DictionarySource,
  RowPiece,
  TextTable,
} from '@offmark/arrow-ipc/rows';
import { chunkRows } from '@offmark/losses';
import { itemAt } from '../item-at.ts';
import { ChunkTexts } from '../partial/chunk-texts.ts';
import { columnPlaces } from '../plan.ts';
import type { ScoringPlan } from '../plan.ts';
import type { Job } from './scheduler.ts';

/** A chunk that is being filled: its rows so far, the memory that they are in, and where they came from. */
interface OpenChunk {
  readonly segments: ChunkBuffers[];
  readonly memory: ArrayBuffer[];
  readonly pieces: BatchRows[];
  rows: number;
}

/** Texts of a column that are kept from chunk to chunk, about. */
const mostTexts = 2 ** 18;

/** A dictionary whose batches may be let go. */
type AssembledDictionary = DictionarySource & { readonly forget?: (batch: number) => void };

/**
 * Cuts the batches of a pipe into chunks of whole columns, each in memory of its own that goes with its task. Memory
 * grows with the rows that came: a chunk's next segment holds as many as all before it, so that there are few of them
 * however small the batches, and 20 wide rows take no more than 20 rows do.
 */
export class ChunkAssembler {
  readonly #plan: ScoringPlan;
  readonly #layouts: readonly ColumnLayout[];
  readonly #firstChunk: number;
  readonly #decompressor = new Decompressor();
  readonly #path: string;
  readonly #dictionaries: readonly AssembledDictionary[];
  #shared: SharedValues;
  #open: OpenChunk = emptyChunk();
  #rows = 0;
  #chunks = 0;

  /**
   * @param path         shown in errors
   * @param dictionaries those of the columns; of a pipe, filled as it is read
   */
  constructor(
    plan: ScoringPlan,
    layouts: readonly ColumnLayout[],
    firstChunk: number,
    path: string,
    dictionaries: readonly AssembledDictionary[],
  ) {
    this.#path = path;
    this.#dictionaries = dictionaries;
    this.#shared = new SharedValues(layouts, dictionaries);
    this.#plan = plan;
    this.#layouts = layouts;
    this.#firstChunk = firstChunk;
  }

  /** Lets go of what it decoded with. */
  close(): void {
    this.#decompressor.close();
  }

  get rows(): number {
    return this.#rows;
  }

  get chunks(): number {
    return this.#chunks;
  }

  /** @throws E_MEMORY, or what is wrong with a row */
  *add(batch: RowPiece, reader: ByteReader): Generator<Job, void> {
    for (let added = 0; added < batch.rows;) {
      const segment = this.#segmentFor(batch.rows - added);
      const rows = Math.min(batch.rows - added, segment.capacity - segment.rows);
      const piece = { ...batch, row: batch.row + added, rows };
      segment.append(piece, reader);
      // Where the rows stood, for error messages; the bytes are in the segment now.
      this.#open.pieces.push({ batch: piece.batch, row: piece.row, rows });
      this.#open.rows += rows;
      added += rows;
      if (this.#open.rows === chunkRows) yield* this.end();
    }
    for (const dictionary of this.#dictionaries) dictionary.forget?.(batch.batch);
  }

  /** The job of the rows that are in memory. */
  *end(): Generator<Job, void> {
    const { segments, memory, pieces, rows } = this.#open;
    if (rows === 0) return;
    const chunk = { index: this.#firstChunk + this.#chunks, firstRow: this.#rows, rows };
    const input = { path: this.#path, version: null, layouts: this.#layouts, dictionaries: null };
    const shared = this.#shared;
    this.#open = emptyChunk();
    this.#rows += rows;
    this.#chunks += 1;
    yield {
      task: {
        plan: this.#plan,
        input,
        chunks: [chunk],
        source: {
          segments: segments.map((segment) => ({ rows: segment.rows, columns: segment.columns })),
          pieces,
          ...(this.#plan.digests ? { texts: this.#textsIn(segments) } : {}),
        },
      },
      transfer: memory,
      texts: (name) => this.#textsOf(name, shared),
    };
    this.#forgetTexts();
  }

  /** Texts that are kept with rows alone may differ in each of them: their numbers begin again when there are many. */
  #forgetTexts(): void {
    if (this.#plan.slices !== null || this.#plan.causes === null) return;
    const texts = this.#layouts.filter(({ isText }) => isText);
    if (texts.every((layout) => this.#shared.texts(layout).size <= mostTexts)) return;
    this.#shared = new SharedValues(this.#layouts, this.#dictionaries);
  }

  /** The texts of each column in the order of their first rows; null for a column that has none. */
  #textsIn(segments: readonly ChunkBuffers[]): readonly (readonly string[] | null)[] {
    return this.#layouts.map((layout, i) => {
      if (!layout.isText) return null;
      const texts = new ChunkTexts();
      for (const { rows, columns } of segments) texts.number(itemAt(columns, i), rows);
      const table = this.#shared.texts(layout);
      return texts.codes.map((code) => table.text(code));
    });
  }

  /** The texts of an extra column; null if it has none. */
  #textsOf(name: string, shared: SharedValues): TextTable | null {
    const layout = this.#layouts[columnPlaces(this.#plan).get(name) ?? -1];
    return layout?.isText === true ? shared.texts(layout) : null;
  }

  /** The open chunk's last segment, or a new one if it is full. @param waiting  rows that are there to be added */
  #segmentFor(waiting: number): ChunkBuffers {
    const { segments, memory, rows } = this.#open;
    const last = segments.at(-1);
    if (last !== undefined && last.rows < last.capacity) return last;
    const capacity = Math.min(chunkRows - rows, Math.max(rows, waiting));
    const allocate = (byteLength: number): Uint8Array => {
      const buffer = new ArrayBuffer(byteLength);
      memory.push(buffer);
      return new Uint8Array(buffer);
    };
    const segment = new ChunkBuffers(
      this.#layouts,
      capacity,
      allocate,
      this.#path,
      this.#shared,
      this.#decompressor,
    );
    segments.push(segment);
    return segment;
  }
}

function emptyChunk(): OpenChunk {
  return { segments: [], memory: [], pieces: [], rows: 0 };
}
