import { mergeAllReduced } from '../evaluate/loss-state.ts';
import { ExactCells, mergeSums } from '../sums/index.ts';
import type { ExactColumn } from '../sums/index.ts';
import { countFields, exactNames, pairNames } from './group-fields.ts';
import type {
  ExactFields,
  ExactName,
  GroupField,
  GroupFields,
  PairName,
  ReducedGroups,
} from './group-fields.ts';
import { mergeMoments, momentsAt, pairAt } from './grouped-states.ts';
import type { GroupedStates } from './grouped-states.ts';

/** Where each of two sides' groups stands among all: −1 for one that a side has not, null if every group has its place. */
interface Union {
  readonly groups: Int32Array;
  readonly left: Int32Array | null;
  readonly right: Int32Array | null;
}

function areEqual(a: Int32Array, b: Int32Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

function unionOf(a: Int32Array, b: Int32Array): Union {
  // Where there are few groups, every chunk has all of them.
  if (areEqual(a, b)) return { groups: a, left: null, right: null };
  const most = a.length + b.length;
  const [groups, left, right] = [new Int32Array(most), new Int32Array(most), new Int32Array(most)];
  let [i, j, count] = [0, 0, 0];
  while (i < a.length || j < b.length) {
    const takesLeft = j >= b.length || (i < a.length && a[i]! <= b[j]!);
    const takesRight = i >= a.length || (j < b.length && b[j]! <= a[i]!);
    groups[count] = takesLeft ? a[i]! : b[j]!;
    left[count] = takesLeft ? i++ : -1;
    right[count] = takesRight ? j++ : -1;
    count += 1;
  }
  return { groups: groups.slice(0, count), left, right };
}

/** A side's numbers in the places of all groups; 0 for one that it has not. */
function placed(numbers: Float64Array | undefined, places: Int32Array | null, length: number): Float64Array {
  if (numbers === undefined) return new Float64Array(length);
  if (places === null) return numbers;
  const all = new Float64Array(length);
  for (let k = 0; k < length; k++) if (places[k]! >= 0) all[k] = numbers[places[k]!]!;
  return all;
}

function added(
  a: Float64Array | undefined,
  b: Float64Array | undefined,
  { groups: { length }, left, right }: Union,
): Float64Array | undefined {
  if (a === undefined && b === undefined) return undefined;
  const [x, y] = [placed(a, left, length), placed(b, right, length)];
  const sums = new Float64Array(length);
  for (let k = 0; k < length; k++) sums[k] = x[k]! + y[k]!;
  return sums;
}

type Fields = Partial<Record<GroupField, Float64Array>>;

/** The sums of all groups. */
interface PairColumns {
  readonly high: Float64Array;
  readonly low: Float64Array;
}

/** As `mergeSums`, place by place. @returns whether all sums are finite; if not, they are of no use */
function mergeFinite(
  high: Float64Array,
  low: Float64Array,
  aHigh: Float64Array,
  aLow: Float64Array,
  bHigh: Float64Array,
  bLow: Float64Array,
): boolean {
  for (let k = 0; k < high.length; k++) {
    const x = aHigh[k]!;
    const y = bHigh[k]!;
    const sum = x + y;
    const virtual = sum - x;
    const rest = aLow[k]! + bLow[k]! + (x - (sum - virtual) + (y - virtual));
    const renewed = sum + rest;
    if (renewed - renewed !== 0) return false;
    const virtualRest = renewed - sum;
    high[k] = renewed;
    low[k] = sum - (renewed - virtualRest) + (rest - virtualRest);
  }
  return true;
}

function mergePairs(out: Fields, name: PairName, a: GroupFields, b: GroupFields, union: Union): void {
  if (a[`${name}.high`] === undefined && b[`${name}.high`] === undefined) return;
  const { length } = union.groups;
  const columns = (fields: GroupFields, places: Int32Array | null): PairColumns => ({
    high: placed(fields[`${name}.high`], places, length),
    low: placed(fields[`${name}.low`], places, length),
  });
  const [high, low] = [new Float64Array(length), new Float64Array(length)];
  const [x, y] = [columns(a, union.left), columns(b, union.right)];
  const wrapped = a[`${name}.wraps`] !== undefined || b[`${name}.wraps`] !== undefined;
  if (wrapped || !mergeFinite(high, low, x.high, x.low, y.high, y.low))
    mergeWrapped(out, name, { high, low }, a, b, union);
  out[`${name}.high`] = high;
  out[`${name}.low`] = low;
}

/** The way of sums that are, or come, beyond doubles. */
function mergeWrapped(
  out: Fields,
  name: PairName,
  { high, low }: PairColumns,
  a: GroupFields,
  b: GroupFields,
  { groups, left, right }: Union,
): void {
  let wraps: Float64Array | undefined;
  for (let k = 0; k < groups.length; k++) {
    const merged = mergeSums(pairAt(a, name, placeIn(left, k)), pairAt(b, name, placeIn(right, k)));
    high[k] = merged.high;
    low[k] = merged.low;
    if (merged.wraps === undefined) continue;
    wraps ??= new Float64Array(groups.length);
    wraps[k] = merged.wraps;
  }
  if (wraps !== undefined) out[`${name}.wraps`] = wraps;
}

const placeIn = (places: Int32Array | null, k: number): number => (places === null ? k : places[k]!);

function mergeAllMoments(out: Fields, a: GroupFields, b: GroupFields, union: Union): void {
  if (a['moments.weight'] === undefined && b['moments.weight'] === undefined) return;
  const { groups, left, right } = union;
  const [weight, mean, squares] = [groups, groups, groups].map(({ length }) => new Float64Array(length));
  if (weight === undefined || mean === undefined || squares === undefined) return;
  for (let k = 0; k < groups.length; k++) {
    const merged = mergeMoments(momentsAt(a, placeIn(left, k)), momentsAt(b, placeIn(right, k)));
    weight[k] = merged.weight;
    mean[k] = merged.mean;
    squares[k] = merged.squares;
  }
  out['moments.weight'] = weight;
  out['moments.mean'] = mean;
  out['moments.squares'] = squares;
}

function mergeFields(a: GroupFields, b: GroupFields, union: Union): GroupFields {
  const out: Fields = {};
  for (const field of countFields) {
    const counts = added(a[field], b[field], union);
    if (counts !== undefined) out[field] = counts;
  }
  for (const name of pairNames) mergePairs(out, name, a, b, union);
  mergeAllMoments(out, a, b, union);
  return out;
}

function mergeColumns(
  a: ExactColumn | undefined,
  b: ExactColumn | undefined,
  { groups, left, right }: Union,
): ExactColumn {
  const cells = new ExactCells(groups.length);
  for (const [column, places] of [
    [a, left],
    [b, right],
  ] as const) {
    if (column === undefined) continue;
    const cellOf = new Map<number, number>();
    for (let k = 0; k < groups.length; k++) {
      const place = placeIn(places, k);
      if (place < 0) continue;
      cells.addFrom(k, column, place);
      if (column.rests.length > 0) cellOf.set(place, k);
    }
    cells.addRests(column, (place) => cellOf.get(place) ?? 0);
  }
  return cells.take(groups.map((_, k) => k));
}

function mergeExact(a: ExactFields, b: ExactFields, union: Union): ExactFields {
  const out: Partial<Record<ExactName, ExactColumn>> = {};
  for (const name of exactNames) {
    if (a[name] === undefined && b[name] === undefined) continue;
    out[name] = mergeColumns(a[name], b[name], union);
  }
  return out;
}

function mergeReducedGroups(
  a: ReducedGroups = [],
  b: ReducedGroups = [],
  { groups, left, right }: Union,
): ReducedGroups {
  if (a.length === 0 && b.length === 0) return [];
  return Array.from(groups, (_, k) => mergeAllReduced(a[placeIn(left, k)], b[placeIn(right, k)]) ?? []);
}

/**
 * Merges the states of two runs of rows, group by group; the left one's rows come first. What belongs to a group
 * depends on its own rows and their chunks alone, not on which other groups there are or how they are numbered.
 */
export function mergeGroupedStates(a: GroupedStates, b: GroupedStates): GroupedStates {
  const union = unionOf(a.groups, b.groups);
  const exact = a.exact ?? b.exact;
  const reduced = a.reduced ?? b.reduced;
  return {
    groups: union.groups,
    rows: added(a.rows, b.rows, union) ?? new Float64Array(0),
    losses: a.losses.map((fields, i) => mergeFields(fields, b.losses[i] ?? {}, union)),
    ...(exact === undefined
      ? {}
      : { exact: a.losses.map((_, i) => mergeExact(a.exact?.[i] ?? {}, b.exact?.[i] ?? {}, union)) }),
    ...(reduced === undefined
      ? {}
      : { reduced: a.losses.map((_, i) => mergeReducedGroups(a.reduced?.[i], b.reduced?.[i], union)) }),
  };
}
