import { createRequire } from 'node:module';
import type { Piscina } from 'piscina';
import { kernelsModule } from './backend.ts';
import { OffmarkError } from './errors.ts';
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
    close: async () => {},
  };
}

async function openPool(threads: number): Promise<Piscina<Task, TaskResult>> {
  // Loaded for large jobs alone: small ones start fast.
  const { Piscina } = await import('piscina');
  const pool = new Piscina<Task, TaskResult>({
    // By the package's own exports: the built file, whichever file asks.
    filename: createRequire(import.meta.url).resolve('offmark/worker'),
    // A test runner's flags are none of the workers' business.
    execArgv: [],
    minThreads: threads,
    maxThreads: threads,
    concurrentTasksPerWorker: 1,
    workerData: kernelsModule(),
  });
  // A thread that dies fails its task, which says so; the pool's own event says nothing more.
  pool.on('error', () => {});
  return pool;
}

/** Runs tasks in a piscina pool, which starts at once. */
export function poolExecutor(threads: number): Executor {
  const opening = openPool(threads);
  return {
    threads,
    run: async (task, transfer = []) => (await opening).run(task, { transferList: [...transfer] }),
    close: async () => (await opening).destroy(),
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
