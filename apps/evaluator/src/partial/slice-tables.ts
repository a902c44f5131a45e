import { renumberGroups } from '@offmark/losses';
import type { GroupedStates } from '@offmark/losses';
import { compareKeyTuples, textOfKeys } from '../slices/key.ts';
import type { Key } from '../slices/key.ts';
import { keyTable } from '../slices/key-table.ts';
import { tooManySlices } from '../slices/slicer.ts';
import type { SlicePlan } from '../slices/slice-plan.ts';
import type { PartialJob } from './partial-state.ts';

/** The keys of each grouping's slices, by the numbers that states know them by. */
export type SliceTables = readonly (readonly (readonly Key[])[])[];

/** States of jobs, and what the numbers of slices in them stand for. */
export interface TabledJobs {
  readonly keys: SliceTables;
  readonly jobs: readonly PartialJob[];
}

function groupingsIn(jobs: readonly PartialJob[], grouping: number): readonly GroupedStates[] {
  return jobs.flatMap(({ nodes }) => nodes.flatMap(({ value }) => value.groupings?.[grouping] ?? []));
}

/** The keys that occur in one of the parts, each once, in their order. */
function tableOf(parts: readonly TabledJobs[], grouping: number): readonly (readonly Key[])[] {
  const found = new Map<string, readonly Key[]>();
  for (const { keys, jobs } of parts) {
    const used = new Set<number>();
    for (const { groups } of groupingsIn(jobs, grouping)) for (const number of groups) used.add(number);
    for (const number of used) {
      const tuple = keys[grouping]?.[number] ?? [];
      found.set(textOfKeys(tuple), tuple);
    }
  }
  return [...found.values()].toSorted(compareKeyTuples);
}

function renumberedJob(job: PartialJob, numbers: readonly Int32Array[]): PartialJob {
  const nodes = job.nodes.map((node) => {
    const { groupings = [] } = node.value;
    const renamed = groupings.map((states, i) => renumberGroups(states, numbers[i] ?? new Int32Array(0)));
    return { ...node, value: { ...node.value, groupings: renamed } };
  });
  return { ...job, nodes };
}

/**
 * Gives the slices of all parts common numbers: their places in the order of the keys that occur, so that states of the
 * same rows have the same numbers, whoever met which slice first.
 * @throws E_SLICE_COUNT if there are more slices than there may be
 */
export function alignTables(
  plan: SlicePlan,
  parts: readonly TabledJobs[],
): { readonly keys: SliceTables; readonly parts: readonly (readonly PartialJob[])[] } {
  const keys = plan.groupings.map((columns, i) => {
    const table = tableOf(parts, i);
    if (table.length > plan.mostSlices) throw tooManySlices(columns, plan, keyTable(table));
    return table;
  });
  const places = keys.map((table) => new Map(table.map((tuple, place) => [textOfKeys(tuple), place])));
  return {
    keys,
    parts: parts.map((part) => {
      const numbers = places.map((placeOf, i) =>
        Int32Array.from(part.keys[i] ?? [], (tuple) => placeOf.get(textOfKeys(tuple)) ?? -1),
      );
      return part.jobs.map((job) => renumberedJob(job, numbers));
    }),
  };
}
