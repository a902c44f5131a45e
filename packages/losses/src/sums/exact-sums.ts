import { PARTS_ROWS, PART_COUNT, exactParts } from './exact-parts.ts';
import { roundedQuotient, roundedUnits, parseUnits, unitsText } from './exact-units.ts';
import { Limbs } from './limbs.ts';

/** A sum of doubles that lost nothing, as canonical text: `hexadecimal p exponent-of-two`. Equal sums are equal texts. */
export interface ExactSum {
  readonly exact: string;
}

export const ZERO_EXACT_SUM: ExactSum = { exact: '0' };

/** What tells parts, and the memory that it likes: a backend. */
export interface PartsTeller {
  readonly exactParts: (parts: Float64Array, values: Float64Array, from: number, to: number) => boolean;
  readonly within: (x: Float64Array, length: number, low: number, high: number) => boolean;
  readonly allocate: (byteLength: number) => Uint8Array;
}

const plainParts: PartsTeller = {
  exactParts,
  within: (x, length, low, high) => x.subarray(0, length).every((value) => value >= low && value <= high),
  allocate: (byteLength) => new Uint8Array(byteLength),
};

/**
 * The exact sum of finite values, however they are split into calls. Blocks whose parts can be told go three doubles at
 * a time, others value by value; both are exact, so the way taken cannot be seen.
 * Source: superaccumulators, Neal 2015, arXiv:1505.05571
 */
export class ExactSums {
  readonly #teller: PartsTeller;
  readonly #parts: Float64Array;
  readonly #limbs = new Limbs();

  constructor(teller: PartsTeller = plainParts) {
    this.#teller = teller;
    const { buffer, byteOffset } = teller.allocate(PART_COUNT * 8);
    this.#parts = new Float64Array(buffer, byteOffset, PART_COUNT);
  }

  /**
   * Adds the first `count` values if all of them are finite.
   * @returns whether they are; if not, nothing was added
   */
  tryAdd(values: Float64Array, count: number): boolean {
    if (!this.#teller.within(values, count, -Number.MAX_VALUE, Number.MAX_VALUE)) return false;
    this.add(values, count);
    return true;
  }

  /** Adds the first `count` values, all finite. */
  add(values: Float64Array, count: number): void {
    const tail = count - (count % 4);
    for (let from = 0; from < tail; from += PARTS_ROWS) {
      const to = Math.min(from + PARTS_ROWS, tail);
      if (this.#teller.exactParts(this.#parts, values, from, to)) this.#addEach(this.#parts, 0, PART_COUNT);
      else this.#addEach(values, from, to);
    }
    this.#addEach(values, tail, count);
  }

  /** The sum of the values so far. */
  peek(): ExactSum {
    return { exact: unitsText(this.#limbs.units) };
  }

  /** The sum of the values since the last call, and a fresh start. */
  take(): ExactSum {
    const sum = this.peek();
    this.#limbs.clear();
    return sum;
  }

  #addEach(values: Float64Array, from: number, to: number): void {
    for (let i = from; i < to; i++) this.#limbs.add(values[i]!);
  }
}

function unitsIn({ exact }: ExactSum): bigint {
  const units = parseUnits(exact);
  if (units === undefined) throw new RangeError(`no sum: ${exact}`);
  return units;
}

/** The sum of two sums, exactly; commutative and associative. */
export function mergeExactSums(a: ExactSum, b: ExactSum): ExactSum {
  return { exact: unitsText(unitsIn(a) + unitsIn(b)) };
}

/** The nearest double; ±∞ only where the sum rounds to it. */
export function exactSumValue(sum: ExactSum): number {
  return roundedUnits(unitsIn(sum));
}

/** numerator / denominator, rounded once; as IEEE for a denominator of 0. */
export function divideExactSums(numerator: ExactSum, denominator: ExactSum): number {
  const [n, d] = [unitsIn(numerator), unitsIn(denominator)];
  if (d === 0n) return roundedUnits(n) / 0;
  return d < 0n ? roundedQuotient(-n, -d) : roundedQuotient(n, d);
}
