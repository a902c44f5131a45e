import { createRequire } from 'node:module';
import { Piscina } from 'piscina';
import type { WorkerContext } from './executor.ts';
import type { Task, TaskResult } from './task.ts';

/** Starts a pool of threads that run tasks. */
export function openPool(threads: number, workerData: WorkerContext): Piscina<Task, TaskResult> {
  const pool = new Piscina<Task, TaskResult>({
    // By the package's own exports: the built file, whichever file asks.
    filename: createRequire(import.meta.url).resolve('offmark/worker'),
    // A test runner's flags are none of the workers' business.
    execArgv: [],
    minThreads: threads,
    maxThreads: threads,
    concurrentTasksPerWorker: 1,
    workerData,
  });
  // A thread that dies fails its task, which says so; the pool's own event says nothing more.
  pool.on('error', () => {});
  return pool;
}
