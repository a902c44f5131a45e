import { loadCompiled } from '../code-cache.ts';
import type { Task, TaskResult } from './task.ts';

loadCompiled('shared.cjs', { isKept: false });
const loading = import('./task-thread.ts');

/** What a thread of the pool does with each task. */
export default async function run(task: Task): Promise<TaskResult> {
  const { runner } = await loading;
  return runner.run(task);
}
