import { chunkRows } from '@offmark/losses';
import type { MergeTreeNode } from '@offmark/losses';
import { inputError } from '../errors.ts';
import { byBytes } from '../order.ts';
import { emptyScanState, newStateTree } from '../scan-state.ts';
import type { ScanState } from '../scan-state.ts';
import { EMPTY_DIGEST, addDigests } from './input-digest.ts';
import type { PartialInput, PartialJob, PartialState } from './partial-state.ts';

/** A state and where it came from, for errors. */
export interface NamedState {
  readonly path: string;
  readonly state: PartialState;
}

/** The chunks of all inputs together. */
export function chunkCount(inputs: readonly Pick<PartialInput, 'rows'>[]): number {
  return inputs.reduce((chunks, { rows }) => chunks + Math.ceil(rows / chunkRows), 0);
}

/** Runs of chunks that no node holds. */
export function missingChunks({ inputs, nodes }: PartialJob): readonly string[] {
  const missing: string[] = [];
  const end = chunkCount(inputs);
  let next = 0;
  for (const { level, index } of [...nodes, { level: 0, index: end }]) {
    const from = index * 2 ** level;
    if (from > next) missing.push(from - next === 1 ? String(next) : `${next} to ${from - 1}`);
    next = from + 2 ** level;
  }
  return missing;
}

/** Inputs without what depends on the chunks that were read. */
function identityOf(inputs: readonly PartialInput[]): string {
  return JSON.stringify(inputs.map((input) => ({ ...input, digest: EMPTY_DIGEST })));
}

function refuse(path: string, expected: string, got: string, next: string): never {
  throw inputError('E_STATE_MERGE', { place: path, expected, got, next });
}

/** The chunks of both, which are of the same inputs. */
export function mergeJobs(a: PartialJob, b: PartialJob, path: string): PartialJob {
  const tree = newStateTree();
  for (const node of a.nodes) tree.insert(node);
  for (const node of b.nodes) insertOnce(tree, node, path);
  const inputs = a.inputs.map((input, i) => ({
    ...input,
    digest: addDigests(input.digest, b.inputs[i]?.digest ?? EMPTY_DIGEST),
  }));
  return { inputs, nodes: tree.nodes };
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
      const content = whole && rows > 0 ? [`${rows} rows, digest ${digest}`] : [];
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
  const theirs = new Map(
    Object.entries(other.state.plan).map(([name, member]) => [name, JSON.stringify(member)]),
  );
  for (const [name, member] of Object.entries(first.state.plan)) {
    const [expected, got] = [JSON.stringify(member), theirs.get(name)];
    if (expected === got) continue;
    refuse(
      other.path,
      `the same ${name} as in ${first.path}, ${expected}`,
      String(got),
      'States merge if the same was asked of all rows.',
    );
  }
}

/**
 * Merges partial states, in any order: those over the same inputs by their chunks, others side by side.
 * @throws E_STATE_MERGE if plans differ, or rows would count twice
 */
export function mergePartialStates(states: readonly NamedState[]): PartialState {
  const [first] = states;
  if (first === undefined) throw new RangeError('no states to merge');
  const jobs = new Map<string, PartialJob>();
  for (const { path, state } of states) {
    checkPlan(first, { path, state });
    for (const job of state.jobs) {
      const key = identityOf(job.inputs);
      const before = jobs.get(key);
      jobs.set(key, before === undefined ? job : mergeJobs(before, job, path));
    }
  }
  const sorted = [...jobs.values()].toSorted((a, b) => byBytes(identityOf(a.inputs), identityOf(b.inputs)));
  checkDistinct(sorted);
  return { ...first.state, jobs: sorted };
}

/** The state of all rows of all jobs; jobs merge in their order, as chunks of a tree do. */
export function foldJobs({ jobs, plan }: PartialState): ScanState {
  const tree = newStateTree();
  const folded = jobs.map(({ nodes }) => {
    const one = newStateTree();
    for (const node of nodes) one.insert(node);
    return one.fold();
  });
  for (const [index, value] of folded.entries()) {
    if (value !== undefined) tree.insert({ level: 0, index, value });
  }
  return tree.fold() ?? emptyScanState(plan.losses.length);
}
