import { LossError, parseLossState } from '@offmark/losses';
import type { Measure, MergeTreeNode, SumMethod } from '@offmark/losses';
import { inputError } from '../errors.ts';
import { causePlanOf } from '../causes/asked-causes.ts';
import { lossOf } from '../loss-spec.ts';
import { entriesOf } from '../inputs/predictions.ts';
import { newStateTree } from '../scan/scan-state.ts';
import type { ScanState } from '../scan/scan-state.ts';
import { slicePlanOf } from '../slices/asked-slices.ts';
import { chunkCount, ofShards, rowsOfChunks, rowsRead } from './chunks.ts';
import { isDigest } from './input-digest.ts';
import { parseCauses } from './parse-causes.ts';
import type { CauseShape } from './parse-causes.ts';
import { parseGroupings } from './parse-groupings.ts';
import type { GroupingsShape } from './parse-groupings.ts';
import { parseKeys } from './parse-keys.ts';
import { parsePlan } from './parse-plan.ts';
import { checksumOf } from './partial-state.ts';
import type { PartialInput, PartialJob, PartialPlan, PartialState } from './partial-state.ts';
import { isShard } from './shard.ts';
import type { ChunkRange, Shard } from './shard.ts';
import { StateReader, orRefuse } from './state-reader.ts';

/** What tells how the states of a plan are read. */
interface StatePlan {
  readonly sum: SumMethod;
  readonly losses: readonly Measure[];
  /** Every loss of every prediction. */
  readonly entries: readonly Measure[];
  /** null if nothing is summed by groups. */
  readonly groupings: GroupingsShape | null;
  /** What is asked of single rows; null if nothing is. */
  readonly causes: Pick<CauseShape, 'plan' | 'show'> | null;
}

function statePlanOf(
  read: StateReader,
  plan: PartialPlan,
  keys: unknown,
  known: readonly Measure[],
): StatePlan {
  const { sum, predictions = [''], policies } = plan;
  const losses = plan.losses.map((loss) => lossOf(loss, known));
  const entries = entriesOf(losses, predictions.length).map(({ measure }) => measure);
  const slices = slicePlanOf(plan.slices);
  const pairs = slices?.compare ? losses.length * (predictions.length - 1) : 0;
  const causes = causePlanOf(plan.causes, losses, policies);
  return {
    sum,
    losses,
    entries,
    groupings: slices === null ? null : { slices, keys: parseKeys(read, keys, slices), sum, entries, pairs },
    causes: causes === null ? null : { plan: causes, show: plan.causes?.show ?? [] },
  };
}

function parseInput(read: StateReader, value: unknown, member: string): PartialInput {
  const { path, format, size, rows, batches, endedBy, digest } = read.fields(value, member);
  const digits = read.text(digest, `${member}.digest`);
  return {
    path: read.text(path, `${member}.path`),
    format: read.oneOf(format, ['file', 'stream'], `${member}.format`),
    size: size === null ? null : read.count(size, `${member}.size`),
    rows: read.count(rows, `${member}.rows`),
    batches: read.count(batches, `${member}.batches`),
    endedBy: read.oneOf(endedBy, ['footer', 'marker', 'end of file'], `${member}.endedBy`),
    digest: isDigest(digits) ? digits : read.refuse(`${member}.digest`, '32 hexadecimal digits', digits),
  };
}

function parseNode(
  read: StateReader,
  value: unknown,
  member: string,
  plan: StatePlan,
  inputs: readonly PartialInput[],
): MergeTreeNode<ScanState> {
  const fields = read.fields(value, member);
  const [level, index] = [
    read.count(fields['level'], `${member}.level`),
    read.count(fields['index'], `${member}.index`),
  ];
  const chunks = chunkCount(inputs);
  const [from, to] = [index * 2 ** level, (index + 1) * 2 ** level];
  if (!(to <= chunks)) read.refuse(member, `chunks below ${chunks}`, `level ${level}, index ${index}`);
  const state = parseScanState(read, fields['value'], `${member}.value`, plan, inputs, { from, to });
  checkLedger(read, state, `${member}.value`, rowsOfChunks(inputs, from, to));
  return { level, index, value: state };
}

/** Every row of the chunks has one fate in each loss, and one slice in each grouping. */
function checkLedger(read: StateReader, state: ScanState, member: string, rows: number): void {
  const expected = `${rows} rows in all, as its chunks have`;
  for (const [i, loss] of state.losses.entries()) {
    const counted = rowsRead(loss, state.filtered);
    if (counted !== rows) read.refuse(`${member}.losses[${i}].rows`, expected, counted);
  }
  for (const [i, loss] of (state.causes?.distributions ?? []).entries()) {
    const counted = rowsRead(loss, state.filtered);
    if (counted !== rows) read.refuse(`${member}.causes.distributions[${i}].rows`, expected, counted);
  }
  for (const [i, { rows: slices }] of (state.groupings ?? []).entries()) {
    const counted = slices.reduce((sum, count) => sum + count, state.filtered);
    if (counted !== rows) read.refuse(`${member}.groupings[${i}].rows`, expected, counted);
  }
}

function parseScanState(
  read: StateReader,
  value: unknown,
  member: string,
  { sum, losses, entries, groupings: shape, causes: asked }: StatePlan,
  inputs: readonly PartialInput[],
  chunks: ChunkRange,
): ScanState {
  const { losses: all, filtered, groupings, causes } = read.fields(value, member);
  const states = read.list(all, `${member}.losses`);
  if (states.length !== entries.length) {
    read.refuse(`${member}.losses`, `${entries.length} states`, states.length);
  }
  return {
    losses: entries.map((entry, i) =>
      orRefuse(read, () => parseLossState(states[i], `${member}.losses[${i}]`, sum, entry)),
    ),
    filtered: read.count(filtered, `${member}.filtered`),
    ...(shape === null ? {} : { groupings: parseGroupings(read, groupings, `${member}.groupings`, shape) }),
    ...(asked === null
      ? {}
      : { causes: parseCauses(read, causes, `${member}.causes`, { ...asked, losses, inputs, chunks }) }),
  };
}

function parseShards(read: StateReader, value: unknown, member: string): readonly Shard[] {
  return read.list(value, member).map((shard, i) => {
    const place = `${member}[${i}]`;
    const fields = read.fields(shard, place);
    const [index, count] = [
      read.count(fields['index'], `${place}.index`),
      read.count(fields['count'], `${place}.count`),
    ];
    if (!isShard({ index, count })) read.refuse(place, 'a shard', `${index}/${count}`);
    return { index, count };
  });
}

function parseJob(read: StateReader, value: unknown, member: string, plan: StatePlan): PartialJob {
  const { inputs, nodes, shards = [] } = read.fields(value, member);
  const parsed = read
    .list(inputs, `${member}.inputs`)
    .map((input, i) => parseInput(read, input, `${member}.inputs[${i}]`));
  const tree = newStateTree();
  for (const [i, node] of read.list(nodes, `${member}.nodes`).entries()) {
    const place = `${member}.nodes[${i}]`;
    try {
      tree.insert(parseNode(read, node, place, plan, parsed));
    } catch (error) {
      if (!(error instanceof LossError)) throw error;
      read.refuse(place, error.expected, error.got);
    }
  }
  return ofShards({ inputs: parsed, nodes: tree.nodes }, parseShards(read, shards, `${member}.shards`));
}

/**
 * Reads a partial state.
 * @param path   shown in errors
 * @param known  the losses that it may be of
 * @throws       E_STATE that names the member that is not what it should be; E_STATE_VERSION
 */
export function parsePartialState(text: string, path: string, known: readonly Measure[]): PartialState {
  const read = new StateReader(path);
  const { checksum, ...members } = read.fields(read.json(text), 'the whole');
  const { kind, version, plan, keys, jobs } = members;
  if (kind !== 'offmark partial state') read.refuse('kind', 'offmark partial state', kind);
  if (version !== 1) {
    throw inputError('E_STATE_VERSION', {
      place: path,
      expected: 'a partial state of version 1',
      got: `version ${JSON.stringify(version)}`,
      next: 'Merge it with the version of offmark that wrote it.',
    });
  }
  const parsed = parsePlan(read, plan, known);
  const statePlan = statePlanOf(read, parsed, keys, known);
  const parsedJobs = read.list(jobs, 'jobs').map((job, i) => parseJob(read, job, `jobs[${i}]`, statePlan));
  // Last, so that a member that can't be is named itself.
  const expected = checksumOf(members);
  if (checksum !== expected) read.refuse('checksum', expected, checksum);
  const table = statePlan.groupings === null ? {} : { keys: statePlan.groupings.keys };
  return { kind: 'offmark partial state', version, plan: parsed, ...table, jobs: parsedJobs };
}
