import { workerData } from 'node:worker_threads';
import type { WorkerContext } from './executor.ts';
import { TaskRunner } from './task.ts';

const { kernels, chunksDone }: WorkerContext = workerData;

/** What runs the tasks of this thread. */
export const runner: TaskRunner = new TaskRunner(kernels, () => {
  Atomics.add(chunksDone, 0, 1);
});
