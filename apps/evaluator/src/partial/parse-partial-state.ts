import { LossError, parseGroupedStates, parseLossState } from '@offmark/losses';
import type { Measure, MergeTreeNode, SumMethod } from '@offmark/losses';
import { inputError } from '../errors.ts';
import { lossOf } from '../loss-spec.ts';
import { newStateTree } from '../scan-state.ts';
import type { ScanState } from '../scan-state.ts';
import { slicePlanOf } from '../slices/asked-slices.ts';
import { needsMoments } from '../slices/slice-plan.ts';
import type { SlicePlan } from '../slices/slice-plan.ts';
import { chunkCount, ofShards, rowsOfChunks, rowsRead } from './chunks.ts';
import { isDigest } from './input-digest.ts';
import { parseKeys } from './parse-keys.ts';
import { parsePlan } from './parse-plan.ts';
import { checksumOf } from './partial-state.ts';
import type { PartialInput, PartialJob, PartialState } from './partial-state.ts';
import { isShard } from './shard.ts';
import type { Shard } from './shard.ts';
import type { SliceTables } from './slice-tables.ts';
import { StateReader } from './state-reader.ts';

/** What tells how the states of a plan are read. */
interface StatePlan {
  readonly sum: SumMethod;
  readonly measures: readonly Measure[];
  readonly slices: SlicePlan | null;
  readonly keys: SliceTables;
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
  const state = parseScanState(read, fields['value'], `${member}.value`, plan);
  checkLedger(read, state, `${member}.value`, rowsOfChunks(inputs, from, to));
  return { level, index, value: state };
}

/** Every row of the chunks has one fate in each loss, and one slice in each grouping. */
function checkLedger(read: StateReader, state: ScanState, member: string, rows: number): void {
  const expected = `${rows} rows in all, as its chunks have`;
  for (const i of state.losses.keys()) {
    const counted = rowsRead(state, i);
    if (counted !== rows) read.refuse(`${member}.losses[${i}].rows`, expected, counted);
  }
  for (const [i, { rows: slices }] of (state.groupings ?? []).entries()) {
    const counted = slices.reduce((sum, count) => sum + count, state.filtered);
    if (counted !== rows) read.refuse(`${member}.groupings[${i}].rows`, expected, counted);
  }
}

function parseScanState(read: StateReader, value: unknown, member: string, plan: StatePlan): ScanState {
  const { losses, filtered, groupings } = read.fields(value, member);
  const states = read.list(losses, `${member}.losses`);
  const { measures, sum } = plan;
  if (states.length !== measures.length) {
    read.refuse(`${member}.losses`, `${measures.length} states`, states.length);
  }
  const state = {
    losses: measures.map((measure, i) =>
      orRefuse(read, () => parseLossState(states[i], `${member}.losses[${i}]`, sum, measure)),
    ),
    filtered: read.count(filtered, `${member}.filtered`),
  };
  const grouped = parseGroupings(read, groupings, `${member}.groupings`, plan);
  return grouped === undefined ? state : { ...state, groupings: grouped };
}

function parseGroupings(
  read: StateReader,
  value: unknown,
  member: string,
  { slices, keys, sum, measures }: StatePlan,
): ScanState['groupings'] {
  if (slices === null) return undefined;
  const groupings = read.list(value, member);
  if (groupings.length !== slices.groupings.length)
    read.refuse(member, `${slices.groupings.length} groupings`, groupings.length);
  return groupings.map((grouping, i) => {
    const groups = keys[i]?.length ?? 0;
    const shape = { losses: measures.length, groups, sum, moments: needsMoments(slices) };
    return orRefuse(read, () => parseGroupedStates(grouping, `${member}[${i}]`, shape));
  });
}

/** What losses read themselves, and refuse in their own words. */
function orRefuse<T>(read: StateReader, parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    if (!(error instanceof LossError)) throw error;
    return read.refuse(error.place, error.expected, error.got);
  }
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
  const slices = slicePlanOf(parsed.slices);
  const tables = slices === null ? [] : parseKeys(read, keys, slices);
  const statePlan = {
    sum: parsed.sum,
    measures: parsed.losses.map((loss) => lossOf(loss, known)),
    slices,
    keys: tables,
  };
  const parsedJobs = read.list(jobs, 'jobs').map((job, i) => parseJob(read, job, `jobs[${i}]`, statePlan));
  // Last, so that a member that can't be is named itself.
  const expected = checksumOf(members);
  if (checksum !== expected) read.refuse('checksum', expected, checksum);
  const table = slices === null ? {} : { keys: tables };
  return { kind: 'offmark partial state', version, plan: parsed, ...table, jobs: parsedJobs };
}
