import { availableParallelism } from 'node:os';
import { sumErrorBounds } from '@offmark/losses';
import type { InputSummary } from '../inputs/dataset.ts';
import type { PartialPlan } from '../partial/partial-state.ts';
import { rolesOf } from '../plan.ts';
import type { Provenance } from './report.ts';
import type { ReportedPlan } from './report-sections.ts';
import { version } from '../version.ts';

/** How a run came by its result. */
export function provenanceOf(
  started: Date,
  {
    plan,
    sum,
    backend,
    workers,
  }: Pick<Provenance, 'sum' | 'backend' | 'workers'> & { readonly plan: ReportedPlan },
  inputs: readonly InputSummary[],
): Provenance {
  return {
    offmark: version,
    plan,
    sum,
    sumError: sumErrorBounds[sum],
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

/** The columns, classes and policies of a job. */
export function reportedPlan(
  { columns, classes, policies }: Pick<PartialPlan, 'columns' | 'classes' | 'policies'>,
  predictions: readonly string[],
): ReportedPlan {
  const several = predictions.length > 1 ? [['prediction', predictions] as const] : [];
  return {
    columns: Object.fromEntries([...rolesOf(columns), ...several]),
    ...(classes === null ? {} : { classes }),
    policies,
  };
}
