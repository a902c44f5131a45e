import { type SumPair, exactSum, mergeSums } from './sum-pair.ts';

/** Row i goes to lane i mod 8, on every backend. */
export const LANE_COUNT = 8;

/** Eight running sums, then the eight compensations. */
export const LANE_STATE_LENGTH: number = 2 * LANE_COUNT;

/**
 * Adds rows to the lanes, the first of them to lane 0: TwoSum per value, without a branch, so that SIMD lanes have
 * the same bits.
 * @param from, to  rows; to − from is a multiple of 8
 * A sum that overflows leaves its lane not finite.
 * Source: TwoSum, Knuth 1969; the sum, Ogita, Rump, Oishi 2005, doi:10.1137/030601818
 */
export function addToLanes(lanes: Float64Array, values: Float64Array, from: number, to: number): void {
  addToFourLanes(lanes, 0, values, from, to);
  addToFourLanes(lanes, 4, values, from, to);
}

/** Four of the eight lanes at a time: their state fits the registers. */
function addToFourLanes(
  lanes: Float64Array,
  lane: number,
  values: Float64Array,
  from: number,
  to: number,
): void {
  let [high0, high1, high2, high3] = [lanes[lane]!, lanes[lane + 1]!, lanes[lane + 2]!, lanes[lane + 3]!];
  let [low0, low1, low2, low3] = [lanes[lane + 8]!, lanes[lane + 9]!, lanes[lane + 10]!, lanes[lane + 11]!];
  for (let i = from + lane; i < to; i += 8) {
    const x0 = values[i]!;
    const sum0 = high0 + x0;
    const added0 = sum0 - high0;
    low0 += high0 - (sum0 - added0) + (x0 - added0);
    high0 = sum0;
    const x1 = values[i + 1]!;
    const sum1 = high1 + x1;
    const added1 = sum1 - high1;
    low1 += high1 - (sum1 - added1) + (x1 - added1);
    high1 = sum1;
    const x2 = values[i + 2]!;
    const sum2 = high2 + x2;
    const added2 = sum2 - high2;
    low2 += high2 - (sum2 - added2) + (x2 - added2);
    high2 = sum2;
    const x3 = values[i + 3]!;
    const sum3 = high3 + x3;
    const added3 = sum3 - high3;
    low3 += high3 - (sum3 - added3) + (x3 - added3);
    high3 = sum3;
  }
  lanes[lane] = high0;
  lanes[lane + 1] = high1;
  lanes[lane + 2] = high2;
  lanes[lane + 3] = high3;
  lanes[lane + 8] = low0;
  lanes[lane + 9] = low1;
  lanes[lane + 10] = low2;
  lanes[lane + 11] = low3;
}

/** Whether no lane overflowed. An infinite or NaN lane stays so, whatever is added. */
export function lanesAreFinite(lanes: Float64Array): boolean {
  for (let i = 0; i < LANE_STATE_LENGTH; i++) if (!Number.isFinite(lanes[i]!)) return false;
  return true;
}

/**
 * Adds one finite value to a lane: the same bits as `addToLanes` where nothing overflows.
 * @returns how many times 2¹⁰²⁴ the lane is now short of its sum: 0, 1 or −1
 */
export function addToLane(lanes: Float64Array, lane: number, value: number): number {
  const { high, low, wraps = 0 } = exactSum(lanes[lane]!, value);
  lanes[lane] = high;
  lanes[LANE_COUNT + lane]! += low;
  return wraps;
}

/** The lanes as one pair, in a fixed order: ((0 + 1) + (2 + 3)) + ((4 + 5) + (6 + 7)). */
export function combineLanes(lanes: Float64Array, wraps: number = 0): SumPair {
  const merged = (first: number, count: number): SumPair =>
    count === 1
      ? { high: lanes[first]!, low: lanes[LANE_COUNT + first]! }
      : mergeSums(merged(first, count / 2), merged(first + count / 2, count / 2));
  return mergeSums(merged(0, LANE_COUNT), { high: 0, low: 0, wraps });
}
