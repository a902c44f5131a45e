import { TaskRunner } from './task.ts';
import type { Task, TaskResult } from './task.ts';

const runner = new TaskRunner();

/** What a thread of the pool does with each task. */
export default function run(task: Task): TaskResult {
  return runner.run(task);
}
