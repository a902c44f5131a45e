import { emptyLossState } from '../evaluate/loss-state.ts';
import type { LossState } from '../evaluate/loss-state.ts';
import type { SumPair } from '../sums/index.ts';
import { countFields } from './group-fields.ts';
import type { GroupField, GroupFields, PairName } from './group-fields.ts';

/** All losses over the groups of some rows. Plain data. */
export interface GroupedStates {
  /** The groups that there are rows of, by number, in increasing order. */
  readonly groups: Int32Array;
  /** How many rows each of them has. */
  readonly rows: Float64Array;
  readonly losses: readonly GroupFields[];
}

/** What the standard error of a mean is made of; `MomentSums` says what it means. */
export interface Moments {
  readonly weight: number;
  readonly mean: number;
  readonly squares: number;
}

/** The number of a group; 0 for one that is not there, or where all are 0. */
export function numberAt(numbers: Float64Array | undefined, at: number): number {
  return at < 0 || numbers === undefined ? 0 : numbers[at]!;
}

export function pairAt(fields: GroupFields, name: PairName, at: number): SumPair {
  const wraps = numberAt(fields[`${name}.wraps`], at);
  const pair = { high: numberAt(fields[`${name}.high`], at), low: numberAt(fields[`${name}.low`], at) };
  return wraps === 0 ? pair : { ...pair, wraps };
}

export function momentsAt(fields: GroupFields, at: number): Moments {
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
  const { groups, rows, losses } = states;
  const renamed = groups.map((group) => numbers[group] ?? -1);
  if (renamed.every((number, i) => i === 0 || number > renamed[i - 1]!))
    return { ...states, groups: renamed };
  const order = orderOf(renamed);
  const permuted = (values: Float64Array): Float64Array => Float64Array.from(order, (at) => values[at] ?? 0);
  return {
    groups: Int32Array.from(order, (at) => renamed[at] ?? -1),
    rows: permuted(rows),
    losses: losses.map((fields) => {
      const out: Partial<Record<GroupField, Float64Array>> = {};
      for (const [field, values] of Object.entries(fields)) out[field as GroupField] = permuted(values);
      return out;
    }),
  };
}

/** The places of the numbers, from the least to the largest. */
function orderOf(numbers: Int32Array): Float64Array {
  // A number and its place in one, so that no comparison is called: both are below 2²⁶.
  const places = 2 ** 26;
  const keys = Float64Array.from(numbers, (number, place) => number * places + place).toSorted();
  return keys.map((key) => key % places);
}

/** A loss over the group at a place of the states, as if it were the only one. */
export function stateOfGroup({ rows, losses }: GroupedStates, loss: number, at: number): LossState {
  const fields = losses[loss] ?? {};
  const counts = Object.fromEntries(countFields.map((field) => [field, numberAt(fields[field], at)]));
  const of = (prefix: 'rows' | 'special', names: readonly string[]): Record<string, number> =>
    Object.fromEntries(names.map((name) => [name, counts[`${prefix}.${name}`] ?? 0]));
  const unused = of('rows', ['zeroWeight', 'null', 'nan', 'infinite', 'ignored']);
  const dropped = Object.values(unused).reduce((sum, count) => sum + count, 0);
  const used = (rows[at] ?? 0) - dropped;
  return {
    rows: { ...emptyLossState.rows, ...unused, ...of('rows', ['clipped', 'unnormalised']), used },
    special: { ...emptyLossState.special, ...of('special', Object.keys(emptyLossState.special)) },
    total: pairAt(fields, 'total', at),
    weight: fields['weight.high'] === undefined ? { high: used, low: 0 } : pairAt(fields, 'weight', at),
  };
}

/** What the standard error of a loss's mean over the group at a place is made of. */
export function momentsOfGroup({ losses }: GroupedStates, loss: number, at: number): Moments {
  return momentsAt(losses[loss] ?? {}, at);
}
