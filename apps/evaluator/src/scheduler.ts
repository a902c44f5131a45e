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
    for await (const job of untilAborted(jobs, this.#signal)) {
      this.#start(job);
      if (this.#running.size >= mostRunning) await Promise.race(this.#running);
      if (this.#failure !== undefined) break;
    }
    this.#signal?.throwIfAborted();
    await Promise.all(this.#running);
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

/** The items until the signal comes, even if the next one never does: a pipe may be silent for ever. */
async function* untilAborted<T>(
  items: Iterable<T> | AsyncIterable<T>,
  signal: AbortSignal | undefined,
): AsyncGenerator<T, void> {
  if (signal === undefined) {
    yield* items;
    return;
  }
  const aborted = new Promise<{ readonly done: true; readonly value: undefined }>((resolve) => {
    if (signal.aborted) resolve({ done: true, value: undefined });
    signal.addEventListener('abort', () => resolve({ done: true, value: undefined }), { once: true });
  });
  const iterator = Symbol.asyncIterator in items ? items[Symbol.asyncIterator]() : items[Symbol.iterator]();
  for (;;) {
    const next = await Promise.race([iterator.next(), aborted]);
    if (next.done === true) return;
    yield next.value;
  }
}
