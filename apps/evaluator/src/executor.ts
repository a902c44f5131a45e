import { Piscina } from 'piscina';
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

/** Runs tasks in a piscina pool. */
export function poolExecutor(threads: number): Executor {
  const pool = new Piscina<Task, TaskResult>({
    // By the package's own exports: the built file, whichever file asks.
    filename: import.meta.resolve('offmark/worker'),
    // A test runner's flags are none of the workers' business.
    execArgv: [],
    minThreads: threads,
    maxThreads: threads,
    concurrentTasksPerWorker: 1,
  });
  return {
    threads,
    run: (task, transfer = []) => pool.run(task, { transferList: [...transfer] }),
    close: () => pool.destroy(),
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
