import {
  PRODUCT_EXPONENT,
  UNIT_EXPONENT,
  exactPair,
  parseUnits,
  plainAt,
  roundedUnits,
  unitsAt,
  unitsOfText,
  unitsOf,
  unitsText,
} from '../sums/index.ts';
import type { ExactColumn } from '../sums/index.ts';
import type { BinsState } from './bins-state.ts';
import { emptyMoments } from './moments-state.ts';
import type { MomentsState } from './moments-state.ts';

/** An exact sum: a number if a double is one, else its text. Equal sums are equal. */
export type ExactNumber = number | string;

/** As `MomentsState`, of sums that lost nothing: Σw, Σwx, Σwy, Σwx², Σwxy, Σwy². */
export interface ExactMomentsState {
  readonly kind: 'exact moments';
  readonly sums: readonly ExactNumber[];
  readonly leastX: number;
  readonly mostX: number;
  readonly leastY: number;
  readonly mostY: number;
}

/** As `BinsState`, of sums that lost nothing. */
export interface ExactBinsState {
  readonly kind: 'exact bins';
  readonly terms: number;
  readonly classes: number;
  readonly bins: readonly number[];
  /** The sums of each of those bins, one bin after another. */
  readonly sums: readonly ExactNumber[];
}

export const momentSums = 6;

const toProducts = BigInt(UNIT_EXPONENT - PRODUCT_EXPONENT);

/** A number of units of 2⁻³²²² as an exact number. */
function exactNumber(units: bigint): ExactNumber {
  const x = roundedUnits(units, PRODUCT_EXPONENT);
  const isDouble = Number.isFinite(x) && unitsOf(x) << toProducts === units;
  return isDouble ? x : unitsText(units, PRODUCT_EXPONENT);
}

/** A cell's sum. */
export function exactNumberAt(column: ExactColumn, cell: number): ExactNumber {
  return plainAt(column, cell) ?? exactNumber(unitsAt(column, cell));
}

/** Whether a value is an exact number, as they are written. */
export function isExactNumber(value: unknown): value is ExactNumber {
  if (typeof value === 'number') return Number.isFinite(value);
  if (typeof value !== 'string') return false;
  const units = parseUnits(value, PRODUCT_EXPONENT);
  return units !== undefined && exactNumber(units) === value;
}

/** An exact number in units of 2⁻³²²². */
export function unitsOfNumber(x: ExactNumber): bigint {
  if (typeof x === 'number') return unitsOf(x) << toProducts;
  const units = unitsOfText(x, PRODUCT_EXPONENT);
  if (units === undefined) throw new RangeError(`no sum: ${x}`);
  return units;
}

function add(a: ExactNumber, b: ExactNumber): ExactNumber {
  if (typeof a === 'number' && typeof b === 'number') {
    const sum = a + b;
    const added = sum - a;
    // What TwoSum says is lost; NaN where it overflows.
    if (a - (sum - added) + (b - added) === 0) return sum;
  }
  return exactNumber(unitsOfNumber(a) + unitsOfNumber(b));
}

/** Merges the moments of two runs of rows, exactly. */
export function mergeExactMoments(a: ExactMomentsState, b: ExactMomentsState): ExactMomentsState {
  if (a.sums[0] === 0) return b;
  if (b.sums[0] === 0) return a;
  return {
    kind: 'exact moments',
    sums: a.sums.map((sum, i) => add(sum, b.sums[i] ?? 0)),
    leastX: Math.min(a.leastX, b.leastX),
    mostX: Math.max(a.mostX, b.mostX),
    leastY: Math.min(a.leastY, b.leastY),
    mostY: Math.max(a.mostY, b.mostY),
  };
}

/** Merges bin by bin, exactly. */
export function mergeExactBins(a: ExactBinsState, b: ExactBinsState): ExactBinsState {
  const { terms } = a;
  const bins: number[] = [];
  const sums: ExactNumber[] = [];
  let [i, j] = [0, 0];
  while (i < a.bins.length || j < b.bins.length) {
    const [left = Infinity, right = Infinity] = [a.bins[i], b.bins[j]];
    bins.push(Math.min(left, right));
    for (let term = 0; term < terms; term++) {
      const one = left <= right ? (a.sums[i * terms + term] ?? 0) : 0;
      const other = right <= left ? (b.sums[j * terms + term] ?? 0) : 0;
      sums.push(one === 0 ? other : other === 0 ? one : add(one, other));
    }
    if (left <= right) i++;
    if (right <= left) j++;
  }
  return { kind: 'exact bins', terms, classes: Math.max(a.classes, b.classes), bins, sums };
}

/** The moments as pairs, each rounded once to 106 bits: Σw(x − x̄)² is (Σw·Σwx² − (Σwx)²)/Σw. */
export function roundedMoments(state: ExactMomentsState): MomentsState {
  const { sums, leastX, mostX, leastY, mostY } = state;
  const [w = 0n, x = 0n, y = 0n, xx = 0n, xy = 0n, yy = 0n] = sums.map(unitsOfNumber);
  if (w === 0n) return emptyMoments;
  const mean = (sum: bigint) => exactPair(sum << BigInt(-UNIT_EXPONENT), w, UNIT_EXPONENT);
  const centred = (square: bigint, p: bigint, q: bigint) =>
    exactPair(square * w - p * q, w, PRODUCT_EXPONENT);
  return {
    kind: 'moments',
    weight: exactPair(w, 1n, PRODUCT_EXPONENT),
    meanX: mean(x),
    meanY: mean(y),
    xx: centred(xx, x, x),
    xy: centred(xy, x, y),
    yy: centred(yy, y, y),
    leastX,
    mostX,
    leastY,
    mostY,
  };
}

/** The bins' sums as pairs, each rounded once to 106 bits. */
export function roundedBins({ terms, classes, bins, sums }: ExactBinsState): BinsState {
  const pairs = sums.map((sum) =>
    typeof sum === 'number' ? { high: sum, low: 0 } : exactPair(unitsOfNumber(sum), 1n, PRODUCT_EXPONENT),
  );
  return {
    kind: 'bins',
    terms,
    classes,
    bins,
    high: pairs.map(({ high }) => high),
    low: pairs.map(({ low }) => low),
  };
}
