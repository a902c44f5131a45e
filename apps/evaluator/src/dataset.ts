import { Readable } from 'node:stream';
import { bitsPerValue, isCompressed, openStream, planRows, runEnd } from '@offmark/arrow-ipc';
import type { ColumnLayout, Schema } from '@offmark/arrow-ipc';
import type { Measure } from '@offmark/losses';
import { chunkRows } from '@offmark/losses';
import { bindDump, settle, settledDump } from './bound-dump.ts';
import type { BoundDump, Settled } from './bound-dump.ts';
import { bindColumns, checkClasses } from './columns.ts';
import { bindExtras } from './extra-columns.ts';
import type { ExtraColumns } from './extra-columns.ts';
import { inputError } from './errors.ts';
import { standardInput } from './inputs.ts';
import { PipeInput } from './pipe-input.ts';
import type { ColumnNames, ScoringPlan } from './plan.ts';
import type { Job } from './scheduler.ts';

/** Chunks of a task at most: about a million rows, so that tasks cost nothing beside their rows. */
const mostChunksPerTask = 16;
/** Tasks for each thread at least, so that all end at about the same time. */
const leastTasksPerThread = 4;

/** What a report says of an input. */
export interface InputSummary {
  readonly path: string;
  readonly format: 'file' | 'stream';
  /** In bytes; null for a pipe. */
  readonly size: number | null;
  readonly rows: number;
  readonly batches: number;
  readonly endedBy: 'footer' | 'marker' | 'end of file';
}

/** A file that was opened and planned, or standard input, that is yet to be read. */
type Opened = BoundDump | { readonly kind: 'pipe' };

/** All inputs of a job, as a sequence of tasks over the chunks of all of them. */
export class Dataset {
  readonly #opened: readonly Opened[];
  readonly #names: ColumnNames;
  readonly #losses: readonly Measure[];
  readonly #extras: ExtraColumns;
  readonly #stdin: () => AsyncIterable<Uint8Array>;
  readonly #settled: Settled;
  readonly #summaries: InputSummary[] = [];

  /**
   * Opens every file and finds its batches; reads nothing of standard input yet.
   * @param classes  the names of the classes, if they are given
   * @throws what `bindDump`, `bindColumns`, `bindExtras` and `settle` throw; E_CLASS_COUNT
   */
  constructor(
    paths: readonly string[],
    names: ColumnNames,
    losses: readonly Measure[],
    extras: ExtraColumns,
    stdin: () => AsyncIterable<Uint8Array>,
    classes?: readonly string[],
  ) {
    this.#names = names;
    this.#losses = losses;
    this.#extras = extras;
    this.#stdin = stdin;
    const opened = paths.map((path) =>
      path === standardInput ? { kind: 'pipe' as const } : this.#open(path),
    );
    const dumps = opened.filter((input) => input.kind === 'dump');
    this.#settled = settle(dumps, classes === undefined ? null : { names: classes, source: '--classes' });
    this.#opened = opened.map((input) => (input.kind === 'pipe' ? input : settledDump(input, this.#settled)));
    for (const input of this.#opened) {
      if (input.kind === 'dump') this.#checkClasses(input.dump.path, input.layouts);
    }
  }

  #open(path: string): BoundDump {
    const bound = bindDump(path, (schema) => this.#bind(schema, path));
    checkEnd(path, bound.dump.trailingBytes);
    return bound;
  }

  #checkClasses(path: string, layouts: readonly ColumnLayout[]): void {
    const first = this.#opened.find((opened) => opened.kind === 'dump');
    if (first !== undefined) checkClasses(path, layouts, { path: first.dump.path, layouts: first.layouts });
  }

  /** The columns of the roles, then the extra ones. */
  #bind(schema: Schema, path: string): readonly ColumnLayout[] {
    return [
      ...bindColumns(schema, this.#names, this.#losses, path),
      ...bindExtras(schema, this.#extras, path),
    ];
  }

  /** Rows of all inputs, or null if one is a pipe. */
  get rowCount(): number | null {
    let rows = 0;
    for (const opened of this.#opened) {
      if (opened.kind === 'pipe') return null;
      rows += opened.table.rowCount;
    }
    return rows;
  }

  /** Numbers per row of the widest class matrix in a file; 1 if there is none. */
  get classes(): number {
    const layouts = this.#opened.flatMap((opened) => (opened.kind === 'dump' ? opened.layouts : []));
    return Math.max(1, ...layouts.map(({ classes }) => classes ?? 1));
  }

  /** Bytes of the needed columns that have to be decompressed. */
  get compressedBytes(): number {
    let bytes = 0;
    for (const opened of this.#opened) {
      if (opened.kind === 'pipe' || !isCompressed(opened.table)) continue;
      const bits = opened.layouts.reduce(
        (sum, { type, classes }) => sum + bitsPerValue(type) * (classes ?? 1),
        0,
      );
      bytes += (opened.table.rowCount * bits) / 8;
    }
    return bytes;
  }

  /** What the classes are called, as given or as the files' dictionaries say; null if nobody says it. */
  get classNames(): readonly string[] | null {
    return this.#settled.names?.names ?? null;
  }

  /** Lets standard input go, even while it is waited for: its producer may never write again, nor end. */
  close(): void {
    const isRead = this.#opened.some(({ kind }) => kind === 'pipe');
    const stdin = isRead ? this.#stdin() : null;
    if (stdin instanceof Readable) stdin.destroy();
  }

  /** What was learnt of the inputs; complete when all jobs were asked for. */
  get summaries(): readonly InputSummary[] {
    return this.#summaries;
  }

  /** What is known of the inputs before any row is read; null if one is a pipe. */
  countedInputs(): readonly InputSummary[] | null {
    const dumps = this.#opened.filter((opened) => opened.kind === 'dump');
    return dumps.length < this.#opened.length ? null : dumps.map(summaryOf);
  }

  /**
   * The tasks in the order of the inputs and their rows. Chunks are numbered over all inputs.
   * @param isWanted  whether to score the chunk of that number; all of a pipe are
   */
  async *jobs(
    plan: ScoringPlan,
    threads: number,
    isWanted: (chunk: number) => boolean = allChunks,
  ): AsyncGenerator<Job, void> {
    this.#summaries.length = 0;
    let firstChunk = 0;
    for (const opened of this.#opened) {
      firstChunk += yield* opened.kind === 'dump'
        ? this.#dumpJobs(opened, plan, threads, firstChunk, isWanted)
        : this.#pipeJobs(plan, firstChunk);
    }
  }

  *#dumpJobs(
    { dump, layouts, table, dictionaries }: BoundDump,
    plan: ScoringPlan,
    threads: number,
    firstChunk: number,
    isWanted: (chunk: number) => boolean,
  ): Generator<Job, number> {
    const chunkCount = Math.ceil(table.rowCount / chunkRows);
    const fair = Math.floor(chunkCount / (threads * leastTasksPerThread));
    const perTask = Math.max(1, Math.min(mostChunksPerTask, fair));
    const input = { path: dump.path, layouts, dictionaries };
    const endOf = (chunk: number): number =>
      Math.ceil(runEnd(table, chunk * chunkRows, (chunk + perTask) * chunkRows) / chunkRows);
    for (const run of runsOf(chunkCount, endOf, (chunk) => isWanted(firstChunk + chunk))) {
      const chunks = run.map((chunk) => {
        const firstRow = chunk * chunkRows;
        const rows = Math.min(chunkRows, table.rowCount - firstRow);
        return { index: firstChunk + chunk, firstRow, rows, pieces: planRows(table, firstRow, rows) };
      });
      yield { task: { plan, input, chunks, segments: null } };
    }
    this.#summaries.push(summaryOf({ dump, table }));
    return chunkCount;
  }

  async *#pipeJobs(plan: ScoringPlan, firstChunk: number): AsyncGenerator<Job, number> {
    const stream = await openStream(this.#stdin(), standardInput);
    const layouts = this.#bind(stream.schema, standardInput);
    const pipe = new PipeInput(stream, layouts, this.#settled, plan, firstChunk, (known) =>
      this.#checkClasses(standardInput, known),
    );
    yield* pipe.jobs();
    checkEnd(standardInput, await stream.drain());
    const endedBy = stream.endedBy ?? 'end of file';
    const { rows, chunks, batches } = pipe;
    this.#summaries.push({ path: standardInput, format: stream.format, size: null, rows, batches, endedBy });
    return chunks;
  }
}

function summaryOf({ dump, table }: Pick<BoundDump, 'dump' | 'table'>): InputSummary {
  const { path, format, size, endedBy } = dump;
  return { path, format, size, rows: table.rowCount, batches: table.batchCount, endedBy };
}

const allChunks = (_chunk: number): boolean => true;

/** The wanted chunks in runs of consecutive ones. @param endOf where a run that begins with a chunk ends at the latest */
function* runsOf(
  chunkCount: number,
  endOf: (chunk: number) => number,
  isWanted: (chunk: number) => boolean,
): Generator<readonly number[], void> {
  let run: number[] = [];
  let end = 0;
  for (let chunk = 0; chunk < chunkCount; chunk++) {
    if (isWanted(chunk)) {
      if (run.length === 0) end = endOf(chunk);
      run.push(chunk);
    }
    if (run.length > 0 && (chunk + 1 >= end || !isWanted(chunk))) {
      yield run;
      run = [];
    }
  }
  if (run.length > 0) yield run;
}

/** Padding after a stream's marker at most; anything longer may be rows that would be lost in silence. */
const mostPadding = 8;

function checkEnd(path: string, trailingBytes: number): void {
  if (trailingBytes <= mostPadding) return;
  throw inputError('E_TRAILING_BYTES', {
    place: path,
    expected: 'nothing after the end marker of the stream',
    got: `${trailingBytes} more bytes`,
    next: 'If they are a second stream, give each as an input of its own.',
  });
}
