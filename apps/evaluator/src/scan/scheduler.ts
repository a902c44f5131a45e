import type { MergeTree } from '@offmark/losses';
import { OffmarkError, reasonOf } from '../errors.ts';
import { crashError } from './executor.ts';
import type { Executor } from './executor.ts';
import { withTexts } from '../causes/with-texts.ts';
import { newStateTree } from './scan-state.ts';
import type { ScanState } from './scan-state.ts';
import { checkSliceMemory } from '../slices/slice-memory.ts';
import { renumbered } from '../slices/slice-numbering.ts';
import type { SliceNumbering, Texts } from '../slices/slice-numbering.ts';
import type { Scored, Task, TaskResult } from './task.ts';

/** A task and the buffers that go with it instead of being copied. */
export interface Job {
  readonly task: Task;
  readonly transfer?: readonly ArrayBuffer[];
  /** The texts that the task's rows have by number only. */
  readonly texts?: Texts;
}

/** How a job goes on. */
export interface Progress {
  readonly rowsDone: number;
}

/** Where jobs come from: a plan, or a pipe that may be silent for ever. */
type Jobs = Iterator<Job> | AsyncIterator<Job>;

/**
 * Runs tasks in their order, a few at a time, and merges what they give in the one tree of their chunks. Of several
 * failures the first by order of the tasks is thrown, and one in getting a task counts as that task's: so an error
 * depends neither on timing nor on the number of threads.
 */
export class Scheduler {
  readonly tree: MergeTree<ScanState> = newStateTree();
  readonly #executor: Executor;
  readonly #numbering: SliceNumbering | null;
  readonly #onProgress: (progress: Progress) => void;
  readonly #signal: AbortSignal | undefined;
  readonly #onScored: (task: Task, result: Scored) => void;
  readonly #running = new Set<Promise<void>>();
  #failure: { readonly task: number; readonly error: unknown } | undefined;
  /** Ends the wait for the next job, if there is one. */
  #stopWaiting = (): void => {};
  #tasks = 0;
  #rowsDone = 0;

  /**
   * @param numbering  of the slices, if there are any
   * @param onScored   called with each task and what it gave, in any order
   */
  constructor(
    executor: Executor,
    numbering: SliceNumbering | null,
    onProgress: (progress: Progress) => void,
    signal?: AbortSignal,
    onScored: (task: Task, result: Scored) => void = () => {},
  ) {
    this.#executor = executor;
    this.#numbering = numbering;
    this.#onProgress = onProgress;
    this.#signal = signal;
    this.#onScored = onScored;
  }

  /**
   * Runs all jobs; the next one is asked for when there is room for it, so that memory stays bounded. A failure or the
   * signal ends it even while the next job is waited for.
   * @throws the first failure by order of the tasks, or the signal's reason
   */
  async run(jobs: Iterable<Job> | AsyncIterable<Job>): Promise<void> {
    const iterator = Symbol.asyncIterator in jobs ? jobs[Symbol.asyncIterator]() : jobs[Symbol.iterator]();
    const stop = (): void => this.#stopWaiting();
    this.#signal?.addEventListener('abort', stop);
    try {
      await this.#startAll(iterator);
    } finally {
      this.#signal?.removeEventListener('abort', stop);
      close(iterator);
    }
    this.#signal?.throwIfAborted();
    await Promise.all(this.#running);
    this.#signal?.throwIfAborted();
    if (this.#failure !== undefined) throw this.#failure.error;
  }

  async #startAll(jobs: Jobs): Promise<void> {
    const mostRunning = this.#executor.threads + 2;
    while (this.#failure === undefined && this.#signal?.aborted !== true) {
      const job = await this.#nextOrStop(jobs);
      if (job === undefined) return;
      this.#start(job);
      if (this.#running.size >= mostRunning) await Promise.race(this.#running);
    }
  }

  /**
   * The next job; undefined if there is none, or if it is no longer wanted. Not by `Promise.race`, which would keep
   * every job in memory for as long as the signal lives.
   */
  #nextOrStop(jobs: Jobs): Promise<Job | undefined> {
    return new Promise((resolve) => {
      this.#stopWaiting = () => resolve(undefined);
      const next = async (): Promise<void> => {
        try {
          const { done, value } = await jobs.next();
          resolve(done === true ? undefined : value);
        } catch (error) {
          this.#fail(this.#tasks, error);
        }
      };
      void next();
    });
  }

  #start(job: Job): void {
    const number = this.#tasks;
    this.#tasks += 1;
    const running = this.#finish(job, number).finally(() => this.#running.delete(running));
    this.#running.add(running);
  }

  async #finish({ task, transfer, texts }: Job, number: number): Promise<void> {
    const result = await this.#resultOf(task, transfer);
    // The run has ended already, and whoever heard of tasks may have handed on what it kept of them.
    if (this.#signal?.aborted === true) return;
    if ('failure' in result) {
      this.#fail(number, new OffmarkError(result.failure));
      return;
    }
    try {
      const scored = this.#complete(task, result, texts);
      for (const node of scored.nodes) this.tree.insert(node);
      checkSliceMemory(
        this.tree.nodes.map(({ value }) => value),
        task.plan,
      );
      this.#onScored(task, scored);
    } catch (error) {
      this.#fail(number, error);
      return;
    }
    for (const { rows } of task.chunks) this.#rowsDone += rows;
    this.#onProgress({ rowsDone: this.#rowsDone });
  }

  /** The same with the common numbers of its slices, and with the texts that its thread knew by number only. */
  #complete({ plan }: Task, scored: Scored, texts: Texts | undefined): Scored {
    const numbers = this.#numbering?.numbersOf(scored, texts);
    const kept = plan.causes?.kept ?? [];
    const complete = (state: ScanState): ScanState => {
      const numbered =
        numbers === undefined || plan.slices === null ? state : renumbered(state, numbers, plan.slices);
      return texts === undefined ? numbered : withTexts(numbered, kept, texts);
    };
    return { ...scored, nodes: scored.nodes.map((node) => ({ ...node, value: complete(node.value) })) };
  }

  #fail(task: number, error: unknown): void {
    if (this.#failure === undefined || task < this.#failure.task)
      this.#failure = { task, error: reasonOf(error) };
    this.#stopWaiting();
  }

  async #resultOf(task: Task, transfer: readonly ArrayBuffer[] | undefined): Promise<TaskResult> {
    try {
      const numbering = this.#numbering?.id;
      return await this.#executor.run(numbering === undefined ? task : { ...task, numbering }, transfer);
    } catch (error) {
      return { failure: crashError(error) };
    }
  }
}

/** Lets the source of jobs go. Not waited for: one that waits for a silent pipe hears of it when the pipe is closed. */
function close(jobs: Jobs): void {
  const closing = async (): Promise<void> => {
    await jobs.return?.();
  };
  closing().catch(() => {
    // The source fails because it is taken away; nobody asks it any more.
  });
}
