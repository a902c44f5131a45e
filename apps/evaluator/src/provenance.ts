import { availableParallelism } from 'node:os';
import type { InputSummary } from './dataset.ts';
import type { Provenance } from './report.ts';
import { version } from './version.ts';

/** How a run came by its result. */
export function provenanceOf(
  started: Date,
  { sum, backend, workers }: Pick<Provenance, 'sum' | 'backend' | 'workers'>,
  inputs: readonly InputSummary[],
): Provenance {
  return {
    offmark: version,
    sum,
    backend,
    workers,
    inputs,
    started: started.toISOString(),
    seconds: (Date.now() - started.getTime()) / 1000,
    machine: {
      node: process.version,
      platform: process.platform,
      arch: process.arch,
      cpus: availableParallelism(),
    },
  };
}
