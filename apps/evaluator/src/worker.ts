import { workerData } from 'node:worker_threads';
import { TaskRunner } from './task.ts';
import type { Task, TaskResult } from './task.ts';

/** The kernels that the main thread compiled, so that optimised code is shared by all threads. */
const runner = new TaskRunner(workerData instanceof WebAssembly.Module ? workerData : undefined);

/** What a thread of the pool does with each task. */
export default function run(task: Task): Promise<TaskResult> {
  return runner.run(task);
}
