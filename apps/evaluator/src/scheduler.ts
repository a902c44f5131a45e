import type { MergeTree } from '@offmark/losses';
import { OffmarkError } from './errors.ts';
import type { Failure } from './errors.ts';
import { crashError } from './executor.ts';
import type { Executor } from './executor.ts';
import { newStateTree } from './task.ts';
import type { LossStates, Task, TaskResult } from './task.ts';

/** A task and the buffers that go with it instead of being copied. */
export interface Job {
  readonly task: Task;
  readonly transfer?: readonly ArrayBuffer[];
}

/** How a job goes on. */
export interface Progress {
  readonly rowsDone: number;
}

/**
 * Runs tasks in their order, a few at a time, and merges what they give in the one tree of their chunks. Of several
 * failures the first task's is thrown, so that an error does not depend on timing either.
 */
export class Scheduler {
  readonly tree: MergeTree<LossStates> = newStateTree();
  readonly #executor: Executor;
  readonly #onProgress: (progress: Progress) => void;
  readonly #signal: AbortSignal | undefined;
  readonly #running = new Set<Promise<void>>();
  #failure: { readonly task: number; readonly failure: Failure } | undefined;
  #tasks = 0;
  #rowsDone = 0;

  constructor(executor: Executor, onProgress: (progress: Progress) => void, signal?: AbortSignal) {
    this.#executor = executor;
    this.#onProgress = onProgress;
    this.#signal = signal;
  }

  /**
   * Runs all jobs; the next one is asked for when there is room for it, so that memory stays bounded.
   * @throws the first failure by order of the tasks, or the signal's reason
   */
  async run(jobs: Iterable<Job> | AsyncIterable<Job>): Promise<void> {
    const mostRunning = this.#executor.threads + 2;
    try {
      for await (const job of jobs) {
        this.#start(job);
        if (this.#running.size >= mostRunning) await Promise.race(this.#running);
        if (this.#failure !== undefined || this.#signal?.aborted === true) break;
      }
    } finally {
      if (this.#signal?.aborted !== true) await Promise.all(this.#running);
    }
    this.#signal?.throwIfAborted();
    if (this.#failure !== undefined) throw new OffmarkError(this.#failure.failure);
  }

  #start({ task, transfer }: Job): void {
    const number = this.#tasks;
    this.#tasks += 1;
    const running = this.#finish(task, transfer, number).finally(() => this.#running.delete(running));
    this.#running.add(running);
  }

  async #finish(task: Task, transfer: readonly ArrayBuffer[] | undefined, number: number): Promise<void> {
    const result = await this.#resultOf(task, transfer);
    if ('failure' in result) {
      if (this.#failure === undefined || number < this.#failure.task) {
        this.#failure = { task: number, failure: result.failure };
      }
      return;
    }
    for (const node of result.nodes) this.tree.insert(node);
    for (const { rows } of task.chunks) this.#rowsDone += rows;
    this.#onProgress({ rowsDone: this.#rowsDone });
  }

  async #resultOf(task: Task, transfer: readonly ArrayBuffer[] | undefined): Promise<TaskResult> {
    try {
      return await this.#executor.run(task, transfer);
    } catch (error) {
      return { failure: crashError(error) };
    }
  }
}
