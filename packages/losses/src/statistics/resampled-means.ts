import type { LossRows } from '../grouped/row-values.ts';
import type { MeanInterval } from './mean-interval.ts';
import { PoissonWeights } from './poisson-weights.ts';
import type { Resampling } from './poisson-weights.ts';

/** Of each resample Σ k·weight·loss and Σ k·weight·divisor, with k the times that it has a row. Plain data. */
export interface ResampledSums {
  readonly totals: Float64Array;
  readonly weights: Float64Array;
}

function added(a: Float64Array, b: Float64Array): Float64Array {
  return a.map((sum, i) => sum + b[i]!);
}

/** Merges the sums of two runs of rows. */
export function mergeResampled(a: ResampledSums, b: ResampledSums): ResampledSums {
  return { totals: added(a.totals, b.totals), weights: added(a.weights, b.weights) };
}

/** Sums losses over the resamples of one chunk after another, each chunk's rows in their order. */
export class Resampler {
  readonly #drawn: PoissonWeights;
  readonly #resamples: number;
  #sums: readonly ResampledSums[];

  /** @param losses  how many there are */
  constructor(resampling: Resampling, losses: number) {
    this.#drawn = new PoissonWeights(resampling);
    this.#resamples = resampling.resamples;
    this.#sums = this.#empty(losses);
  }

  #empty(losses: number): readonly ResampledSums[] {
    const zeros = (): Float64Array => new Float64Array(this.#resamples);
    return Array.from({ length: losses }, () => ({ totals: zeros(), weights: zeros() }));
  }

  /**
   * Adds a block's rows.
   * @param chunk   the chunk's number
   * @param origin  of a row of the block, counted from the chunk's first
   * @param losses  in the order of the losses; null for one that is not resampled
   */
  add(
    chunk: number,
    origin: (row: number) => number,
    count: number,
    losses: readonly (LossRows | null)[],
  ): void {
    for (let row = 0; row < count; row++) {
      this.#drawn.draw(chunk, origin(row));
      for (const [i, sums] of this.#sums.entries()) {
        const loss = losses[i] ?? null;
        if (loss !== null) addRow(sums, this.#drawn.weights, loss, row);
      }
    }
  }

  /** The sums of the chunk's rows; the next chunk starts from nothing. */
  take(): readonly ResampledSums[] {
    const sums = this.#sums;
    this.#sums = this.#empty(sums.length);
    return sums;
  }
}

/** What is no finite number is counted where the mean is summed, which then has no interval either. */
function addRow(
  { totals, weights: sums }: ResampledSums,
  drawn: Float64Array,
  { fates, values, weights, divisors }: LossRows,
  row: number,
): void {
  if (fates !== null && fates[row] !== 0) return;
  const loss = weights === null ? values[row]! : values[row]! * weights[row]!;
  const divisor = divisors === null ? 1 : divisors[row]!;
  for (let i = 0; i < drawn.length; i++) {
    totals[i]! += drawn[i]! * loss;
    sums[i]! += drawn[i]! * divisor;
  }
}

/** The number below which lies that share of others, with straight lines between them (R's type 7). */
function quantileOf(sorted: Float64Array, share: number): number {
  const at = share * (sorted.length - 1);
  const low = Math.floor(at);
  const below = sorted[low]!;
  return below + (at - low) * ((sorted[low + 1] ?? below) - below);
}

const unknown: MeanInterval = { standardError: null, low: null, high: null };

/**
 * The percentile interval of the resamples' means; resamples without any weight have none, and are left out.
 * @param used        how many rows were: of fewer than 2 nothing can be said
 * @param confidence  in (0, 1)
 * Source: Efron, Tibshirani 1993, An Introduction to the Bootstrap, 13.3
 */
export function resampledInterval(
  { totals, weights }: ResampledSums,
  used: number,
  confidence: number,
): MeanInterval {
  const means = totals.map((total, i) => total / weights[i]!).filter((mean) => !Number.isNaN(mean));
  if (used < 2 || means.length < 2 || !means.every(Number.isFinite)) return unknown;
  const centre = means.reduce((sum, mean) => sum + mean / means.length, 0);
  const squares = means.reduce((sum, mean) => sum + (mean - centre) * (mean - centre), 0);
  const sorted = means.toSorted();
  return {
    standardError: Math.sqrt(squares / (means.length - 1)),
    low: quantileOf(sorted, (1 - confidence) / 2),
    high: quantileOf(sorted, (1 + confidence) / 2),
  };
}
