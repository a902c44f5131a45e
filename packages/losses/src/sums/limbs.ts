import { DOUBLE, HIGH_WORD, WORDS } from '../math/double-bits.ts';

const LIMB_BITS = 32;
/** From 2⁻¹⁰⁷⁴ to 2¹⁰²⁴, and where a mantissa reaches over. */
const LIMB_COUNT = 68;
/** Doubles that a limb holds the digits of without losing one: each adds less than 2³². */
const MOST_ADDS: number = 2 ** 20;

/**
 * An exact sum of doubles: a whole number of units of 2⁻¹⁰⁷⁴ in digits of 32 bits, each a double with room for carries.
 * Source: Neal 2015, arXiv:1505.05571
 */
export class Limbs {
  readonly #limbs = new Float64Array(LIMB_COUNT);
  #adds = 0;
  #carried = 0n;

  /** @param x  a finite double */
  add(x: number): void {
    DOUBLE[0] = x;
    const [high, low] = [WORDS[HIGH_WORD]!, WORDS[1 - HIGH_WORD]!];
    const field = (high >>> 20) & 0x7ff;
    const top = (high & 0xf_ffff) | (field === 0 ? 0 : 0x10_0000);
    const shift = Math.max(field, 1) - 1;
    const bits = shift % LIMB_BITS;
    const at = (shift - bits) / LIMB_BITS;
    const sign = high < 0 ? -1 : 1;
    // Shifts count modulo 32, so that those by 32 − 0 are told apart.
    const fromLow = bits === 0 ? 0 : low >>> (LIMB_BITS - bits);
    const fromTop = bits === 0 ? 0 : top >>> (LIMB_BITS - bits);
    this.#limbs[at]! += sign * ((low << bits) >>> 0);
    this.#limbs[at + 1]! += sign * (((top << bits) | fromLow) >>> 0);
    this.#limbs[at + 2]! += sign * fromTop;
    this.#adds += 1;
    if (this.#adds === MOST_ADDS) this.#carry();
  }

  /** The sum so far, in units of 2⁻¹⁰⁷⁴. */
  get units(): bigint {
    let units = this.#carried;
    // Few limbs hold anything, and whole numbers as long as all of them cost.
    for (let i = 0; i < LIMB_COUNT; i++) {
      if (this.#limbs[i] !== 0) units += BigInt(this.#limbs[i]!) << BigInt(LIMB_BITS * i);
    }
    return units;
  }

  copy(): Limbs {
    const copy = new Limbs();
    copy.#limbs.set(this.#limbs);
    copy.#adds = this.#adds;
    copy.#carried = this.#carried;
    return copy;
  }

  clear(): void {
    this.#limbs.fill(0);
    this.#adds = 0;
    this.#carried = 0n;
  }

  #carry(): void {
    const units = this.units;
    this.clear();
    this.#carried = units;
  }
}
