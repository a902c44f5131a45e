import { LossError, parseLossState, sumMethods } from '@offmark/losses';
import type { LossState, Measure, MergeTreeNode, SumMethod } from '@offmark/losses';
import { OffmarkError, inputError } from '../errors.ts';
import { lossOf } from '../loss-spec.ts';
import type { LossSpec } from '../loss-spec.ts';
import { newStateTree } from '../scan-state.ts';
import type { ScanState } from '../scan-state.ts';
import { isDigest } from './input-digest.ts';
import { chunkCount } from './merge-partial-states.ts';
import { checksumOf } from './partial-state.ts';
import type { PartialInput, PartialJob, PartialPlan, PartialState } from './partial-state.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Reads a state, or what has parts of one, from text that came from outside; every member is looked at. */
export class StateReader {
  readonly #path: string;
  readonly #code: string;
  readonly #flag: string;

  /** @param flag  what writes such a text */
  constructor(path: string, code = 'E_STATE', flag = '--partial') {
    this.#path = path;
    this.#code = code;
    this.#flag = flag;
  }

  refuse(member: string, expected: string, got: unknown): never {
    throw inputError(this.#code, {
      place: `${this.#path}, ${member}`,
      expected,
      got: typeof got === 'object' && got !== null ? 'something else' : String(got),
      next: `Was the file cut off or changed? Write it again with ${this.#flag}.`,
    });
  }

  /** The value of a JSON text. */
  json(text: string): unknown {
    try {
      return JSON.parse(text);
    } catch {
      return this.refuse('the whole', 'JSON', `${text.length} characters that are none`);
    }
  }

  fields(value: unknown, member: string): Fields {
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
    return this.refuse(member, 'an object', value);
  }

  list(value: unknown, member: string): readonly unknown[] {
    return Array.isArray(value) ? value : this.refuse(member, 'a list', value);
  }

  text(value: unknown, member: string): string {
    return typeof value === 'string' ? value : this.refuse(member, 'text', value);
  }

  count(value: unknown, member: string): number {
    if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value;
    return this.refuse(member, 'a whole number of at least 0', value);
  }

  oneOf<T extends string>(value: unknown, names: readonly T[], member: string): T {
    return names.find((name) => name === value) ?? this.refuse(member, names.join(' or '), value);
  }
}

/** What tells how the states of a plan are read. */
interface StatePlan {
  readonly sum: SumMethod;
  readonly measures: readonly Measure[];
}

/** Reads what was asked of the rows. */
export function parsePlan(read: StateReader, value: unknown, known: readonly Measure[]): PartialPlan {
  const { losses, columns, classes, policies, sum, where } = read.fields(value, 'plan');
  const { target, prediction, ...more } = read.fields(columns, 'plan.columns');
  const { nulls, nans } = read.fields(policies, 'plan.policies');
  return {
    losses: read
      .list(losses, 'plan.losses')
      .map((loss, i) => parseLoss(read, loss, `plan.losses[${i}]`, known)),
    columns: {
      target: read.text(target, 'plan.columns.target'),
      prediction: read.text(prediction, 'plan.columns.prediction'),
      ...Object.fromEntries(
        Object.entries(more).map(([role, name]) => [role, read.text(name, `plan.columns.${role}`)]),
      ),
    },
    classes:
      classes === null
        ? null
        : read.list(classes, 'plan.classes').map((name, i) => read.text(name, `plan.classes[${i}]`)),
    policies: {
      nulls: read.oneOf(nulls, ['error', 'skip'], 'plan.policies.nulls'),
      nans: read.oneOf(nans, ['error', 'skip'], 'plan.policies.nans'),
    },
    sum: read.oneOf(sum, sumMethods, 'plan.sum'),
    where: where === null ? null : read.text(where, 'plan.where'),
  };
}

function parseLoss(read: StateReader, value: unknown, member: string, known: readonly Measure[]): LossSpec {
  const { name, parameters } = read.fields(value, member);
  const spec = {
    name: read.text(name, `${member}.name`),
    parameters: read.fields(parameters, `${member}.parameters`),
  };
  try {
    lossOf(spec, known);
  } catch (error) {
    if (!(error instanceof OffmarkError)) throw error;
    read.refuse(member, error.expected, error.got);
  }
  return spec;
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
  chunks: number,
): MergeTreeNode<ScanState> {
  const fields = read.fields(value, member);
  const [level, index] = [
    read.count(fields['level'], `${member}.level`),
    read.count(fields['index'], `${member}.index`),
  ];
  if (!((index + 1) * 2 ** level <= chunks)) {
    read.refuse(member, `chunks below ${chunks}`, `level ${level}, index ${index}`);
  }
  return { level, index, value: parseScanState(read, fields['value'], `${member}.value`, plan) };
}

function parseScanState(read: StateReader, value: unknown, member: string, plan: StatePlan): ScanState {
  const { losses, filtered } = read.fields(value, member);
  const states = read.list(losses, `${member}.losses`);
  const { measures, sum } = plan;
  if (states.length !== measures.length) {
    read.refuse(`${member}.losses`, `${measures.length} states`, states.length);
  }
  return {
    losses: measures.map((measure, i) => parseState(read, states[i], `${member}.losses[${i}]`, sum, measure)),
    filtered: read.count(filtered, `${member}.filtered`),
  };
}

function parseState(
  read: StateReader,
  value: unknown,
  member: string,
  sum: SumMethod,
  measure: Measure,
): LossState {
  try {
    return parseLossState(value, member, sum, measure);
  } catch (error) {
    if (!(error instanceof LossError)) throw error;
    return read.refuse(error.place, error.expected, error.got);
  }
}

function parseJob(read: StateReader, value: unknown, member: string, plan: StatePlan): PartialJob {
  const { inputs, nodes } = read.fields(value, member);
  const parsed = read
    .list(inputs, `${member}.inputs`)
    .map((input, i) => parseInput(read, input, `${member}.inputs[${i}]`));
  const chunks = chunkCount(parsed);
  const tree = newStateTree();
  for (const [i, node] of read.list(nodes, `${member}.nodes`).entries()) {
    const place = `${member}.nodes[${i}]`;
    try {
      tree.insert(parseNode(read, node, place, plan, chunks));
    } catch (error) {
      if (!(error instanceof LossError)) throw error;
      read.refuse(place, error.expected, error.got);
    }
  }
  return { inputs: parsed, nodes: tree.nodes };
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
  const { kind, version, plan, jobs } = members;
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
  const measures = parsed.losses.map((loss) => lossOf(loss, known));
  const parsedJobs = read
    .list(jobs, 'jobs')
    .map((job, i) => parseJob(read, job, `jobs[${i}]`, { sum: parsed.sum, measures }));
  // Last, so that a member that can't be is named itself.
  const expected = checksumOf(members);
  if (checksum !== expected) read.refuse('checksum', expected, checksum);
  return { kind: 'offmark partial state', version, plan: parsed, jobs: parsedJobs };
}
