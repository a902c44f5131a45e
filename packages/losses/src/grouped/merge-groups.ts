import { ExactCells, mergeSums } from '../sums/index.ts';
import type { ExactColumn } from '../sums/index.ts';
import { countFields, exactNames, pairNames } from './group-fields.ts';
import type { ExactFields, ExactName, GroupField, GroupFields, PairName } from './group-fields.ts';
import { mergeMoments, momentsAt, numberAt, pairAt } from './grouped-states.ts';
import type { GroupedStates } from './grouped-states.ts';

/** Where each of two sides' groups stands among all: −1 for one that a side has not. */
interface Union {
  readonly groups: Int32Array;
  readonly left: Int32Array;
  readonly right: Int32Array;
}

function areEqual(a: Int32Array, b: Int32Array): boolean {
  return a.length === b.length && a.every((group, i) => group === b[i]);
}

function unionOf(a: Int32Array, b: Int32Array): Union {
  if (areEqual(a, b)) {
    // Where there are few groups, every chunk has all of them.
    const same = a.map((_, i) => i);
    return { groups: a, left: same, right: same };
  }
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

function added(
  a: Float64Array | undefined,
  b: Float64Array | undefined,
  { groups, left, right }: Union,
): Float64Array | undefined {
  if (a === undefined && b === undefined) return undefined;
  const sums = new Float64Array(groups.length);
  for (let k = 0; k < sums.length; k++) sums[k] = numberAt(a, left[k]!) + numberAt(b, right[k]!);
  return sums;
}

type Fields = Partial<Record<GroupField, Float64Array>>;

function mergePairs(out: Fields, name: PairName, a: GroupFields, b: GroupFields, union: Union): void {
  if (a[`${name}.high`] === undefined && b[`${name}.high`] === undefined) return;
  const { groups, left, right } = union;
  const [high, low] = [new Float64Array(groups.length), new Float64Array(groups.length)];
  let wraps: Float64Array | undefined;
  const wrapped = a[`${name}.wraps`] !== undefined || b[`${name}.wraps`] !== undefined;
  const [aHigh, aLow, bHigh, bLow] = [
    a[`${name}.high`],
    a[`${name}.low`],
    b[`${name}.high`],
    b[`${name}.low`],
  ];
  for (let k = 0; k < groups.length; k++) {
    const [i, j] = [left[k]!, right[k]!];
    // As `mergeSums`, which is the way where a sum is beyond doubles.
    const [x, y] = [numberAt(aHigh, i), numberAt(bHigh, j)];
    const sum = x + y;
    const virtual = sum - x;
    const rest = numberAt(aLow, i) + numberAt(bLow, j) + (x - (sum - virtual) + (y - virtual));
    const renewed = sum + rest;
    if (wrapped || renewed - renewed !== 0) {
      const merged = mergeSums(pairAt(a, name, i), pairAt(b, name, j));
      high[k] = merged.high;
      low[k] = merged.low;
      if (merged.wraps === undefined) continue;
      wraps ??= new Float64Array(groups.length);
      wraps[k] = merged.wraps;
    } else {
      const virtualRest = renewed - sum;
      high[k] = renewed;
      low[k] = sum - (renewed - virtualRest) + (rest - virtualRest);
    }
  }
  out[`${name}.high`] = high;
  out[`${name}.low`] = low;
  if (wraps !== undefined) out[`${name}.wraps`] = wraps;
}

function mergeAllMoments(out: Fields, a: GroupFields, b: GroupFields, union: Union): void {
  if (a['moments.weight'] === undefined && b['moments.weight'] === undefined) return;
  const { groups, left, right } = union;
  const [weight, mean, squares] = [groups, groups, groups].map(({ length }) => new Float64Array(length));
  if (weight === undefined || mean === undefined || squares === undefined) return;
  for (let k = 0; k < groups.length; k++) {
    const merged = mergeMoments(momentsAt(a, left[k]!), momentsAt(b, right[k]!));
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
      const place = places[k]!;
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

/**
 * Merges the states of two runs of rows, group by group; the left one's rows come first. What belongs to a group
 * depends on its own rows and their chunks alone, not on which other groups there are or how they are numbered.
 */
export function mergeGroupedStates(a: GroupedStates, b: GroupedStates): GroupedStates {
  const union = unionOf(a.groups, b.groups);
  const exact = a.exact ?? b.exact;
  return {
    groups: union.groups,
    rows: added(a.rows, b.rows, union) ?? new Float64Array(0),
    losses: a.losses.map((fields, i) => mergeFields(fields, b.losses[i] ?? {}, union)),
    ...(exact === undefined
      ? {}
      : { exact: a.losses.map((_, i) => mergeExact(a.exact?.[i] ?? {}, b.exact?.[i] ?? {}, union)) }),
  };
}
