/** Resamples of rows, told by their number and a seed. Plain data. */
export interface Resampling {
  /** How many there are. */
  readonly resamples: number;
  /** A whole number from 0 to 2⁵³ − 1. */
  readonly seed: number;
}

/** Mixes all bits of a 32-bit integer into all others, as MurmurHash3 ends. */
function mix(bits: number): number {
  let mixed = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}

/** 2³²/φ: steps that spread over all 32-bit integers. */
const golden = 0x9e3779b9;

/** ⌊2³² · P(K ≤ k)⌋ for Poisson's K of mean 1: below 2⁻³² there is nothing left from k = 12 on. */
const cumulative = Float64Array.of(
  1580030168,
  3160060337,
  3950075421,
  4213413783,
  4279248373,
  4292415291,
  4294609777,
  4294923276,
  4294962463,
  4294966817,
  4294967252,
  4294967292,
);

/**
 * How often each resample has a row: Poisson numbers of mean 1, which stand for drawing with replacement. They are a
 * pure function of seed, chunk, row and resample, in integer operations alone: the same for any thread, split and engine.
 * Source: Chamandy et al. 2012, Estimating uncertainty for massive data streams (Google)
 */
export class PoissonWeights {
  readonly #keys: Int32Array;
  readonly #seeds: readonly [number, number];
  /** Of the last row. */
  readonly weights: Float64Array;

  constructor({ resamples, seed }: Resampling) {
    const [low, high] = [(seed % 2 ** 32) | 0, Math.floor(seed / 2 ** 32) | 0];
    this.#seeds = [mix(low ^ mix(high + golden)), mix(mix(low + golden) ^ high)];
    this.#keys = Int32Array.from({ length: resamples }, (_, resample) =>
      mix(Math.imul(resample + 1, golden) ^ this.#seeds[0]),
    );
    this.weights = new Float64Array(resamples);
  }

  /**
   * Draws the weights of a row in all resamples.
   * @param chunk  a number that no other chunk has
   * @param row    counted from the chunk's first
   */
  draw(chunk: number, row: number): void {
    const [first, second] = this.#seeds;
    const a = mix(mix(chunk ^ first) + Math.imul(row, golden));
    const b = mix(mix(row ^ second) + Math.imul(chunk, golden));
    this.#drawBy(a, b);
  }

  /** Draws the weights of what has a name of its own: rows that belong together. */
  drawNamed(name: string): void {
    let [a, b] = this.#seeds;
    for (let i = 0; i < name.length; i++) {
      const unit = name.charCodeAt(i);
      a = mix(a ^ unit) + golden;
      b = mix(b + Math.imul(unit + 1, golden));
    }
    this.#drawBy(mix(a), mix(b ^ name.length));
  }

  #drawBy(a: number, b: number): void {
    const { weights } = this;
    const keys = this.#keys;
    for (let i = 0; i < keys.length; i++) {
      const uniform = mix(mix(a ^ keys[i]!) + b) >>> 0;
      let weight = 0;
      while (weight < cumulative.length && uniform >= cumulative[weight]!) weight++;
      weights[i] = weight;
    }
  }
}
