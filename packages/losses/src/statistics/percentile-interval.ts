import type { MeanInterval } from './mean-interval.ts';
import type { ResampledValues } from './resampled-values.ts';

/** The number below which lies that share of others, with straight lines between them (R's type 7). */
function quantileOf(sorted: readonly number[], share: number): number {
  const at = share * (sorted.length - 1);
  const low = Math.floor(at);
  const below = sorted[low]!;
  return below + (at - low) * ((sorted[low + 1] ?? below) - below);
}

const unknown: MeanInterval = { standardError: null, low: null, high: null };

/**
 * The percentile interval of the resamples' values; resamples without one, as without any weight, are left out.
 * @param parts       how many rows or clusters were drawn from: of fewer than 2 nothing can be said
 * @param confidence  in (0, 1)
 * Source: Efron, Tibshirani 1993, An Introduction to the Bootstrap, 13.3
 */
export function percentileInterval(
  resampled: ResampledValues,
  parts: number,
  confidence: number,
): MeanInterval {
  const values = resampled.filter((value) => value !== null);
  if (parts < 2 || values.length < 2 || !values.every(Number.isFinite)) return unknown;
  const centre = values.reduce((sum, value) => sum + value / values.length, 0);
  const squares = values.reduce((sum, value) => sum + (value - centre) * (value - centre), 0);
  const sorted = values.toSorted((a, b) => a - b);
  return {
    standardError: Math.sqrt(squares / (values.length - 1)),
    low: quantileOf(sorted, (1 - confidence) / 2),
    high: quantileOf(sorted, (1 + confidence) / 2),
  };
}
