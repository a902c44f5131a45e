import { rowFates } from '../evaluate/row-fate.ts';
import type { CountField, GroupField, GroupFields } from './group-fields.ts';
import { MomentSums } from './moment-sums.ts';
import { leastTameWeight } from '../evaluate/running-sum.ts';
import { PairSums, grown, taken } from './pair-sums.ts';
import type { LossRows } from './row-values.ts';

/** Products below it have lost digits, unless their value is 0 or as small itself. */
const leastNormal = 2 ** -1022;

/** Where each fate of a row is counted; used rows are those that are left. */
const fateFields: readonly (CountField | null)[] = rowFates.map((fate) =>
  fate === 'used' ? null : (`rows.${fate}` as const),
);

function specialField(value: number, isLost: boolean): CountField {
  if (isLost) return 'special.underflow';
  if (Number.isNaN(value)) return 'special.nan';
  if (value === Infinity) return 'special.positiveInfinity';
  return value === -Infinity ? 'special.negativeInfinity' : 'special.overflow';
}

/**
 * One loss over the groups of a chunk's rows. Each group's rows are added in their order, so that its state depends on
 * them alone.
 * Error bound of a group's sum: u|S| + (nu)²Σ|x| for the n ≤ 2¹⁶ rows of a chunk; then that of merging.
 */
export class GroupSums {
  readonly #total = new PairSums();
  readonly #weight = new PairSums();
  readonly #moments: MomentSums | null;
  readonly #counts = new Map<CountField, Float64Array>();
  /** Fields with a count other than 0. */
  readonly #counted = new Set<CountField>();
  #capacity = 0;
  #isDivided = false;

  /** @param moments  whether to keep what a standard error is made of */
  constructor(moments: boolean) {
    this.#moments = moments ? new MomentSums() : null;
  }

  /** Makes room for the groups 0 … groups − 1. */
  reserve(groups: number): void {
    if (groups <= this.#capacity) return;
    this.#capacity = Math.max(groups, 2 * this.#capacity);
    for (const sums of [this.#total, this.#weight, this.#moments]) sums?.reserve(this.#capacity);
    for (const [field, counts] of this.#counts) this.#counts.set(field, grown(counts, this.#capacity));
  }

  /** Adds a block's rows, each to its group. */
  add(groups: Int32Array, count: number, rows: LossRows): void {
    const { fates, weights, divisors, clipped, unnormalised } = rows;
    this.#isDivided ||= divisors !== null;
    for (const flags of clipped) this.#countFlags('rows.clipped', flags, groups, count, fates);
    for (const flags of unnormalised) this.#countFlags('rows.unnormalised', flags, groups, count, fates);
    if (fates === null && weights === null && divisors === null) this.#addPlain(groups, count, rows.values);
    else this.#addRows(groups, count, rows);
    this.#moments?.add(groups, count, rows);
  }

  /** The fields of some groups; all of them start again from nothing. */
  take(groups: Int32Array): GroupFields {
    const fields: Partial<Record<GroupField, Float64Array>> = {};
    for (const field of this.#counted) fields[field] = taken(this.#countsOf(field), groups);
    this.#counted.clear();
    takePair(fields, 'total', this.#total, groups);
    if (this.#isDivided) takePair(fields, 'weight', this.#weight, groups);
    if (this.#moments !== null) {
      const { weight, mean, squares } = this.#moments.take(groups);
      Object.assign(fields, {
        'moments.weight': weight,
        'moments.mean': mean,
        'moments.squares': squares,
      });
    }
    return fields;
  }

  /** The way of most jobs: every row is used and weighs 1. */
  #addPlain(groups: Int32Array, count: number, values: Float64Array): void {
    const { high, low } = this.#total;
    for (let i = addFinite(high, low, groups, values, 0, count); i < count;) {
      this.#addTo(this.#total, groups[i]!, values[i]!, values[i]!, false);
      i = addFinite(high, low, groups, values, i + 1, count);
    }
  }

  #addRows(groups: Int32Array, count: number, rows: LossRows): void {
    const { fates, values, weights, divisors, unweighted } = rows;
    for (let i = 0; i < count; i++) {
      const group = groups[i]!;
      const fate = fateFields[fates === null ? 0 : fates[i]!] ?? null;
      if (fate !== null) {
        this.#count(fate, group);
        continue;
      }
      const value = values[i]!;
      // A value of 0 stays so beside a weight that is no number.
      const product = weights === null || value === 0 ? value : value * weights[i]!;
      const isTame = weights === null || weights[i]! >= leastTameWeight;
      this.#addTo(this.#total, group, product, value, !isTame);
      if (divisors === null) continue;
      this.#addTo(
        this.#weight,
        group,
        divisors[i]!,
        unweighted === null ? divisors[i]! : unweighted[i]!,
        unweighted !== null && !isTame,
      );
    }
  }

  /** Adds a value times its weight, or counts why that is no number. @param mayLose  digits, by a tiny weight */
  #addTo(sums: PairSums, group: number, product: number, value: number, mayLose: boolean): void {
    const isLost = mayLose && value !== 0 && Math.abs(product) < leastNormal;
    if (Number.isFinite(product) && !isLost) sums.add(group, product);
    else this.#count(specialField(value, isLost), group);
  }

  #countsOf(field: CountField): Float64Array {
    const known = this.#counts.get(field);
    if (known !== undefined) return known;
    const counts = new Float64Array(this.#capacity);
    this.#counts.set(field, counts);
    return counts;
  }

  #count(field: CountField, group: number): void {
    this.#counted.add(field);
    this.#countsOf(field)[group]! += 1;
  }

  #countFlags(
    field: CountField,
    flags: Uint8Array,
    groups: Int32Array,
    count: number,
    fates: Uint8Array | null,
  ): void {
    for (let i = 0; i < count; i++) {
      if (flags[i] === 1 && (fates === null || fates[i] === 0)) this.#count(field, groups[i]!);
    }
  }
}

/** Adds rows to their groups' sums. @returns the first row of which the sum would not be finite, or `to` */
function addFinite(
  high: Float64Array,
  low: Float64Array,
  groups: Int32Array,
  values: Float64Array,
  from: number,
  to: number,
): number {
  for (let i = from; i < to; i++) {
    const group = groups[i]!;
    const value = values[i]!;
    const before = high[group]!;
    const sum = before + value;
    if (sum - sum !== 0) return i;
    const added = sum - before;
    low[group]! += before - (sum - added) + (value - added);
    high[group] = sum;
  }
  return to;
}

function takePair(
  fields: Partial<Record<GroupField, Float64Array>>,
  name: 'total' | 'weight',
  { high, low, wraps }: PairSums,
  groups: Int32Array,
): void {
  fields[`${name}.high`] = taken(high, groups);
  fields[`${name}.low`] = taken(low, groups);
  if (wraps !== null) fields[`${name}.wraps`] = taken(wraps, groups);
}
