import { groupedJson } from '@offmark/losses';
import type { GroupedJson, Measure, MergeTreeNode } from '@offmark/losses';
import { causePlanOf } from '../causes/asked-causes.ts';
import type { AskedCauses } from '../causes/asked-causes.ts';
import { withShown } from '../causes/cause-report.ts';
import type { CauseParts, ShownOf } from '../causes/cause-report.ts';
import type { InputSummary } from '../inputs/dataset.ts';
import { jsonDigest } from '../json-digest.ts';
import type { ColumnNames, ScoringPlan } from '../plan.ts';
import type { SliceParts } from '../result/result.ts';
import type { ScanState } from '../scan/scan-state.ts';
import { slicePlanOf } from '../slices/asked-slices.ts';
import type { AskedSlices } from '../slices/asked-slices.ts';
import type { Key } from '../slices/key.ts';
import { keyTable, keysAt, noKeys } from '../slices/key-table.ts';
import type { KeysOf } from '../slices/slice-numbering.ts';
import { causeJson } from './cause-json.ts';
import type { Shard } from './shard.ts';
import { alignTables } from './slice-tables.ts';
import type { SliceTables } from './slice-tables.ts';

/**
 * What was asked of the rows, whatever ran it, each loss with all its parameters: states of other plans don't merge.
 * Plain data.
 */
export interface PartialPlan extends Pick<ScoringPlan, 'losses' | 'policies' | 'sum' | 'where'> {
  readonly columns: ColumnNames;
  /** What the classes 0, 1, … are called where the target is text; null where nobody named them. */
  readonly classes: readonly string[] | null;
  /** How rows are grouped; null if they are not. */
  readonly slices: AskedSlices | null;
  /** The columns of predictions, the first of which is among the others; absent if there is one. */
  readonly predictions?: readonly string[];
  /** What is asked of single rows; absent if nothing is. */
  readonly causes?: AskedCauses;
}

/** An input of a job, as far as a part of it needs to know it again. */
export interface PartialInput extends InputSummary {
  /** 128 bits over the values that were read of it, in hexadecimal digits: the sum over its chunks. */
  readonly digest: string;
}

/** Some or all chunks of one sequence of inputs. */
export interface PartialJob {
  /** All inputs of the job, in its order, those too of which no chunk is in here. */
  readonly inputs: readonly PartialInput[];
  /** The maximal complete subtrees of the chunks that are in here, in their order. */
  readonly nodes: readonly MergeTreeNode<ScanState>[];
  /** Which shards the chunks are of, in their order, as far as that is known; absent where no chunk is missing. */
  readonly shards?: readonly Shard[];
}

/**
 * What is kept of a job to merge it with others and to finish it. Plain data; `partialStateText` is its JSON. Jobs are in
 * the order of their first inputs' paths.
 */
export interface PartialState {
  readonly kind: 'offmark partial state';
  readonly version: 1;
  readonly plan: PartialPlan;
  /** What the numbers of slices in the nodes stand for: keys in their order, none that occur nowhere. */
  readonly keys?: SliceTables;
  readonly jobs: readonly PartialJob[];
}

/** What of states is known outside of them. */
export interface StateParts {
  /** The keys of slices, by the numbers that nodes know them by. */
  readonly keysOf: KeysOf;
  /** Reads the columns that are shown of single rows, where they were not kept. */
  readonly shownOf: ShownOf;
}

/** The state of jobs. */
export function newPartialState(
  plan: PartialPlan,
  jobs: readonly PartialJob[],
  { keysOf, shownOf }: StateParts,
): PartialState {
  const slices = slicePlanOf(plan.slices);
  const head = { kind: 'offmark partial state', version: 1, plan } as const;
  const complete = plan.causes === undefined ? jobs : shownJobs(jobs, plan.causes.show, shownOf);
  if (slices === null) return { ...head, jobs: complete };
  const keys = slices.groupings.map((_, i) => {
    const table = keysOf(i);
    return Array.from({ length: table.size }, (_, number) => keysAt(table, number));
  });
  const { keys: table, parts } = alignTables(slices, [{ keys, jobs: complete }]);
  return { ...head, keys: table, jobs: parts.flat() };
}

/** The jobs with the columns that are shown of single rows: whoever merges them may not have the inputs. */
function shownJobs(
  jobs: readonly PartialJob[],
  show: readonly string[],
  shownOf: ShownOf,
): readonly PartialJob[] {
  const lists = jobs.flatMap(({ nodes }) => nodes.flatMap(({ value }) => value.causes?.worst ?? []));
  const shown = withShown(lists, { show, shownOf });
  let next = 0;
  const take = (count: number): typeof shown => shown.slice(next, (next += count));
  return jobs.map((job) => ({
    ...job,
    nodes: job.nodes.map(({ value, ...node }) => {
      const { causes } = value;
      if (causes === undefined) return { ...node, value };
      return { ...node, value: { ...value, causes: { ...causes, worst: take(causes.worst.length) } } };
    }),
  }));
}

/** What single rows of the state are reported by; null if nothing is asked of them. */
export function causePartsOf({ plan }: PartialState, losses: readonly Measure[]): CauseParts | null {
  const causes = causePlanOf(plan.causes, losses, plan.policies);
  if (causes === null) return null;
  return {
    plan: causes,
    losses,
    show: plan.causes?.show ?? [],
    prediction: plan.columns.prediction,
    classNames: plan.classes,
    shownOf: () => {
      throw new RangeError('a state without the columns that are shown');
    },
  };
}

/** What slices of the state are reported by; null if there are none. */
export function slicePartsOf({ plan, keys = [] }: PartialState): SliceParts | null {
  const slices = slicePlanOf(plan.slices);
  if (slices === null) return null;
  const tables = keys.map(keyTable);
  return {
    plan: slices,
    keysOf: (grouping) => tables[grouping] ?? noKeys,
    top: plan.slices?.top ?? undefined,
  };
}

/** 128 bits over a state's members: they tell what was changed on its way, not what was forged. */
export function checksumOf(members: object): string {
  return jsonDigest(members).slice(0, 32);
}

/** A key as JSON: integers that no double holds have their digits in an object of their own. */
export type JsonKey = Exclude<Key, bigint> | { readonly integer: string };

const jsonKey = (key: Key): JsonKey => (typeof key === 'bigint' ? { integer: String(key) } : key);

function jsonNode({ level, index, value }: MergeTreeNode<ScanState>): MergeTreeNode<object> {
  const { groupings, causes, ...others } = value;
  const grouped: { readonly groupings?: readonly GroupedJson[] } =
    groupings === undefined ? {} : { groupings: groupings.map(groupedJson) };
  const single = causes === undefined ? {} : { causes: causeJson(causes) };
  return { level, index, value: { ...others, ...grouped, ...single } };
}

/** Equal states are equal text: their members stand in one order, and their checksum behind them. */
export function partialStateText({ kind, version, plan, keys, jobs }: PartialState): string {
  const members = {
    kind,
    version,
    plan,
    ...(keys === undefined ? {} : { keys: keys.map((table) => table.map((tuple) => tuple.map(jsonKey))) }),
    jobs: jobs.map(({ nodes, ...job }) => ({ ...job, nodes: nodes.map(jsonNode) })),
  };
  return `${JSON.stringify({ ...members, checksum: checksumOf(members) })}\n`;
}
