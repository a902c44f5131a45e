import { meanOf } from '../evaluate/loss-state.ts';
import type { LossState } from '../evaluate/loss-state.ts';
import type { CentredMoments, Moments, ProductMoments } from '../grouped/grouped-states.ts';
import { UNIT_EXPONENT, roundedRoot, totalValue, unitsOfTotal } from '../sums/index.ts';
import type { Total } from '../sums/index.ts';
import { studentQuantile } from './student-quantile.ts';

/** How sure a mean is, in the loss's unit; null where there are too few rows, or no mean. */
export interface MeanInterval {
  readonly standardError: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

const unknown: MeanInterval = { standardError: null, low: null, high: null };

/** An interval by its standard error: Student's t with one degree of freedom less than there are parts. */
function intervalAround(
  value: number,
  standardError: number,
  parts: number,
  confidence: number,
): MeanInterval {
  const reach = standardError * studentQuantile(confidence, parts - 1);
  if (!Number.isFinite(reach)) return unknown;
  return { standardError, low: value - reach, high: value + reach };
}

/** @param squares  Σ of the squared errors of independent parts, each Σ weight·loss − mean·Σ weight */
function errorOf({ weight }: LossState, squares: number, parts: number): number {
  return Math.sqrt((squares * parts) / (parts - 1)) / Math.abs(totalValue(weight));
}

/**
 * The interval around a mean whose rows are independent: with n used rows, the variance of the mean is
 * n/(n − 1) · Σw²(l − mean)² / (Σw)², which is s²/n where all weigh 1; Student's t with n − 1 degrees of freedom.
 * @param confidence  in (0, 1): the share of such intervals that hold the true mean, where n is not small
 * Error bound: where sums are exact, the standard error is rounded once.
 * Source: linearisation of a ratio, Cochran 1977, Sampling Techniques, 6.4
 */
export function meanInterval(state: LossState, moments: Moments, confidence: number): MeanInterval {
  const { value } = meanOf(state);
  const parts = state.rows.used;
  if (value === null || parts < 2) return unknown;
  const error = 'mean' in moments ? centredError(state, moments, value) : productError(state, moments);
  return intervalAround(value, error, parts, confidence);
}

function centredError(state: LossState, { weight, mean, squares }: CentredMoments, value: number): number {
  const apart = mean - value;
  // Around the mean by w instead of the one by w²: no term is negative.
  return errorOf(state, squares + weight * apart * apart, state.rows.used);
}

/**
 * With the mean T/W, Σ(a − d·T/W)² is (W²Σa² − 2TW·Σad + T²Σd²)/W²: whole numbers of units, those of products being the
 * third power of the others.
 */
function productError({ total, weight, rows }: LossState, moments: ProductMoments): number {
  const { losses, products, divisors } = moments;
  const [t, w, n] = [unitsOfTotal(total), unitsOfTotal(weight), BigInt(rows.used)];
  const squares = losses * w * w - 2n * t * w * products + t * t * divisors;
  return roundedRoot(n * squares, (n - 1n) * w ** 4n, UNIT_EXPONENT);
}

/** What independent parts of the rows sum up to. */
export interface ClusterTotals {
  readonly total: Total;
  readonly weight: Total;
}

/**
 * The interval around a mean whose rows are independent only between clusters: the variance of the mean is
 * G/(G − 1) · Σ(Tᵍ − mean·Wᵍ)² / (ΣW)² over the G clusters' totals and weights; Student's t with G − 1 degrees of freedom.
 * Error bound: where sums are exact, the standard error is rounded once.
 * Source: Liang, Zeger 1986, doi:10.1093/biomet/73.1.13
 */
export function clusteredInterval(
  state: LossState,
  clusters: readonly ClusterTotals[],
  confidence: number,
): MeanInterval {
  const { value } = meanOf(state);
  const parts = clusters.length;
  if (value === null || parts < 2) return unknown;
  const isExact = 'exact' in state.total;
  const error = isExact ? exactClusterError(state, clusters) : clusterError(state, clusters, value);
  return intervalAround(value, error, parts, confidence);
}

function clusterError(state: LossState, clusters: readonly ClusterTotals[], value: number): number {
  let squares = 0;
  for (const { total, weight } of clusters) {
    const error = totalValue(total) - value * totalValue(weight);
    squares += error * error;
  }
  return errorOf(state, squares, clusters.length);
}

/** With the mean T/W, each error is (Tᵍ·W − T·Wᵍ)/W, in whole numbers of units. */
function exactClusterError({ total, weight }: LossState, clusters: readonly ClusterTotals[]): number {
  const [t, w, count] = [unitsOfTotal(total), unitsOfTotal(weight), BigInt(clusters.length)];
  let squares = 0n;
  for (const cluster of clusters) {
    const error = unitsOfTotal(cluster.total) * w - t * unitsOfTotal(cluster.weight);
    squares += error * error;
  }
  return roundedRoot(count * squares, (count - 1n) * w ** 4n);
}
