import { kernelsModule } from './backend.ts';
import { OffmarkError } from '../errors.ts';
import { TaskRunner } from './task.ts';
import type { Task, TaskResult } from './task.ts';

/** What runs tasks: this thread, or a pool of others. */
export interface Executor {
  /** The number of threads that tasks run on. */
  readonly threads: number;
  run(task: Task, transfer?: readonly ArrayBuffer[]): Promise<TaskResult>;
  close(): Promise<void>;
}

/** Runs tasks in this thread: for small jobs, to which a pool would only add its start. */
export function inlineExecutor(): Executor {
  const runner = new TaskRunner();
  return {
    threads: 1,
    run: async (task) => {
      // Gives signals and progress their turn.
      await new Promise<void>((resolve) => {
        setImmediate(resolve);
      });
      return runner.run(task);
    },
    close: async () => runner.close(),
  };
}

/** What every thread of a pool is given. */
export interface WorkerContext {
  /** Compiled by the main thread, so that optimised code is shared by all. */
  readonly kernels: WebAssembly.Module;
  /** One number in shared memory, counted by all threads: as long as it grows, some of them work. */
  readonly chunksDone: Int32Array;
}

/** In milliseconds: longer than any chunk takes to read and to score, from a slow disk too. */
const longestChunk = 600_000;

/**
 * Runs tasks in a piscina pool, which starts at once. Threads that hang are ended.
 * @param silence milliseconds without a finished chunk in any thread, after which none is waited for any more
 */
export function poolExecutor(threads: number, silence: number = longestChunk): Executor {
  const chunksDone = new Int32Array(new SharedArrayBuffer(4));
  // Loaded for large jobs alone: small ones start fast.
  const opening = import('./pool.ts').then(({ openPool }) =>
    openPool(threads, { kernels: kernelsModule(), chunksDone }),
  );
  const running = new Set<AbortController>();
  let seen = 0;
  const watch = setInterval(() => {
    const now = Atomics.load(chunksDone, 0);
    if (now === seen) for (const task of running) task.abort();
    seen = now;
  }, silence).unref();
  return {
    threads,
    run: async (task, transfer = []) => {
      const stop = new AbortController();
      if (running.size === 0) watch.refresh();
      running.add(stop);
      try {
        const pool = await opening;
        return await pool.run(task, { transferList: [...transfer], signal: stop.signal });
      } catch (error) {
        throw stop.signal.aborted ? new Error(`no chunk finished within ${silence / 1000} s`) : error;
      } finally {
        running.delete(stop);
      }
    },
    close: async () => {
      clearInterval(watch);
      await (await opening).destroy();
    },
  };
}

/** The pool's own errors (a thread that ran out of memory or was killed) as ours. */
export function crashError(cause: unknown): OffmarkError {
  return new OffmarkError({
    code: 'E_WORKER',
    place: '',
    expected: 'a result from every worker thread',
    got: cause instanceof Error ? cause.message : String(cause),
    next: 'If it ran out of memory, use fewer --workers.',
    exitCode: 4,
  });
}
