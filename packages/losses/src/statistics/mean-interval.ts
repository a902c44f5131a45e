import { meanOf } from '../evaluate/loss-state.ts';
import type { LossState } from '../evaluate/loss-state.ts';
import type { Moments } from '../grouped/grouped-states.ts';
import { totalValue } from '../sums/index.ts';
import { studentQuantile } from './student-quantile.ts';

/** How sure a mean is, in the loss's unit; null where there are too few rows, or no mean. */
export interface MeanInterval {
  readonly standardError: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

const unknown: MeanInterval = { standardError: null, low: null, high: null };

/**
 * @param squares  Σ of the squared errors of independent parts, each Σ weight·loss − mean·Σ weight
 * @param parts    how many they are: rows, or clusters of them
 */
function intervalOf(state: LossState, squares: number, parts: number, confidence: number): MeanInterval {
  const { value } = meanOf(state);
  if (value === null || parts < 2) return unknown;
  const standardError = Math.sqrt((squares * parts) / (parts - 1)) / Math.abs(totalValue(state.weight));
  const reach = standardError * studentQuantile(confidence, parts - 1);
  if (!Number.isFinite(reach)) return unknown;
  return { standardError, low: value - reach, high: value + reach };
}

/**
 * The interval around a mean whose rows are independent: with n used rows, the variance of the mean is
 * n/(n − 1) · Σw²(l − mean)² / (Σw)², which is s²/n where all weigh 1; Student's t with n − 1 degrees of freedom.
 * @param confidence  in (0, 1): the share of such intervals that hold the true mean, where n is not small
 * Source: linearisation of a ratio, Cochran 1977, Sampling Techniques, 6.4
 */
export function meanInterval(state: LossState, moments: Moments, confidence: number): MeanInterval {
  const { value } = meanOf(state);
  const { weight, mean, squares } = moments;
  const apart = mean - (value ?? NaN);
  // Around the mean by w instead of the one by w²: no term is negative.
  return intervalOf(state, squares + weight * apart * apart, state.rows.used, confidence);
}

/**
 * The interval around a mean whose rows are independent only between clusters: the variance of the mean is
 * G/(G − 1) · Σ(Tᵍ − mean·Wᵍ)² / (ΣW)² over the G clusters' totals and weights; Student's t with G − 1 degrees of freedom.
 * Source: Liang, Zeger 1986, doi:10.1093/biomet/73.1.13
 */
export function clusteredInterval(
  state: LossState,
  clusters: Iterable<{ readonly total: number; readonly weight: number }>,
  confidence: number,
): MeanInterval {
  const { value } = meanOf(state);
  if (value === null) return unknown;
  let [squares, count] = [0, 0];
  for (const { total, weight } of clusters) {
    const error = total - value * weight;
    squares += error * error;
    count += 1;
  }
  return intervalOf(state, squares, count, confidence);
}
