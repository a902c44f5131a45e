import { workerData } from 'node:worker_threads';
import type { WorkerContext } from './executor.ts';
import { TaskRunner } from './task.ts';
import type { Task, TaskResult } from './task.ts';

const { kernels, chunksDone }: WorkerContext = workerData;
const runner = new TaskRunner(kernels, () => {
  Atomics.add(chunksDone, 0, 1);
});

/** What a thread of the pool does with each task. */
export default function run(task: Task): Promise<TaskResult> {
  return runner.run(task);
}
