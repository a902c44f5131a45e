import type { Measure } from '@offmark/losses';
import type { ShownOf } from '../causes/cause-report.ts';
import type { Dataset } from '../inputs/dataset.ts';
import type { Executor } from './executor.ts';
import { itemAt } from '../item-at.ts';
import { Checkpoint, changed } from '../partial/checkpoint.ts';
import type { Probe } from '../partial/checkpoint.ts';
import { chunkCount, ofShards, rowsRead } from '../partial/chunks.ts';
import { mergePartialStates } from '../partial/merge-partial-states.ts';
import { newPartialState } from '../partial/partial-state.ts';
import type { PartialPlan, PartialState } from '../partial/partial-state.ts';
import { chunksOfShard } from '../partial/shard.ts';
import type { Shard } from '../partial/shard.ts';
import { StateCollector } from '../partial/state-collector.ts';
import type { ScoringPlan } from '../plan.ts';
import { emptyScanState } from './scan-state.ts';
import type { ScanState } from './scan-state.ts';
import { Scheduler } from './scheduler.ts';
import type { SliceParts } from '../result/result.ts';
import { noKeys } from '../slices/key-table.ts';
import { SliceNumbering } from '../slices/slice-numbering.ts';
import type { KeysOf } from '../slices/slice-numbering.ts';
import type { Scored, Task } from './task.ts';

/** What a scan is told beside the plan. */
export interface ScanOptions {
  readonly onProgress?: (progress: { readonly rowsDone: number; readonly rowsTotal: number | null }) => void;
  readonly signal?: AbortSignal;
  /** The part of the job's chunks to score. */
  readonly shard?: Shard;
  /** A folder of finished segments: a job that was killed is taken up where it stopped. */
  readonly checkpoint?: string;
  /** Between two segments at least, in milliseconds; 1,000 if not given. */
  readonly checkpointInterval?: number;
}

const defaultInterval = 1000;

/** Runs a plan over the chunks of a dataset. */
export class Scan {
  readonly #dataset: Dataset;
  readonly #plan: ScoringPlan;
  readonly #executor: Executor;
  readonly #options: ScanOptions;
  /** null if rows are not grouped. */
  readonly #numbering: SliceNumbering | null;

  constructor(dataset: Dataset, plan: ScoringPlan, executor: Executor, options: ScanOptions) {
    this.#dataset = dataset;
    this.#plan = plan;
    this.#executor = executor;
    this.#options = options;
    this.#numbering = plan.slices === null ? null : new SliceNumbering(plan.slices);
  }

  readonly #keysOf: KeysOf = (grouping) => this.#numbering?.keysOf(grouping) ?? noKeys;

  /** What the slices of the state are reported by. */
  sliceParts(top: number | undefined): SliceParts | null {
    const { slices } = this.#plan;
    return slices === null || this.#numbering === null ? null : { plan: slices, keysOf: this.#keysOf, top };
  }

  /** The state of all rows. */
  async stateOfAll(): Promise<ScanState> {
    const scheduler = this.#scheduler(0);
    await scheduler.run(this.#dataset.jobs(this.#plan, this.#executor.threads));
    return (
      scheduler.tree.fold() ??
      emptyScanState(
        this.#plan.losses.length * this.#plan.predictions.length,
        this.#plan.slices?.groupings.length,
      )
    );
  }

  /**
   * The state of the chunks of the shard, or of all, those of the checkpoint among them; the plan asks for digests.
   * @throws E_CHECKPOINT, E_INPUT_CHANGED
   */
  async partialState(plan: PartialPlan, known: readonly Measure[], shownOf: ShownOf): Promise<PartialState> {
    const parts = { keysOf: this.#keysOf, shownOf };
    const { shard, checkpoint: folder, checkpointInterval = defaultInterval } = this.#options;
    const collector = new StateCollector();
    if (shard === undefined && folder === undefined) {
      await this.#run(
        () => true,
        0,
        (task, scored) => collector.add(task, scored),
      );
      return newPartialState(plan, [collector.jobOf(this.#dataset.summaries)], parts);
    }
    const inputs = this.#dataset.countedInputs();
    if (inputs === null) throw new RangeError('rows that cannot be counted');
    const { from, to } = shard === undefined ? everyChunk : chunksOfShard(shard, chunkCount(inputs));
    const checkpoint =
      folder === undefined ? null : new Checkpoint(folder, plan, inputs, checkpointInterval, parts);
    const before = checkpoint?.takeUp(known) ?? null;
    await this.#probe(before?.probes ?? []);
    const done = new DoneChunks(before?.state);
    try {
      await this.#run(
        (chunk) => chunk >= from && chunk < to && !done.has(chunk),
        done.rows,
        (task, scored) => {
          collector.add(task, scored);
          checkpoint?.add(task, scored);
        },
      );
    } finally {
      checkpoint?.flush();
    }
    const state = newPartialState(plan, [collector.jobOf(inputs)], parts);
    const whole =
      before === null
        ? state
        : mergePartialStates([
            { path: folder ?? '', state: before.state },
            { path: 'the job', state },
          ]);
    return shard === undefined ? whole : { ...whole, jobs: whole.jobs.map((job) => ofShards(job, [shard])) };
  }

  /** Reads chunks again that were finished before, and compares. @throws E_INPUT_CHANGED */
  async #probe(probes: readonly Probe[]): Promise<void> {
    const expected = new Map(probes.map(({ chunk, digest }) => [chunk, digest]));
    if (expected.size === 0) return;
    const compare = ({ chunks, input }: Task, { digests }: Scored): void => {
      for (const [i, { index }] of chunks.entries()) {
        const [before, now] = [expected.get(index), digests[i]];
        if (before !== now)
          throw changed(input.path, `chunk ${index} with the digest ${before}`, String(now));
      }
    };
    await this.#run((chunk) => expected.has(chunk), 0, compare);
  }

  async #run(
    isWanted: (chunk: number) => boolean,
    rowsBefore: number,
    onScored: (task: Task, scored: Scored) => void,
  ): Promise<void> {
    const scheduler = this.#scheduler(rowsBefore, onScored);
    await scheduler.run(this.#dataset.jobs(this.#plan, this.#executor.threads, isWanted));
  }

  #scheduler(rowsBefore: number, onScored?: (task: Task, scored: Scored) => void): Scheduler {
    const { onProgress, signal } = this.#options;
    const rowsTotal = this.#dataset.rowCount;
    return new Scheduler(
      this.#executor,
      this.#numbering,
      ({ rowsDone }) => onProgress?.({ rowsDone: rowsBefore + rowsDone, rowsTotal }),
      signal,
      onScored,
    );
  }
}

const everyChunk = { from: 0, to: Infinity };

/** The chunks that a state of one job holds. */
class DoneChunks {
  readonly #ranges: readonly (readonly [from: number, to: number])[];
  readonly rows: number;

  constructor(state: PartialState | undefined) {
    const nodes = state?.jobs.flatMap((job) => job.nodes) ?? [];
    this.#ranges = nodes.map(({ level, index }) => [index * 2 ** level, (index + 1) * 2 ** level]);
    this.rows = nodes.reduce(
      (rows, { value }) => rows + rowsRead(itemAt(value.losses, 0), value.filtered),
      0,
    );
  }

  has(chunk: number): boolean {
    return this.#ranges.some(([from, to]) => chunk >= from && chunk < to);
  }
}
