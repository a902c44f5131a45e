import {
  PipedDictionary,
  SharedValues,
  bytesReader,
  dictionariesOf,
  measureBatch,
  withClasses,
} from '@offmark/arrow-ipc';
import type { ColumnLayout, DumpStream, StreamBatch } from '@offmark/arrow-ipc';
import { isClassText, settledLayouts } from './bound-dump.ts';
import type { Settled } from './bound-dump.ts';
import { ChunkAssembler } from '../scan/chunk-assembler.ts';
import { checkedNames, mergedNames, namelessError, newNameError } from './class-names.ts';
import type { ClassNames } from './class-names.ts';
import { inputError } from '../errors.ts';
import type { ScoringPlan } from '../plan.ts';
import type { Job } from '../scan/scheduler.ts';

/** Bytes of batches that may be waited with until one says how long its lists are. */
const mostWaiting = 2 ** 28;

/** The rows of a pipe as jobs: their columns are known when the first rows are. */
export class PipeInput {
  readonly #stream: DumpStream;
  readonly #plan: ScoringPlan;
  readonly #settled: Settled;
  readonly #firstChunk: number;
  readonly #check: (layouts: readonly ColumnLayout[]) => void;
  /** Of all columns, in the order of `dictionariesOf`. */
  readonly #dictionaries: readonly PipedDictionary[];
  #layouts: readonly ColumnLayout[];
  #names: ClassNames | null;
  /** The text column's dictionary, and how many of its batches were looked at. */
  #texts: SharedValues | null = null;
  #namedUpTo = -1;
  #assembler: ChunkAssembler | null = null;
  #batches = 0;

  /** @param check is asked once the layouts are known */
  constructor(
    stream: DumpStream,
    layouts: readonly ColumnLayout[],
    settled: Settled,
    plan: ScoringPlan,
    firstChunk: number,
    check: (layouts: readonly ColumnLayout[]) => void,
  ) {
    this.#stream = stream;
    this.#plan = plan;
    this.#settled = settled;
    this.#firstChunk = firstChunk;
    this.#check = check;
    this.#layouts = layouts.map((layout, index) => withClasses(layout, settled.classes[index] ?? 0));
    this.#names = settled.names;
    this.#dictionaries = dictionariesOf(layouts).map(() => new PipedDictionary());
  }

  get rows(): number {
    return this.#assembler?.rows ?? 0;
  }

  get chunks(): number {
    return this.#assembler?.chunks ?? 0;
  }

  get batches(): number {
    return this.#batches;
  }

  /** The class names so far, as given or as the dictionary says; null if nobody says it. */
  get names(): ClassNames | null {
    return this.#names;
  }

  async *jobs(): AsyncGenerator<Job, void> {
    try {
      yield* this.#rowJobs();
    } finally {
      this.#assembler?.close();
    }
  }

  async *#rowJobs(): AsyncGenerator<Job, void> {
    const waiting: StreamBatch[] = [];
    let bytes = 0;
    for await (const batch of this.#stream.batches(this.#layouts, this.#dictionaries)) {
      this.#batches += 1;
      this.#learn(batch);
      waiting.push(batch);
      bytes += batch.body.length;
      if (this.#layouts.every(({ classes }) => classes !== 0)) yield* this.#assemble(waiting.splice(0));
      else if (bytes > mostWaiting) throw this.#listError(bytes);
    }
    yield* this.#assemble(waiting);
    // Before the rest is read: a writer may keep the pipe open long after the last batch.
    if (this.#assembler !== null) yield* this.#assembler.end();
  }

  *#assemble(waiting: readonly StreamBatch[]): Generator<Job, void> {
    this.#assembler ??= this.#open();
    for (const { body, ...batch } of waiting)
      yield* this.#assembler.add({ ...batch, row: 0 }, bytesReader(body, 0, this.#stream.path));
  }

  #open(): ChunkAssembler {
    const classes = this.#layouts.map((layout) => layout.classes);
    const layouts = settledLayouts(this.#layouts, { names: this.#names, classes });
    this.#check(layouts);
    return new ChunkAssembler(this.#plan, layouts, this.#firstChunk, this.#stream.path, this.#dictionaries);
  }

  /** Takes from a batch with rows what the schema doesn't say: how long lists are, and what classes are called. */
  #learn(batch: StreamBatch): void {
    if (batch.rows === 0) return;
    const reader = bytesReader(batch.body, 0, this.#stream.path);
    this.#layouts = measureBatch(this.#layouts, { ...batch, row: 0 }, reader, this.#stream.path);
    if (this.#settled.areGiven) return;
    let next = 0;
    for (const column of this.#layouts) {
      const count = dictionariesOf([column]).length;
      if (isClassText(column)) this.#learnNames(column, this.#dictionaries.slice(next, next + count), batch);
      next += count;
    }
  }

  /** A dictionary may change from batch to batch; the classes may not. */
  #learnNames(column: ColumnLayout, dictionaries: readonly PipedDictionary[], batch: StreamBatch): void {
    const end = dictionaries.at(-1)?.rangeAt(batch.batch).end;
    if (end === undefined) {
      if (this.#names === null) throw namelessError(this.#stream.path, column.name);
      return;
    }
    if (end === this.#namedUpTo) return;
    // A state says in advance what its classes are, to be merged with others.
    if (this.#plan.digests) throw namelessError(this.#stream.path, column.name);
    this.#namedUpTo = end;
    this.#texts ??= new SharedValues([column], dictionaries);
    const reader = bytesReader(batch.body, 0, this.#stream.path);
    const texts = this.#texts.dictionaryTexts(
      this.#texts.columns[0] ?? column,
      batch.batch,
      reader,
      this.#stream.path,
    );
    const found = checkedNames(texts ?? [], this.#stream.path, column.name);
    const names = mergedNames(this.#names, found, column.name);
    if (this.#assembler !== null && names !== this.#names) throw newNameError(column.name, names);
    this.#names = names;
  }

  #listError(bytes: number): Error {
    const column = this.#layouts.find(({ classes }) => classes === 0)?.name ?? '';
    return inputError('E_RAGGED', {
      place: `${this.#stream.path}, column "${column}"`,
      expected: 'a list that says how many classes there are',
      got: `nulls alone in ${bytes} bytes`,
      next: 'Give a file instead, or write fixed-size lists.',
    });
  }
}
