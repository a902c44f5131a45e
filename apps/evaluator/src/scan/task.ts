import { threadId } from 'node:worker_threads';
import { openSameFile } from '@offmark/arrow-ipc/rows';
import type { BatchTable } from '@offmark/arrow-ipc/rows';
import type { Measure, MergeTreeNode } from '@offmark/losses';
import { ThreadBackends } from './backend.ts';
import { ChunkScorer } from './chunk-scorer.ts';
import type { Chunk, RowsInMemory } from './chunk-scorer.ts';
import { failureOf } from '../errors.ts';
import type { Failure } from '../errors.ts';
import { loadLosses } from '../loss-modules.ts';
import { lossOf } from '../loss-spec.ts';
import type { InputPlan, ScoringPlan } from '../plan.ts';
import { loadHashers } from '../partial/input-digest.ts';
import { newStateTree } from './scan-state.ts';
import type { ScanState } from './scan-state.ts';
import type { SliceKeys } from '../slices/slicer.ts';

/** A run of chunks of one input. Plain data. */
export interface Task {
  readonly plan: ScoringPlan;
  readonly input: InputPlan;
  readonly chunks: readonly Chunk[];
  /** Where the rows are: in the file's batches or, of the only chunk, here because they came through a pipe. */
  readonly source: BatchTable | RowsInMemory;
  /** Whom this thread tells the keys of slices, each once; not given if there are none. */
  readonly numbering?: number;
}

/** The complete subtrees of a task's chunks. Plain data. */
export interface Scored {
  readonly nodes: readonly MergeTreeNode<ScanState>[];
  /** Of each chunk, if the plan asks for them. */
  readonly digests: readonly string[];
  /** The thread whose numbers slices have in the nodes. */
  readonly thread: number;
  /** What those numbers stand for that it has not told before, by grouping. */
  readonly keys: readonly SliceKeys[];
}

/** What a task gives, or what went wrong. Plain data. */
export type TaskResult = Scored | { readonly failure: Failure };

/** Runs tasks, one after another, and keeps the last input's scorer. */
export class TaskRunner {
  readonly #backends: ThreadBackends;
  readonly #onChunk: () => void;
  #scorer: { readonly key: string; readonly scorer: ChunkScorer } | undefined;
  #isClosed = false;

  /**
   * @param module   the compiled kernels, if another thread has compiled them already
   * @param onChunk  called after each chunk
   */
  constructor(module?: WebAssembly.Module, onChunk: () => void = () => {}) {
    this.#backends = new ThreadBackends(module);
    this.#onChunk = onChunk;
  }

  /** Runs no more tasks; memory goes to the next runner of this thread. */
  close(): void {
    this.#isClosed = true;
    this.#letScorerGo();
    this.#backends.close();
  }

  #letScorerGo(): void {
    this.#scorer?.scorer.close();
    this.#scorer = undefined;
  }

  async run(task: Task): Promise<TaskResult> {
    try {
      const known = await loadLosses(task.plan.lossModules);
      if (task.plan.digests) await loadHashers(task.input.layouts.length);
      return this.#scored(task, known);
    } catch (error) {
      // A scorer that threw stands in the middle of a chunk.
      this.#letScorerGo();
      return { failure: failureOf(error) };
    }
  }

  #scored({ plan, input, chunks, source, numbering }: Task, known: readonly Measure[]): Scored {
    // Its memory may be another's: a task that was begun when the job was interrupted comes too late.
    if (this.#isClosed) throw new RangeError('the runner was closed');
    const scorer = this.#scorerFor(plan, input, known);
    const tree = newStateTree();
    const digests: string[] = [];
    const add = (chunk: Chunk, value: ScanState): void => {
      tree.insert({ level: 0, index: chunk.index, value });
      this.#onChunk();
      if (plan.digests) digests.push(scorer.takeDigest(chunk, source));
    };
    const scored = (): Scored => ({
      nodes: tree.nodes,
      digests,
      thread: threadId,
      keys: numbering === undefined ? [] : scorer.newSliceKeys(numbering),
    });
    if ('segments' in source) {
      for (const chunk of chunks) add(chunk, scorer.scoreRows(chunk, source));
      return scored();
    }
    const reader = openSameFile(input.path, input.version);
    try {
      for (const chunk of chunks) add(chunk, scorer.score(chunk, source, reader));
      reader.checkVersion();
    } finally {
      reader.close();
    }
    return scored();
  }

  #scorerFor(plan: ScoringPlan, input: InputPlan, known: readonly Measure[]): ChunkScorer {
    const { path, layouts, dictionaries } = input;
    const key = JSON.stringify([plan, path, layouts, dictionaries?.key]);
    if (this.#scorer?.key === key) return this.#scorer.scorer;
    // Its memory is about to be another's.
    this.#letScorerGo();
    const losses = plan.losses.map((spec) => lossOf(spec, known));
    const scorer = new ChunkScorer(plan, losses, input, this.#backends.open(plan.backend));
    this.#scorer = { key, scorer };
    return scorer;
  }
}
