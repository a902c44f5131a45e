import type { RunsStorage } from '../storage.ts';
import { valueCopier } from './copy-values.ts';
import { IntegerReader } from './read-buffers.ts';
import {
  type BatchColumn,
  regionAt,
  reindexed,
  Scratch,
  ValueError,
  type ValueReader,
} from './value-reader.ts';

/** Values that hold for runs of rows. */
export class RunValues implements ValueReader {
  readonly bytes: number;
  readonly #storage: RunsStorage;
  readonly #values: ValueReader;
  readonly #integers: IntegerReader;
  readonly #data = new Scratch();
  readonly #valid = new Scratch();
  /** The ends of a batch's runs, checked. */
  #ends = new Float64Array(0);
  #endsOfBatch = -1;

  constructor(storage: RunsStorage, values: ValueReader) {
    this.#storage = storage;
    this.#values = values;
    this.bytes = values.bytes;
    this.#integers = new IntegerReader(storage.runEnds.type);
  }

  read(column: BatchColumn, first: number, count: number, data: Uint8Array, valid: Uint8Array): void {
    if (count === 0) return;
    const ends = this.#endsIn(column);
    const firstRun = runOf(ends, first);
    const lastRun = runOf(ends, first + count - 1);
    if (lastRun === ends.length) {
      const expected = `runs up to row ${first + count - 1}`;
      throw new ValueError('E_RUN_ENDS', first, { expected, got: `the last end ${ends.at(-1) ?? 0}` });
    }
    const runs = lastRun - firstRun + 1;
    const runData = this.#data.take(runs * this.bytes);
    const runValid = this.#valid.take(runs);
    reindexed(
      () => this.#values.read(column, firstRun, runs, runData, runValid),
      (run) => (run === 0 ? 0 : (ends[run - 1] ?? 0)),
    );
    const copy = valueCopier(runData, data, this.bytes);
    let run = 0;
    for (let index = 0; index < count; index += 1) {
      while ((ends[firstRun + run] ?? Infinity) <= first + index) run += 1;
      copy(run, index);
      valid[index] = runValid[run] ?? 0;
    }
  }

  #endsIn(column: BatchColumn): Float64Array {
    if (column.batch === this.#endsOfBatch) return this.#ends;
    this.#endsOfBatch = -1;
    const slot = this.#storage.runEnds.slot + 1;
    this.#ends = this.#integers.read(column, slot, 0, regionAt(column.regions, slot).values).slice();
    checkEnds(this.#ends);
    this.#endsOfBatch = column.batch;
    return this.#ends;
  }
}

function checkEnds(ends: Float64Array): void {
  let before = 0;
  for (const [run, end] of ends.entries()) {
    if (!(end > before)) {
      const details = { expected: `an end of run ${run} above ${before}`, got: String(end) };
      throw new ValueError('E_RUN_ENDS', before, details);
    }
    before = end;
  }
}

/** The run that a row is in, or their number if it is after the last one: binary search. */
function runOf(ends: Float64Array, row: number): number {
  let low = 0;
  let high = ends.length;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if ((ends[middle] ?? 0) <= row) low = middle + 1;
    else high = middle;
  }
  return low;
}
