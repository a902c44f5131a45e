import {
  LANE_COUNT,
  LANE_STATE_LENGTH,
  addToLane,
  addToLanes,
  combineLanes,
  lanesAreFinite,
} from './lanes.ts';
import type { SumPair } from './sum-pair.ts';

/** What adds to the lanes, and the memory that it likes: a backend. */
export interface LaneAdder {
  readonly addToLanes: (lanes: Float64Array, values: Float64Array, from: number, to: number) => void;
  readonly allocate: (byteLength: number) => Uint8Array;
}

const plainLanes: LaneAdder = { addToLanes, allocate: (byteLength) => new Uint8Array(byteLength) };

/** Rows between two looks for overflow; what is redone where there is one. */
const BLOCK_ROWS = 2048;

/**
 * The compensated sum of one chunk of finite values, in eight lanes: value i goes to lane i mod 8, however the
 * values are split into calls. Keep a chunk to 2¹⁶ values: the error grows with the square of the values per lane.
 * Lanes that overflow leave out multiples of 2¹⁰²⁴, so that only a total beyond the range of doubles is lost.
 */
export class LaneSums {
  readonly #addToLanes: LaneAdder['addToLanes'];
  readonly #lanes: Float64Array;
  readonly #before = new Float64Array(LANE_STATE_LENGTH);
  readonly #start = new Float64Array(LANE_STATE_LENGTH);
  #lane = 0;
  #wraps = 0;

  constructor({ addToLanes, allocate }: LaneAdder = plainLanes) {
    const { buffer, byteOffset } = allocate(LANE_STATE_LENGTH * 8);
    this.#lanes = new Float64Array(buffer, byteOffset, LANE_STATE_LENGTH);
    this.#addToLanes = addToLanes;
  }

  /**
   * Adds the first `count` values if all of them are finite.
   * @returns whether they are; if not, nothing was added
   */
  tryAdd(values: Float64Array, count: number): boolean {
    const [lane, wraps] = [this.#lane, this.#wraps];
    this.#start.set(this.#lanes);
    this.add(values, count);
    // An infinite or NaN value leaves its lane so, whatever is added; finite ones never do.
    if (lanesAreFinite(this.#lanes)) return true;
    this.#lanes.set(this.#start);
    this.#lane = lane;
    this.#wraps = wraps;
    return false;
  }

  /** Adds the first `count` values, all finite. */
  add(values: Float64Array, count: number): void {
    const aligned = Math.min(count, (LANE_COUNT - this.#lane) % LANE_COUNT);
    const tail = count - ((count - aligned) % LANE_COUNT);
    this.#addOneByOne(values, 0, aligned);
    for (let from = aligned; from < tail; from += BLOCK_ROWS) {
      this.#addBlock(values, from, Math.min(from + BLOCK_ROWS, tail));
    }
    this.#addOneByOne(values, tail, count);
  }

  /** Adds `count` values that are all 0. */
  skip(count: number): void {
    this.#lane = (this.#lane + count) % LANE_COUNT;
  }

  /** The sum of the values so far. */
  peek(): SumPair {
    return combineLanes(this.#lanes, this.#wraps);
  }

  /** The sum of the values since the last call, and a fresh start. */
  take(): SumPair {
    const sum = this.peek();
    this.#lanes.fill(0);
    this.#lane = 0;
    this.#wraps = 0;
    return sum;
  }

  #addBlock(values: Float64Array, from: number, to: number): void {
    this.#before.set(this.#lanes);
    this.#addToLanes(this.#lanes, values, from, to);
    if (lanesAreFinite(this.#lanes)) return;
    this.#lanes.set(this.#before);
    this.#addOneByOne(values, from, to);
  }

  #addOneByOne(values: Float64Array, from: number, to: number): void {
    for (let i = from; i < to; i++) {
      this.#wraps += addToLane(this.#lanes, this.#lane, values[i]!);
      this.#lane = (this.#lane + 1) % LANE_COUNT;
    }
  }
}
