import { availableParallelism } from 'node:os';
import { inlineExecutor, poolExecutor } from './executor.ts';
import type { Executor } from './executor.ts';

/** Jobs that one thread ends sooner than this, in milliseconds, are done before a pool has started and paid off. */
const poolCost = 200;

/** The threads that a job of this cost deserves; of a pipe nobody knows how long it will be. */
export function threadsFor(cost: number): number {
  return cost <= poolCost ? 1 : availableParallelism();
}

export function openExecutor(threads: number): Executor {
  return threads === 1 ? inlineExecutor() : poolExecutor(threads);
}
