import { bitsPerValue, isCompressed, openStream, runEnd } from '@offmark/arrow-ipc';
import type { ColumnLayout, FileVersion, Schema } from '@offmark/arrow-ipc';
import type { Measure } from '@offmark/losses';
import { chunkRows } from '@offmark/losses';
import { checkHasNames } from './class-names.ts';
import { bindDump, settle, settledDump } from './bound-dump.ts';
import type { BoundDump, Settled } from './bound-dump.ts';
import { bindColumns, bindPredictions, checkClasses } from './columns.ts';
import { bindExtras } from './extra-columns.ts';
import type { ExtraColumns } from './extra-columns.ts';
import { inputError } from '../errors.ts';
import { standardInput } from './inputs.ts';
import type { ClassNames } from './class-names.ts';
import { PipeInput } from './pipe-input.ts';
import type { RemoteDump } from '../remote/open-remote.ts';
import { isRemote } from '../remote/remote-name.ts';
import type { ColumnNames, ScoringPlan } from '../plan.ts';
import type { Job } from '../scan/scheduler.ts';

/** Chunks of a task: about a million rows, so that tasks cost nothing beside their rows. */
const chunksPerTask = 16;
/** Of very many rows up to four million, so that what tasks leave behind does not grow with the rows. */
const mostChunksPerTask = 64;
const mostSmallTasksPerThread = 64;
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

/** What is read once from its beginning to its end: standard input, or a stream on a server. */
interface Pipe {
  readonly kind: 'pipe';
  readonly path: string;
  /** In bytes; null if nobody knows. */
  readonly size: number | null;
  readonly bytes: () => AsyncIterable<Uint8Array>;
}

/** A file that was opened and planned, here or on a server, or what is yet to be read. */
type Opened = (BoundDump & { readonly remote?: RemoteDump }) | Pipe;

/** What is asked of all inputs. */
export interface Question {
  readonly names: ColumnNames;
  /** The columns of predictions, of which the first is among the names. */
  readonly predictions: readonly string[];
  readonly losses: readonly Measure[];
  readonly extras: ExtraColumns;
  readonly stdin: () => AsyncIterable<Uint8Array>;
  /** The names of the classes, if they are given. */
  readonly classNames: readonly string[] | undefined;
  /** Whether a stream must not end without its marker. */
  readonly requireEndMarker: boolean;
}

/** All inputs of a job, as a sequence of tasks over the chunks of all of them. */
export class Dataset {
  readonly #opened: readonly Opened[];
  readonly #question: Question;
  /** Ends what is asked of servers. */
  readonly #requests: AbortController;
  readonly #settled: Settled;
  readonly #summaries: InputSummary[] = [];
  /** The class names that a pipe's dictionary gave. */
  #piped: ClassNames | null = null;

  private constructor(question: Question, opened: readonly Opened[], requests: AbortController) {
    this.#question = question;
    this.#requests = requests;
    const dumps = opened.filter((input) => input.kind === 'dump');
    const { classNames: names } = question;
    this.#settled = settle(dumps, names === undefined ? null : { names, source: '--classes' });
    this.#opened = opened.map((input) =>
      input.kind === 'pipe' ? input : { ...input, ...settledDump(input, this.#settled) },
    );
    for (const input of this.#opened) {
      if (input.kind === 'dump') this.#checkClasses(input.dump.path, input.layouts);
    }
  }

  /**
   * Opens every file, one after another, and finds its batches; reads nothing of standard input yet.
   * @throws what `openRemote`, `bindDump`, `bindColumns`, `bindExtras` and `settle` throw; E_CLASS_COUNT
   */
  static async open(paths: readonly string[], question: Question, signal?: AbortSignal): Promise<Dataset> {
    const requests = new AbortController();
    const stop = (): void => requests.abort();
    signal?.addEventListener('abort', stop);
    if (signal?.aborted === true) stop();
    try {
      const opened: Opened[] = [];
      for (const path of paths) {
        opened.push(
          isRemote(path) ? await openUrl(path, question, requests.signal) : openPath(path, question),
        );
      }
      return new Dataset(question, opened, requests);
    } catch (error) {
      stop();
      throw error;
    } finally {
      signal?.removeEventListener('abort', stop);
    }
  }

  #checkClasses(path: string, layouts: readonly ColumnLayout[]): void {
    const first = this.#opened.find((opened) => opened.kind === 'dump');
    if (first !== undefined) checkClasses(path, layouts, { path: first.dump.path, layouts: first.layouts });
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

  /** What the classes are called, as given or as dictionaries say, those of pipes once read; null if nobody says it. */
  get classNames(): readonly string[] | null {
    return (this.#settled.names ?? this.#piped)?.names ?? null;
  }

  /** Lets inputs go, even while they are waited for: a pipe's producer may never write again, nor end. */
  close(): void {
    this.#requests.abort();
    const isRead = this.#opened.some((input) => input.kind === 'pipe' && input.path === standardInput);
    const stdin = isRead ? this.#question.stdin() : null;
    if (stdin !== null && 'destroy' in stdin && typeof stdin.destroy === 'function') stdin.destroy();
  }

  /** What was learnt of the inputs; complete when all jobs were asked for. */
  get summaries(): readonly InputSummary[] {
    return this.#summaries;
  }

  /** The version of a file that was opened; null for what is no file here. */
  versionOf(path: string): FileVersion | null {
    for (const opened of this.#opened) {
      if (opened.kind === 'dump' && opened.dump.path === path) return opened.dump.version;
    }
    return null;
  }

  /** What is known of the inputs before any row is read; null if one is a pipe, or on a server. */
  countedInputs(): readonly InputSummary[] | null {
    const dumps = this.#opened.filter((opened) => opened.kind === 'dump' && opened.remote === undefined);
    return dumps.length < this.#opened.length
      ? null
      : dumps.flatMap((opened) => (opened.kind === 'dump' ? [summaryOf(opened)] : []));
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
      if (opened.kind === 'pipe') firstChunk += yield* this.#pipeJobs(opened, plan, firstChunk);
      else if (opened.remote === undefined) {
        firstChunk += yield* this.#dumpJobs(opened, plan, threads, firstChunk, isWanted);
      } else {
        const { remoteJobs } = await import('../remote/remote-rows.ts');
        firstChunk += yield* remoteJobs({ ...opened.remote, bound: opened }, plan, firstChunk);
        this.#summaries.push(summaryOf(opened));
      }
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
    const perTask = chunksOfTask(chunkCount / threads);
    const input = { path: dump.path, version: dump.version, layouts, dictionaries };
    const endOf = (chunk: number): number =>
      Math.ceil(runEnd(table, chunk * chunkRows, (chunk + perTask) * chunkRows) / chunkRows);
    for (const run of runsOf(chunkCount, endOf, (chunk) => isWanted(firstChunk + chunk))) {
      const chunks = run.map((chunk) => {
        const firstRow = chunk * chunkRows;
        const rows = Math.min(chunkRows, table.rowCount - firstRow);
        return { index: firstChunk + chunk, firstRow, rows };
      });
      yield { task: { plan, input, chunks, source: table } };
    }
    this.#summaries.push(summaryOf({ dump, table }));
    return chunkCount;
  }

  async *#pipeJobs(
    { path, size, bytes }: Pipe,
    plan: ScoringPlan,
    firstChunk: number,
  ): AsyncGenerator<Job, number> {
    const stream = await openStream(bytes(), path);
    const layouts = bindAll(stream.schema, this.#question, path);
    const pipe = new PipeInput(stream, layouts, this.#settled, plan, firstChunk, (known) =>
      this.#checkClasses(path, known),
    );
    yield* pipe.jobs();
    const endedBy = stream.endedBy ?? 'end of file';
    checkEnd(path, await stream.drain(), endedBy, this.#question);
    const { rows, chunks, batches } = pipe;
    this.#piped ??= pipe.names;
    this.#summaries.push({ path, format: stream.format, size, rows, batches, endedBy });
    return chunks;
  }
}

/** The columns of the roles, then the other predictions, then the extra ones. */
function bindAll(
  schema: Schema,
  { names, predictions, losses, extras, classNames }: Question,
  path: string,
): readonly ColumnLayout[] {
  const layouts = bindColumns(schema, names, losses, path);
  if (classNames !== undefined) checkHasNames(layouts, losses, path, names.target);
  return [
    ...layouts,
    ...bindPredictions(schema, names, predictions.slice(1), losses, path),
    ...bindExtras(schema, extras, path),
  ];
}

function openPath(path: string, question: Question): Opened {
  if (path === standardInput) return { kind: 'pipe', path, size: null, bytes: question.stdin };
  const bound = bindDump(path, (schema) => bindAll(schema, question, path));
  checkEnd(path, bound.dump.trailingBytes, bound.dump.endedBy, question);
  return bound;
}

async function openUrl(url: string, question: Question, signal: AbortSignal): Promise<Opened> {
  // Loaded where it is needed alone: a job on files starts without it.
  const { openRemote } = await import('../remote/open-remote.ts');
  const remote = await openRemote(url, signal, (schema, path) => bindAll(schema, question, path));
  if ('bound' in remote) return { ...remote.bound, remote };
  return { kind: 'pipe', path: remote.name, size: remote.size, bytes: remote.bytes };
}

function summaryOf({ dump, table }: Pick<BoundDump, 'dump' | 'table'>): InputSummary {
  const { path, format, size, endedBy } = dump;
  return { path, format, size, rows: table.rowCount, batches: table.batchCount, endedBy };
}

const allChunks = (_chunk: number): boolean => true;

/** @param chunks for each thread */
function chunksOfTask(chunks: number): number {
  const fair = Math.max(1, Math.floor(chunks / leastTasksPerThread));
  const few = Math.floor(chunks / mostSmallTasksPerThread);
  return Math.min(fair, mostChunksPerTask, Math.max(chunksPerTask, few));
}

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

function checkEnd(
  path: string,
  trailingBytes: number,
  endedBy: InputSummary['endedBy'],
  { requireEndMarker }: Question,
): void {
  if (requireEndMarker && endedBy === 'end of file') {
    throw inputError('E_END_MARKER', {
      place: path,
      expected: 'a stream that ends with its marker, as --require-end-marker demands',
      got: 'an end between two messages',
      next: 'Its writer may not have finished; write it again.',
    });
  }
  if (trailingBytes <= mostPadding) return;
  throw inputError('E_TRAILING_BYTES', {
    place: path,
    expected: 'nothing after the end marker of the stream',
    got: `${trailingBytes} more bytes`,
    next: 'If they are a second stream, give each as an input of its own.',
  });
}
