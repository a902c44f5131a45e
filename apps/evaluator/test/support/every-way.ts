import { createReadStream } from 'node:fs';
import type { EvaluateOptions } from 'offmark';
import { evaluate } from './valid-report.ts';

/**
 * The distinct bytes of a job's result by any number of workers, either backend, and the same rows in other batches.
 * @param other  a stream of the same rows
 */
export async function resultsEveryWay(job: EvaluateOptions, other: string): Promise<ReadonlySet<string>> {
  const results = new Set<string>();
  const ways: readonly Partial<EvaluateOptions>[] = [
    { workers: 1 },
    { workers: 2 },
    { workers: 7 },
    { backend: 'plain' },
    { inputs: [other] },
    { inputs: ['-'], stdin: createReadStream(other), workers: 2 },
  ];
  for (const way of ways) results.add(JSON.stringify((await evaluate({ ...job, ...way })).result));
  return results;
}
