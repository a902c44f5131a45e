import type { LossState } from '../evaluate/loss-state.ts';
import {
  countTotal,
  doubleUnitsAt,
  exactSumOf,
  permutedColumn,
  productUnits,
  unitsAt,
  unitsOfTotal,
} from '../sums/index.ts';
import type { SumPair, Total } from '../sums/index.ts';
import type {
  CountField,
  ExactFields,
  GroupField,
  GroupFields,
  PairName,
  ReducedGroups,
} from './group-fields.ts';

/** All losses over the groups of some rows. Plain data. */
export interface GroupedStates {
  /** The groups that there are rows of, by number, in increasing order. */
  readonly groups: Int32Array;
  /** How many rows each of them has. */
  readonly rows: Float64Array;
  readonly losses: readonly GroupFields[];
  /** By loss; absent where sums are compensated, and among its fields. */
  readonly exact?: readonly ExactFields[];
  /** By loss; absent if none has reducers, or there are no groups. */
  readonly reduced?: readonly ReducedGroups[];
}

/** What the standard error of a mean is made of; `MomentSums` says what it means. */
export interface CentredMoments {
  readonly weight: number;
  readonly mean: number;
  readonly squares: number;
}

/** The same where sums are exact, in units of 2⁻³²²²; `ProductSums` says what it means. */
export interface ProductMoments {
  readonly losses: bigint;
  readonly products: bigint;
  readonly divisors: bigint;
}

export type Moments = CentredMoments | ProductMoments;

/** The number of a group; 0 for one that is not there, or where all are 0. */
export function numberAt(numbers: Float64Array | undefined, at: number): number {
  return at < 0 || numbers === undefined ? 0 : numbers[at]!;
}

export function pairAt(fields: GroupFields, name: PairName, at: number): SumPair {
  const wraps = numberAt(fields[`${name}.wraps`], at);
  const pair = { high: numberAt(fields[`${name}.high`], at), low: numberAt(fields[`${name}.low`], at) };
  return wraps === 0 ? pair : { ...pair, wraps };
}

export function momentsAt(fields: GroupFields, at: number): CentredMoments {
  return {
    weight: numberAt(fields['moments.weight'], at),
    mean: numberAt(fields['moments.mean'], at),
    squares: numberAt(fields['moments.squares'], at),
  };
}

/**
 * The same groups by other numbers.
 * @param numbers  the new number of each old one; no two are the same
 */
export function renumberGroups(states: GroupedStates, numbers: Int32Array): GroupedStates {
  const { groups, rows, losses, exact, reduced } = states;
  const renamed = groups.map((group) => numbers[group] ?? -1);
  if (areIncreasing(renamed)) return { ...states, groups: renamed };
  const order = orderOf(renamed);
  const permuted = (values: Float64Array): Float64Array => permutedNumbers(values, order);
  return {
    groups: Int32Array.from(order, (at) => renamed[at] ?? -1),
    rows: permuted(rows),
    losses: losses.map((fields) => {
      const out: Partial<Record<GroupField, Float64Array>> = {};
      for (const [field, values] of Object.entries(fields)) out[field as GroupField] = permuted(values);
      return out;
    }),
    ...(exact === undefined ? {} : { exact: exact.map((columns) => permutedFields(columns, order)) }),
    ...(reduced === undefined ? {} : { reduced: reduced.map((states) => permutedStates(states, order)) }),
  };
}

function areIncreasing(numbers: Int32Array): boolean {
  for (let i = 1; i < numbers.length; i++) if (numbers[i]! <= numbers[i - 1]!) return false;
  return true;
}

function permutedFields(columns: ExactFields, order: Float64Array): ExactFields {
  const entries = Object.entries(columns).map(([name, column]) => [name, permutedColumn(column, order)]);
  return Object.fromEntries(entries);
}

function permutedNumbers(values: Float64Array, order: Float64Array): Float64Array {
  const permuted = new Float64Array(order.length);
  for (let i = 0; i < order.length; i++) permuted[i] = values[order[i]!]!;
  return permuted;
}

function permutedStates(states: ReducedGroups, order: Float64Array): ReducedGroups {
  return states.length === 0 ? states : Array.from(order, (at) => states[at] ?? []);
}

/** The places of the numbers, from the least to the largest. */
function orderOf(numbers: Int32Array): Float64Array {
  // A number and its place in one, so that no comparison is called: both are below 2²⁶.
  const places = 2 ** 26;
  const keys = new Float64Array(numbers.length);
  for (let place = 0; place < keys.length; place++) keys[place] = numbers[place]! * places + place;
  keys.sort();
  for (let i = 0; i < keys.length; i++) keys[i] = keys[i]! % places;
  return keys;
}

/** A loss over the group at a place of the states, as if it were the only one. */
export function stateOfGroup(states: GroupedStates, loss: number, at: number): LossState {
  const { rows, losses, exact } = states;
  const reduced = states.reduced?.[loss]?.[at];
  const fields = losses[loss] ?? {};
  const count = (field: CountField): number => numberAt(fields[field], at);
  const unused = {
    zeroWeight: count('rows.zeroWeight'),
    null: count('rows.null'),
    nan: count('rows.nan'),
    infinite: count('rows.infinite'),
    ignored: count('rows.ignored'),
  };
  const { zeroWeight, null: nulls, nan, infinite, ignored } = unused;
  const used = (rows[at] ?? 0) - (zeroWeight + nulls + nan + infinite + ignored);
  return {
    rows: { used, ...unused, clipped: count('rows.clipped'), unnormalised: count('rows.unnormalised') },
    special: {
      nan: count('special.nan'),
      positiveInfinity: count('special.positiveInfinity'),
      negativeInfinity: count('special.negativeInfinity'),
      overflow: count('special.overflow'),
      underflow: count('special.underflow'),
    },
    ...(exact === undefined ? pairTotals(fields, at, used) : exactTotals(exact[loss] ?? {}, at, used)),
    ...(reduced === undefined ? {} : { reduced }),
  };
}

type Totals = Readonly<Record<'total' | 'weight', Total>>;

function pairTotals(fields: GroupFields, at: number, used: number): Totals {
  const isDivided = fields['weight.high'] !== undefined;
  return {
    total: pairAt(fields, 'total', at),
    weight: isDivided ? pairAt(fields, 'weight', at) : countTotal(used, 'kahan'),
  };
}

function exactTotals({ total, weight }: ExactFields, at: number, used: number): Totals {
  return {
    total: exactSumOf(total === undefined ? 0n : doubleUnitsAt(total, at)),
    weight: weight === undefined ? countTotal(used, 'exact') : exactSumOf(doubleUnitsAt(weight, at)),
  };
}

/** What the standard error of a loss's mean over the groups at some places is made of. */
export function momentsOfGroups(states: GroupedStates, loss: number, places: readonly number[]): Moments {
  const { losses, exact } = states;
  if (exact === undefined) {
    const fields = losses[loss] ?? {};
    return places.map((at) => momentsAt(fields, at)).reduce(mergeMoments, { weight: 0, mean: 0, squares: 0 });
  }
  const [columns, sum] = [exact[loss] ?? {}, { losses: 0n, products: 0n, divisors: 0n }];
  for (const at of places) {
    sum.losses += columns.losses === undefined ? 0n : unitsAt(columns.losses, at);
    const { products, divisors } = columns;
    if (products === undefined || divisors === undefined) {
      // Where every row counts 1, these are the total and the rows.
      const { total, weight } = stateOfGroup(states, loss, at);
      sum.products += productUnits(unitsOfTotal(total));
      sum.divisors += productUnits(unitsOfTotal(weight));
    } else {
      sum.products += unitsAt(products, at);
      sum.divisors += unitsAt(divisors, at);
    }
  }
  return sum;
}

/**
 * The moments of two runs of rows together.
 * Source: Chan, Golub, LeVeque 1983, doi:10.1080/00031305.1983.10483115
 */
export function mergeMoments(a: CentredMoments, b: CentredMoments): CentredMoments {
  const weight = a.weight + b.weight;
  const squares = a.squares + b.squares;
  if (a.weight === 0) return { ...b, squares };
  if (b.weight === 0) return { ...a, squares };
  const apart = b.mean - a.mean;
  return {
    weight,
    mean: a.mean + (apart * b.weight) / weight,
    squares: squares + ((apart * a.weight) / weight) * (apart * b.weight),
  };
}
