import {
  ChunkBuffers,
  PipedDictionary,
  SharedValues,
  bitsPerValue,
  dictionariesOf,
  planRows,
  tableSource,
} from '@offmark/arrow-ipc/rows';
import type {
  BatchRows,
  BatchTable,
  ByteReader,
  ColumnChunk,
  ColumnLayout,
  TextTable,
} from '@offmark/arrow-ipc/rows';
import { BlockEvaluator, LossError, RowError, chunkRows } from '@offmark/losses';
import type { Backend, ColumnLayouts, LossState, Measure } from '@offmark/losses';
import { CauseScanner } from '../causes/cause-scanner.ts';
import { inputError } from '../errors.ts';
import { itemAt } from '../item-at.ts';
import { byRole, columnPlaces, rolePlaces } from '../plan.ts';
import type { InputPlan, ScoringPlan } from '../plan.ts';
import { ChunkDigester } from '../partial/input-digest.ts';
import { rowFailure, whereFailure } from './row-failure.ts';
import { RowFilter } from './row-filter.ts';
import type { ScanState } from './scan-state.ts';
import { Slicer } from '../slices/slicer.ts';
import type { SliceKeys } from '../slices/slicer.ts';
import { WhereRowError } from '../where/number-vectors.ts';

/** Consecutive rows of one input that make one leaf of the merge tree. */
export interface Chunk {
  /** Counted over all inputs, in their order. */
  readonly index: number;
  /** The chunk's first row, counted from the input's first. */
  readonly firstRow: number;
  readonly rows: number;
}

/** A chunk, and which batches its rows are of. */
export interface PlacedChunk extends Chunk {
  readonly pieces: () => Iterable<BatchRows>;
}

/** Consecutive rows of a chunk, in memory. Plain data. */
export interface RowSegment {
  readonly rows: number;
  readonly columns: readonly ColumnChunk[];
}

/** A chunk's rows that came through a pipe, and which batches they are of. Plain data. */
export interface RowsInMemory {
  readonly segments: readonly RowSegment[];
  readonly pieces: readonly BatchRows[];
  /** For the digest, by column: its texts in the order of their first rows; null for a column that has none. */
  readonly texts?: readonly (readonly string[] | null)[];
}

/** Bytes of a column that are read at a time: what stays in the cache, and is no smaller than reads cost. */
const readBytes = 256 * 1024;
function rowsPerRead(layouts: readonly ColumnLayout[]): number {
  const widest = Math.max(...layouts.map(({ type, classes }) => (bitsPerValue(type) / 8) * (classes ?? 1)));
  return Math.max(8, Math.min(chunkRows, Math.floor(readBytes / widest / 8) * 8));
}

/** What is kept of an input's columns from chunk to chunk; its dictionaries are read once for all of them. */
function openShared({ layouts, dictionaries }: InputPlan): SharedValues {
  const tables = dictionaries?.tables.map(tableSource);
  // Without them the rows come with the task, looked up already.
  const sources = tables ?? dictionariesOf(layouts).map(() => new PipedDictionary());
  return new SharedValues(layouts, sources);
}

function openBuffers({ path, layouts }: InputPlan, shared: SharedValues, backend: Backend): ChunkBuffers {
  return new ChunkBuffers(layouts, rowsPerRead(layouts), backend.allocate, path, shared);
}

/** Scores the chunks of one input: its columns in, the state of a chunk out. Not to be used after it threw. */
export class ChunkScorer {
  readonly #input: InputPlan;
  /** By prediction: where its losses find their columns, and what evaluates them. */
  readonly #predictions: readonly Prediction[];
  readonly #shared: SharedValues;
  readonly #buffers: ChunkBuffers;
  /** null if every row counts. */
  readonly #filter: RowFilter | null;
  /** null if nobody asks for digests. */
  readonly #digester: ChunkDigester | null;
  #filtered = 0;
  /** null if nothing is asked of groups of rows. */
  readonly #slicer: Slicer | null;
  /** null if nothing is asked of single rows. */
  readonly #causes: CauseScanner | null;

  /**
   * @param losses   those of the plan
   * @param backend  gives the memory that columns are read into
   * @throws         E_CLASS_COUNT, E_MEMORY
   */
  constructor(plan: ScoringPlan, losses: readonly Measure[], input: InputPlan, backend: Backend) {
    this.#input = input;
    this.#predictions = plan.predictions.map((_, prediction) => {
      const places = rolePlaces(plan, prediction);
      return { places, evaluator: makeEvaluator(plan, losses, input, places, backend) };
    });
    const shared = openShared(input);
    this.#shared = shared;
    this.#buffers = openBuffers(input, shared, backend);
    this.#digester = plan.digests ? new ChunkDigester(input.layouts) : null;
    this.#filter =
      plan.where === null ? null : new RowFilter(plan.where, input.layouts, columnPlaces(plan), backend);
    this.#slicer = makeSlicer(plan, losses, input, backend, shared);
    this.#causes = makeCauseScanner(plan, losses, input, backend, shared);
  }

  /**
   * Reads a chunk's rows from the file, as many at a time as the buffers hold, and scores them.
   * @param table  of the file's batches
   * @throws E_TRUNCATED, E_INPUT_READ, or what is wrong with a row, with its place
   */
  score(chunk: Chunk, table: BatchTable, reader: ByteReader): ScanState {
    const pieces = (): ReturnType<typeof planRows> => planRows(table, chunk.firstRow, chunk.rows);
    const placed = { ...chunk, pieces };
    let scored = 0;
    for (const piece of pieces()) {
      for (let row = 0; row < piece.rows;) {
        const rows = Math.min(piece.rows - row, this.#buffers.capacity - this.#buffers.rows);
        this.#buffers.append({ ...piece, row: piece.row + row, rows }, reader);
        row += rows;
        if (this.#buffers.rows === this.#buffers.capacity) scored += this.#scoreBuffers(placed, scored);
      }
    }
    this.#scoreBuffers(placed, scored);
    return this.#take(placed);
  }

  /**
   * Scores a chunk whose columns are in memory.
   * @throws what is wrong with a row, with its place
   */
  scoreRows(chunk: Chunk, { segments, pieces }: RowsInMemory): ScanState {
    const placed = { ...chunk, pieces: () => pieces };
    let scored = 0;
    for (const { rows, columns } of segments) {
      this.#add(placed, columns, scored, rows);
      scored += rows;
    }
    return this.#take(placed);
  }

  /**
   * The digest of the chunk that was scored last.
   * @param source  where its rows were
   * @throws        RangeError if the plan asks for none
   */
  takeDigest({ firstRow }: Chunk, source: BatchTable | RowsInMemory): string {
    if (this.#digester === null) throw new RangeError('no digests in the plan');
    const { layouts } = this.#input;
    return this.#digester.take(firstRow / chunkRows, (column, codes) => {
      if ('segments' in source) return source.texts?.[column] ?? [];
      const table = this.#shared.texts(itemAt(layouts, column));
      return codes.map((code) => table.text(code));
    });
  }

  /** Lets go of what it read with, for the scorers after it. */
  close(): void {
    this.#buffers.close();
  }

  /** What numbers of slices stand for, by grouping: those that this numbering was not told before. */
  newSliceKeys(numbering: number): readonly SliceKeys[] {
    return this.#slicer?.newKeys(numbering) ?? [];
  }

  #scoreBuffers(chunk: PlacedChunk, scored: number): number {
    const { rows, columns } = this.#buffers;
    this.#add(chunk, columns, scored, rows);
    this.#buffers.clear();
    return rows;
  }

  #take(chunk: PlacedChunk): ScanState {
    const filtered = this.#filtered;
    this.#filtered = 0;
    return {
      losses: this.#takeLosses(),
      filtered,
      ...this.#slicer?.take(),
      ...(this.#causes === null ? {} : { causes: this.#causes.take(this.#input.path, chunk) }),
    };
  }

  /** The states of the chunk, in the order of `entriesOf`. */
  #takeLosses(): readonly LossState[] {
    const states = this.#predictions.map(({ evaluator }) => evaluator.take());
    return (states[0] ?? []).flatMap((_, loss) => states.map((ofPrediction) => itemAt(ofPrediction, loss)));
  }

  /** Adds rows of the chunk, those that the filter keeps. @param scored  rows of the chunk before these */
  #add(chunk: PlacedChunk, columns: readonly ColumnChunk[], scored: number, rows: number): void {
    this.#digester?.add(columns, rows);
    if (this.#filter === null) {
      this.#addRows(chunk, columns, 0, rows, (row) => scored + row);
      return;
    }
    this.#filtered += rows;
    try {
      for (const { columns: kept, from, count, origin } of this.#filter.windows(columns, rows)) {
        this.#filtered -= count;
        this.#addRows(chunk, kept, from, count, (row) => scored + origin(row));
      }
    } catch (error) {
      throw error instanceof WhereRowError
        ? whereFailure(error, this.#input, chunk, scored + error.row)
        : error;
    }
  }

  /** @param origin  of a row of the columns, counted from the chunk's first */
  #addRows(
    chunk: PlacedChunk,
    columns: readonly ColumnChunk[],
    from: number,
    count: number,
    origin: (row: number) => number,
  ): void {
    const failures: Failure[] = [];
    for (const { places, evaluator } of this.#predictions) {
      try {
        evaluator.add(byRole(columns, places), from, count);
      } catch (error) {
        if (!(error instanceof RowError)) throw error;
        failures.push({ error, places });
      }
    }
    // The first row of all predictions, wherever rows are cut.
    const [first] = failures.toSorted((a, b) => a.error.row - b.error.row);
    if (first !== undefined) throw this.#rowFailure(first, chunk, origin);
    this.#slicer?.add(columns, from, count, chunk.index, origin);
    this.#causes?.add(columns, byRole(columns, itemAt(this.#predictions, 0).places), from, count, origin);
  }

  #rowFailure({ error, places }: Failure, chunk: PlacedChunk, origin: (row: number) => number): Error {
    const { name, storage } = itemAt(this.#input.layouts, places.get(error.role) ?? -1);
    const column = storage.kind === 'columns' ? itemAt(storage.names, error.index) : name;
    return rowFailure(error, this.#input, column, chunk, origin(error.row));
  }
}

/** What evaluates the losses of one column of predictions. */
interface Prediction {
  readonly places: ReadonlyMap<string, number>;
  readonly evaluator: BlockEvaluator;
}

/** A row that breaks the rules of one prediction's losses. */
interface Failure {
  readonly error: RowError;
  readonly places: ReadonlyMap<string, number>;
}

/** The texts of rows that come with the task are read, and known, in another thread. */
function textsIn({ version }: InputPlan, shared: SharedValues): (layout: ColumnLayout) => TextTable | null {
  return (layout) => (version === null ? null : shared.texts(layout));
}

function makeCauseScanner(
  plan: ScoringPlan,
  losses: readonly Measure[],
  input: InputPlan,
  backend: Backend,
  shared: SharedValues,
): CauseScanner | null {
  if (plan.causes === null) return null;
  const { policies } = plan;
  const layouts = byRole(input.layouts, rolePlaces(plan, 0));
  const scanned = { losses, layouts: input.layouts, byRole: layouts, policies, backend };
  return new CauseScanner(plan.causes, scanned, columnPlaces(plan), textsIn(input, shared));
}

function makeSlicer(
  plan: ScoringPlan,
  losses: readonly Measure[],
  input: InputPlan,
  backend: Backend,
  shared: SharedValues,
): Slicer | null {
  if (plan.slices === null) return null;
  const roles = plan.predictions.map((_, prediction) => rolePlaces(plan, prediction));
  const columns = {
    layouts: input.layouts,
    roles,
    extras: columnPlaces(plan),
    textsOf: textsIn(input, shared),
  };
  return new Slicer(plan.slices, losses, plan.policies, backend, columns, plan.sum);
}

function makeEvaluator(
  plan: ScoringPlan,
  losses: readonly Measure[],
  { path, layouts }: InputPlan,
  places: ReadonlyMap<string, number>,
  backend: Backend,
): BlockEvaluator {
  const columns: ColumnLayouts = byRole(layouts, places);
  try {
    return new BlockEvaluator(losses, columns, plan.policies, backend, plan.sum);
  } catch (error) {
    if (!(error instanceof LossError)) throw error;
    const { code, place, expected, got, next } = error;
    // The loss knows its columns by their roles, people by their names.
    const at = places.get(place);
    const name = at === undefined ? place : `column "${itemAt(layouts, at).name}"`;
    throw inputError(code, { place: name === '' ? path : `${path}, ${name}`, expected, got, next });
  }
}
