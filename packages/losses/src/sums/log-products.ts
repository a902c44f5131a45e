import { DOUBLE, HIGH_WORD, WORDS } from '../math/double-bits.ts';
import { FIRST_MANTISSA_WORD } from '../math/log-table.ts';
import { log } from '../math/log.ts';
import { powerOfTwo } from '../math/power-of-two.ts';
import { LaneSums } from './lane-sums.ts';
import type { LaneAdder } from './lane-sums.ts';
import { LANE_COUNT } from './lanes.ts';
import { mergeSums } from './sum-pair.ts';
import type { SumPair } from './sum-pair.ts';

/** Eight products of mantissas, their eight errors, and the eight sums of exponents. */
export const PRODUCT_STATE_LENGTH: number = 3 * LANE_COUNT;

/** Rows of a chunk after which the products become logarithms: 256 mantissas a lane neither over- nor underflow. */
const GROUP_ROWS = 2048;

/** ln 2 in two parts, the first so short that its product with a group's exponents is exact. */
const LN2_SHORT = 0.6931471806019545;
const LN2_REST = -4.2009150726810846e-11;

const LOW_WORD = 1 - HIGH_WORD;

/** x without its last 27 bits. */
function highPart(x: number): number {
  DOUBLE[0] = x;
  WORDS[LOW_WORD]! &= 0xf8000000;
  return DOUBLE[0];
}

/**
 * Multiplies one factor into its lane: the exponent apart, and the product's rounding error carried along to first
 * order.
 * @param factor  a normal number above 0
 * Source: compensated products, Graillat 2009, doi:10.1016/j.cam.2008.05.033
 */
export function multiplyIntoLane(state: Float64Array, lane: number, factor: number): void {
  DOUBLE[0] = factor;
  const exponent = (WORDS[HIGH_WORD]! - FIRST_MANTISSA_WORD) >> 20;
  const mantissa = factor * powerOfTwo(-exponent);
  const product = state[lane]!;
  const next = product * mantissa;
  const [productHigh, mantissaHigh] = [highPart(product), highPart(mantissa)];
  const [productLow, mantissaLow] = [product - productHigh, mantissa - mantissaHigh];
  const rounded =
    productHigh * mantissaHigh -
    next +
    productHigh * mantissaLow +
    productLow * mantissaHigh +
    productLow * mantissaLow;
  state[lane] = next;
  state[LANE_COUNT + lane] = state[LANE_COUNT + lane]! * mantissa + rounded;
  state[2 * LANE_COUNT + lane]! += exponent;
}

/**
 * Multiplies factors into the lanes, the first of them into lane 0.
 * @param from, to  rows; to − from is a multiple of 8
 */
export function multiplyIntoLanes(
  state: Float64Array,
  factors: Float64Array,
  from: number,
  to: number,
): void {
  for (let i = from; i < to; i++) {
    multiplyIntoLane(state, (i - from) % LANE_COUNT, factors[i]!);
  }
}

/** What multiplies into the lanes: a backend. */
export interface LaneMultiplier extends LaneAdder {
  readonly multiplyIntoLanes: (state: Float64Array, factors: Float64Array, from: number, to: number) => void;
}

/**
 * −Σ ln f over the factors f of a chunk, with one logarithm per lane for every 2,048 rows instead of one per row. Row i of
 * the chunk goes to lane i mod 8, however the rows are split into calls.
 * Error bound: 0.51 u Σ|ln f| for factors up to 1, or from 1 on, as with a logarithm per row; then that of the sums.
 */
export class LogProducts {
  readonly #multiplier: LaneMultiplier;
  readonly #state: Float64Array;
  readonly #logs: LaneSums;
  readonly #terms = new Float64Array(4 * LANE_COUNT);
  #row = 0;

  constructor(multiplier: LaneMultiplier) {
    this.#multiplier = multiplier;
    const { buffer, byteOffset } = multiplier.allocate(PRODUCT_STATE_LENGTH * 8);
    this.#state = new Float64Array(buffer, byteOffset, PRODUCT_STATE_LENGTH);
    this.#logs = new LaneSums(multiplier);
    this.#startGroup();
  }

  /** Multiplies the first `count` factors, all normal numbers above 0. */
  add(factors: Float64Array, count: number): void {
    for (let from = 0; from < count;) {
      const to = Math.min(count, from + GROUP_ROWS - this.#row);
      this.#multiply(factors, from, to);
      this.#row += to - from;
      from = to;
      if (this.#row < GROUP_ROWS) continue;
      groupTerms(this.#terms, this.#state);
      this.#logs.add(this.#terms, this.#terms.length);
      this.#startGroup();
    }
  }

  /** The sum over the rows so far. */
  peek(): SumPair {
    if (this.#row === 0) return this.#logs.peek();
    const open = new LaneSums();
    groupTerms(this.#terms, this.#state);
    open.add(this.#terms, this.#terms.length);
    return mergeSums(this.#logs.peek(), open.peek());
  }

  /** The sum of the rows since the last call, and a fresh start. */
  take(): SumPair {
    const sum = this.peek();
    this.#logs.take();
    this.#startGroup();
    return sum;
  }

  #startGroup(): void {
    this.#row = 0;
    this.#state.fill(0);
    this.#state.fill(1, 0, LANE_COUNT);
  }

  #multiply(factors: Float64Array, from: number, to: number): void {
    const aligned = Math.min(to, from + ((LANE_COUNT - (this.#row % LANE_COUNT)) % LANE_COUNT));
    const tail = to - ((to - aligned) % LANE_COUNT);
    for (let i = from; i < aligned; i++)
      multiplyIntoLane(this.#state, (this.#row + i - from) % LANE_COUNT, factors[i]!);
    if (tail > aligned) this.#multiplier.multiplyIntoLanes(this.#state, factors, aligned, tail);
    for (let i = tail; i < to; i++)
      multiplyIntoLane(this.#state, (this.#row + i - from) % LANE_COUNT, factors[i]!);
  }
}

/** Writes −ln of a group's products: of the mantissas, of their errors, and of the powers of two in two parts. */
function groupTerms(terms: Float64Array, state: Float64Array): void {
  for (let lane = 0; lane < LANE_COUNT; lane++) {
    const [product, error, exponents] = [
      state[lane]!,
      state[LANE_COUNT + lane]!,
      state[2 * LANE_COUNT + lane]!,
    ];
    terms[lane] = 0 - log(product);
    terms[LANE_COUNT + lane] = 0 - error / product;
    terms[2 * LANE_COUNT + lane] = 0 - exponents * LN2_SHORT;
    terms[3 * LANE_COUNT + lane] = 0 - exponents * LN2_REST;
  }
}
