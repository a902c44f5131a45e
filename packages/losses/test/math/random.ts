import { doubleOf } from './exact.ts';

/** Seeded 64-bit numbers: splitmix64, doi:10.1145/2714064.2660195. */
export class Random {
  #state: bigint;

  constructor(seed: number) {
    this.#state = BigInt(seed);
  }

  bits(): bigint {
    this.#state = BigInt.asUintN(64, this.#state + 0x9e3779b97f4a7c15n);
    let z = this.#state;
    z = BigInt.asUintN(64, (z ^ (z >> 30n)) * 0xbf58476d1ce4e5b9n);
    z = BigInt.asUintN(64, (z ^ (z >> 27n)) * 0x94d049bb133111ebn);
    return z ^ (z >> 31n);
  }

  /** From 0 to 1, a multiple of 2⁻⁵³. */
  unit(): number {
    return Number(this.bits() >> 11n) * 2 ** -53;
  }

  between(low: number, high: number): number {
    return low + (high - low) * this.unit();
  }

  whole(below: number): number {
    return Math.floor(this.unit() * below);
  }

  sign(): number {
    return this.bits() & 1n ? -1 : 1;
  }

  /** Any finite double ≥ 0, each binade as likely as the next. */
  double(): number {
    for (;;) {
      const x = doubleOf(this.bits() & 0x7fffffffffffffffn);
      if (Number.isFinite(x)) return x;
    }
  }

  /** From 0 to 1, small numbers as likely as large ones. */
  scaled(exponents: number): number {
    return this.unit() * 2 ** -this.whole(exponents);
  }
}

export function repeated<T>(count: number, make: (i: number) => T): T[] {
  return Array.from({ length: count }, (_, i) => make(i));
}
