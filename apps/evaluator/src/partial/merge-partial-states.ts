import { chunkRows } from '@offmark/losses';
import type { MergeTreeNode } from '@offmark/losses';
import type { KeptRow } from '../causes/cause-state.ts';
import { inputError } from '../errors.ts';
import { byBytes } from '../order.ts';
import { emptyScanState, newStateTree } from '../scan/scan-state.ts';
import type { ScanState } from '../scan/scan-state.ts';
import { slicePlanOf } from '../slices/asked-slices.ts';
import { checkSliceMemory } from '../slices/slice-memory.ts';
import { chunkCount, mergeShards, missingChunks, ofShards } from './chunks.ts';
import { EMPTY_DIGEST, addDigests } from './input-digest.ts';
import { alignTables } from './slice-tables.ts';
import type { PartialInput, PartialJob, PartialState } from './partial-state.ts';
import { countText } from '../reports/words.ts';

/** A state and where it came from, for errors. */
export interface NamedState {
  readonly path: string;
  readonly state: PartialState;
}

/** Inputs without what depends on the chunks that were read. */
function identityOf(inputs: readonly PartialInput[]): string {
  return JSON.stringify(inputs.map((input) => ({ ...input, digest: EMPTY_DIGEST })));
}

function refuse(path: string, expected: string, got: string, next: string): never {
  throw inputError('E_STATE_MERGE', { place: path, expected, got, next });
}

/** The chunks of both, which are of the same inputs. */
function mergeJobs(a: PartialJob, b: PartialJob, path: string): PartialJob {
  const tree = newStateTree();
  for (const node of a.nodes) tree.insert(node);
  for (const node of b.nodes) insertOnce(tree, node, path);
  const inputs = a.inputs.map((input, i) => ({
    ...input,
    digest: addDigests(input.digest, b.inputs[i]?.digest ?? EMPTY_DIGEST),
  }));
  return ofShards({ inputs, nodes: tree.nodes }, mergeShards(a.shards, b.shards));
}

function insertOnce(
  tree: ReturnType<typeof newStateTree>,
  node: MergeTreeNode<ScanState>,
  path: string,
): void {
  const [from, to] = [node.index * 2 ** node.level, (node.index + 1) * 2 ** node.level - 1];
  const taken = tree.nodes.some(
    ({ level, index }) => index * 2 ** level <= to && (index + 1) * 2 ** level - 1 >= from,
  );
  if (taken) {
    refuse(path, 'every chunk once', `chunks ${from} to ${to} again`, 'Give each shard once.');
  }
  tree.insert(node);
}

/** @throws E_STATE_MERGE if the same rows are in two jobs, by their paths or by their digests */
function checkDistinct(jobs: readonly PartialJob[]): void {
  const seen = new Map<string, string>();
  for (const job of jobs) {
    const whole = missingChunks(job).length === 0;
    for (const { path, digest, rows } of job.inputs) {
      const content = whole && rows > 0 ? [`${countText(rows)}, digest ${digest}`] : [];
      for (const key of [`the path ${path}`, ...content]) {
        const before = seen.get(key);
        if (before !== undefined && path !== '-') {
          refuse(path, 'each input once', `${key} in two jobs`, 'Its rows would count twice; leave one out.');
        }
        seen.set(key, path);
      }
    }
  }
}

/** @throws E_STATE_MERGE that names the first member in which the plans differ */
function checkPlan(first: NamedState, other: NamedState): void {
  const [own, theirs] = [first, other].map(
    ({ state }) =>
      new Map(Object.entries(state.plan).map(([name, member]) => [name, JSON.stringify(member)])),
  );
  const names = new Set([...(own?.keys() ?? []), ...(theirs?.keys() ?? [])]);
  for (const name of names) {
    const [expected = 'nothing', got = 'nothing'] = [own?.get(name), theirs?.get(name)];
    if (expected === got) continue;
    refuse(
      other.path,
      `the same ${name} as in ${first.path}, ${expected}`,
      got,
      'States merge if the same was asked of all rows.',
    );
  }
}

/**
 * The states' slices by common numbers. All are of one plan.
 * @throws E_SLICE_COUNT if there are more slices in all of them than there may be
 */
function aligned(states: readonly PartialState[]): readonly PartialState[] {
  const slices = slicePlanOf(states[0]?.plan.slices ?? null);
  if (slices === null) return states;
  const { keys, parts } = alignTables(
    slices,
    states.map(({ keys: own = [], jobs }) => ({ keys: own, jobs })),
  );
  return states.map((state, i) => ({ ...state, keys, jobs: parts[i] ?? [] }));
}

/** States of different jobs in one, in their order. */
export function joinPartialStates(states: readonly PartialState[]): PartialState {
  const [first, ...others] = aligned(states);
  if (first === undefined) throw new RangeError('no states to join');
  return { ...first, jobs: [first, ...others].flatMap(({ jobs }) => jobs) };
}

/**
 * Merges partial states, in any order: those over the same inputs by their chunks, others side by side.
 * @throws E_STATE_MERGE if plans differ, or rows would count twice; E_SLICE_COUNT
 */
export function mergePartialStates(states: readonly NamedState[]): PartialState {
  const [first] = states;
  if (first === undefined) throw new RangeError('no states to merge');
  for (const state of states) checkPlan(first, state);
  const jobs = new Map<string, PartialJob>();
  const parts = aligned(states.map(({ state }) => state));
  for (const [i, part] of parts.entries()) {
    for (const job of part.jobs) {
      const key = identityOf(job.inputs);
      const before = jobs.get(key);
      jobs.set(key, before === undefined ? job : mergeJobs(before, job, states[i]?.path ?? ''));
    }
  }
  const sorted = [...jobs.values()].toSorted((a, b) => byBytes(identityOf(a.inputs), identityOf(b.inputs)));
  checkDistinct(sorted);
  return { ...(parts[0] ?? first.state), jobs: sorted };
}

/**
 * The state of all rows of all jobs; jobs merge in their order, as chunks of a tree do.
 * @throws E_SLICE_STATE
 */
export function foldJobs({ jobs, plan }: PartialState): ScanState {
  const tree = newStateTree();
  let chunks = 0;
  for (const [index, { inputs, nodes }] of jobs.entries()) {
    const one = newStateTree();
    for (const node of nodes) one.insert(node);
    const value = one.fold();
    if (value !== undefined) tree.insert({ level: 0, index, value: behind(value, chunks) });
    chunks += chunkCount(inputs);
  }
  const entries = plan.losses.length * (plan.predictions?.length ?? 1);
  const state = tree.fold() ?? emptyScanState(entries, slicePlanOf(plan.slices)?.groupings.length);
  const { losses, predictions = [plan.columns.prediction] } = plan;
  checkSliceMemory([state], { losses, predictions });
  return state;
}

/** The state of a job of which the single rows come behind so many chunks of other jobs. */
function behind(state: ScanState, chunks: number): ScanState {
  const { causes } = state;
  if (causes === undefined || chunks === 0) return state;
  const moved = <R extends KeptRow>(rows: readonly R[]): readonly R[] =>
    rows.map((row) => ({ ...row, order: row.order + chunks * chunkRows }));
  return { ...state, causes: { ...causes, worst: causes.worst.map(moved), bad: moved(causes.bad) } };
}
