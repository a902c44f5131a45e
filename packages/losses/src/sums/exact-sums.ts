import { PARTS_ROWS, PART_COUNT, exactParts } from './exact-parts.ts';
import { parseUnits, roundedQuotient, roundedUnits, unitsOf, unitsOfText, unitsText } from './exact-units.ts';
import { Limbs } from './limbs.ts';

/** A sum of doubles that lost nothing, as canonical text: `hexadecimal p exponent-of-two`. Equal sums are equal texts. */
export interface ExactSum {
  readonly exact: string;
}

export const ZERO_EXACT_SUM: ExactSum = { exact: '0' };

/** What tells parts, and the memory that it likes: a backend. */
export interface PartsTeller {
  readonly exactParts: (parts: Float64Array, values: Float64Array, from: number, to: number) => boolean;
  readonly allocate: (byteLength: number) => Uint8Array;
}

const plainParts: PartsTeller = {
  exactParts,
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
  #limbs = new Limbs();

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
    const before = this.#limbs.copy();
    if (this.#addAll(values, count)) return true;
    this.#limbs = before;
    return false;
  }

  /** Adds the first `count` values, all finite. */
  add(values: Float64Array, count: number): void {
    this.#addAll(values, count);
  }

  /** Adds `count` values that are all 0. */
  skip(_count: number): void {}

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

  #addAll(values: Float64Array, count: number): boolean {
    const tail = count - (count % 4);
    for (let from = 0; from < tail; from += PARTS_ROWS) {
      if (!this.#addBlock(values, from, Math.min(from + PARTS_ROWS, tail))) return false;
    }
    return this.#addEach(values, tail, count);
  }

  #addBlock(values: Float64Array, from: number, to: number): boolean {
    // Parts are told of finite values only.
    return this.#teller.exactParts(this.#parts, values, from, to)
      ? this.#addEach(this.#parts, 0, PART_COUNT)
      : this.#addEach(values, from, to);
  }

  #addEach(values: Float64Array, from: number, to: number): boolean {
    for (let i = from; i < to; i++) {
      if (!Number.isFinite(values[i])) return false;
      this.#limbs.add(values[i]!);
    }
    return true;
  }
}

/** Whether a text is one that `unitsText` writes. */
export function isExactText(text: string): boolean {
  return parseUnits(text) !== undefined;
}

/** A number of units of 2⁻¹⁰⁷⁴ as a sum. */
export function exactSumOf(units: bigint): ExactSum {
  return { exact: unitsText(units) };
}

/** The sum in units of 2⁻¹⁰⁷⁴. */
export function unitsIn({ exact }: ExactSum): bigint {
  const units = unitsOfText(exact);
  if (units === undefined) throw new RangeError(`no sum: ${exact}`);
  return units;
}

/** The sum of two sums, exactly; commutative and associative. */
export function mergeExactSums(a: ExactSum, b: ExactSum): ExactSum {
  return exactSumOf(unitsIn(a) + unitsIn(b));
}

/** A whole number as a sum. */
export function exactCount(count: number): ExactSum {
  return exactSumOf(unitsOf(count));
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
