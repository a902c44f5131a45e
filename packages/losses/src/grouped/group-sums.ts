import type { Backend } from '../backend/backend.ts';
import { rowFates } from '../evaluate/row-fate.ts';
import type { SpecialCounts } from '../evaluate/loss-state.ts';
import type { NanPolicy } from '../evaluate/row-fate.ts';
import { countFields } from './group-fields.ts';
import type { CountField, ExactFields, GroupField, GroupFields, ReducedGroups } from './group-fields.ts';
import { GroupReductions } from './group-reductions.ts';
import { MomentSums } from './moment-sums.ts';
import { leastNormal, leastTameWeight } from '../evaluate/running-sum.ts';
import { ExactCells } from '../sums/index.ts';
import type { SumMethod } from '../sums/index.ts';
import { CELL_LENGTH } from '../sums/group-cells.ts';
import { PairSums, grown, taken } from './pair-sums.ts';
import { ProductSums } from './product-sums.ts';
import { mostTameValue } from './row-values.ts';
import type { LossRows } from './row-values.ts';

/** Where each fate of a row is counted; used rows are those that are left. */
const fateFields: readonly (CountField | null)[] = rowFates.map((fate) =>
  fate === 'used' ? null : (`rows.${fate}` as const),
);

/** Where each kind of special rows is counted. */
const specialFields: ReadonlyMap<string, CountField> = new Map(
  countFields.flatMap((field) =>
    field.startsWith('special.') ? [[field.slice('special.'.length), field]] : [],
  ),
);

function specialField(value: number, isLost: boolean): CountField {
  if (isLost) return 'special.underflow';
  if (Number.isNaN(value)) return 'special.nan';
  if (value === Infinity) return 'special.positiveInfinity';
  return value === -Infinity ? 'special.negativeInfinity' : 'special.overflow';
}

/** Where sums are made as long as groups are few. */
export interface DenseCells {
  readonly backend: Pick<Backend, 'addToGroups' | 'allocate' | 'within'>;
  /** How many groups are few. */
  readonly groups: number;
}

/** What one loss leaves of the rows of some groups. */
export interface TakenGroups {
  readonly fields: GroupFields;
  /** null where sums are compensated: then they are among the fields. */
  readonly exact: ExactFields | null;
  /** What a metric's reducers gathered of each group; empty for a loss that has none. */
  readonly reduced: ReducedGroups;
}

/**
 * One loss over the groups of a chunk's rows. Each group's rows are added in their order, so that its state depends on
 * them alone.
 * Error bound of a group's sum: none where sums are exact; else u|S| + (nu)²Σ|x| for the n ≤ 2¹⁶ rows of a chunk, then
 * that of merging.
 */
export class GroupSums {
  readonly #backend: DenseCells['backend'];
  readonly #total: PairSums | ExactCells;
  readonly #weight: PairSums | ExactCells;
  readonly #moments: MomentSums | ProductSums | null;
  /** null for a loss that has no reducers, or of which no row is known. */
  #reductions: GroupReductions | null = null;
  readonly #method: SumMethod;
  readonly #counts = new Map<CountField, Float64Array>();
  /** Fields with a count other than 0. */
  readonly #counted = new Set<CountField>();
  #capacity = 0;
  #isDivided = false;
  /** Whether groups are few so far. */
  #isDense: boolean;
  /** Whether no value of the chunk so far is beyond the most tame one. */
  #isTame = true;
  /** Fates that make a group's value no number. */
  readonly #propagated: ReadonlySet<CountField>;

  /** @param moments  whether to keep what a standard error is made of */
  constructor(moments: boolean, method: SumMethod, nans: NanPolicy, { backend, groups }: DenseCells) {
    this.#backend = backend;
    this.#propagated = new Set(nans === 'propagate' ? ['rows.nan', 'rows.infinite'] : []);
    this.#method = method;
    const isExact = method === 'exact';
    this.#isDense = !isExact;
    this.#total = isExact ? new ExactCells() : new PairSums(cellsIn(backend, groups));
    this.#weight = isExact ? new ExactCells() : new PairSums();
    this.#moments = momentsBy(moments, isExact);
  }

  /** Makes room for the groups 0 … groups − 1. */
  reserve(groups: number): void {
    if (groups <= this.#capacity) return;
    this.#capacity = Math.max(groups, 2 * this.#capacity);
    for (const sums of [this.#total, this.#weight, this.#moments]) sums?.reserve(this.#capacity);
    for (const [field, counts] of this.#counts) this.#counts.set(field, grown(counts, this.#capacity));
  }

  /** From now on groups are many: rows are no longer counted. */
  leaveDense(): void {
    this.#isDense = false;
  }

  /** How many rows of the chunk were counted in a group. */
  countOf(group: number): number {
    return this.#total instanceof PairSums ? this.#total.countOf(group) : 0;
  }

  /**
   * Adds a block's rows, each to its group.
   * @returns whether they were counted along the way; if not, none was
   */
  add(groups: Int32Array, count: number, rows: LossRows): boolean {
    const { fates, weights, divisors, clipped, unnormalised } = rows;
    this.#isDivided ||= divisors !== null;
    for (const flags of clipped) this.#countFlags('rows.clipped', flags, groups, count, fates);
    for (const flags of unnormalised) this.#countFlags('rows.unnormalised', flags, groups, count, fates);
    this.#moments?.add(groups, count, rows);
    if (rows.terms !== null)
      (this.#reductions ??= new GroupReductions(this.#method)).add(groups, count, rows);
    const isPlain = fates === null && weights === null && divisors === null;
    if (isPlain) return this.#addPlain(groups, count, rows);
    this.#addRows(groups, count, rows);
    return false;
  }

  /** The states of some groups; all of them start again from nothing. */
  take(groups: Int32Array): TakenGroups {
    const fields: Partial<Record<GroupField, Float64Array>> = {};
    for (const field of this.#counted) fields[field] = taken(this.#countsOf(field), groups);
    this.#counted.clear();
    this.#isTame = true;
    const reduced = this.#takeReduced(fields, groups);
    if (this.#total instanceof ExactCells)
      return { fields, exact: this.#takeExact(this.#total, groups), reduced };
    takePair(fields, 'total', this.#total, groups);
    if (this.#isDivided) takePair(fields, 'weight', this.#weight, groups);
    if (this.#moments instanceof MomentSums) {
      const { weight, mean, squares } = this.#moments.take(groups);
      Object.assign(fields, {
        'moments.weight': weight,
        'moments.mean': mean,
        'moments.squares': squares,
      });
    }
    return { fields, exact: null, reduced };
  }

  /** What the reducers gathered; rows that have no place there are counted among the fields. */
  #takeReduced(fields: Partial<Record<GroupField, Float64Array>>, groups: Int32Array): ReducedGroups {
    const count = (at: number, counts: SpecialCounts): void => {
      for (const [name, rows] of Object.entries(counts)) {
        const field = specialFields.get(name);
        if (field !== undefined) (fields[field] ??= new Float64Array(groups.length))[at]! += rows;
      }
    };
    return this.#reductions?.take(groups, count) ?? [];
  }

  #takeExact(total: ExactCells, groups: Int32Array): ExactFields {
    const [weight, moments] = [this.#weight, this.#moments];
    return {
      total: total.take(groups),
      ...(this.#isDivided && weight instanceof ExactCells ? { weight: weight.take(groups) } : {}),
      ...(moments instanceof ProductSums ? moments.take(groups) : {}),
    };
  }

  /** The way of most jobs: every row is used and weighs 1. */
  #addPlain(groups: Int32Array, count: number, { values, areTame = false }: LossRows): boolean {
    const total = this.#total;
    const isPaired = total instanceof PairSums;
    this.#isTame &&= areTame || this.#backend.within(values, count, -mostTameValue, mostTameValue);
    if (isPaired && this.#isDense && this.#isTame) {
      this.#backend.addToGroups(total.cells, groups, values, count);
      return true;
    }
    const next = (from: number): number =>
      isPaired ? addFinite(total.cells, groups, values, from, count) : from;
    for (let i = next(0); i < count; i = next(i + 1))
      this.#addTo(total, groups[i]!, values[i]!, values[i]!, false);
    return false;
  }

  #addRows(groups: Int32Array, count: number, rows: LossRows): void {
    const { fates, values, weights, divisors, unweighted } = rows;
    for (let i = 0; i < count; i++) {
      const group = groups[i]!;
      const fate = fateFields[fates === null ? 0 : fates[i]!] ?? null;
      if (fate !== null) {
        this.#count(fate, group);
        if (this.#propagated.has(fate)) this.#count('special.nan', group);
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
  #addTo(sums: PairSums | ExactCells, group: number, product: number, value: number, mayLose: boolean): void {
    const isLost = mayLose && value !== 0 && Math.abs(product) < leastNormal;
    if (Number.isFinite(product) && !isLost) {
      if (Math.abs(product) > mostTameValue) this.#isTame = false;
      sums.add(group, product);
    } else this.#count(specialField(value, isLost), group);
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

function momentsBy(moments: boolean, isExact: boolean): MomentSums | ProductSums | null {
  if (!moments) return null;
  return isExact ? new ProductSums() : new MomentSums();
}

function cellsIn(backend: DenseCells['backend'], groups: number): Float64Array {
  const { buffer, byteOffset } = backend.allocate(groups * CELL_LENGTH * 8);
  return new Float64Array(buffer, byteOffset, groups * CELL_LENGTH);
}

/** Adds rows to their groups' sums. @returns the first row of which the sum would not be finite, or `to` */
function addFinite(
  cells: Float64Array,
  groups: Int32Array,
  values: Float64Array,
  from: number,
  to: number,
): number {
  for (let i = from; i < to; i++) {
    const at = CELL_LENGTH * groups[i]!;
    const value = values[i]!;
    const before = cells[at]!;
    const sum = before + value;
    if (sum - sum !== 0) return i;
    const added = sum - before;
    cells[at + 1]! += before - (sum - added) + (value - added);
    cells[at] = sum;
  }
  return to;
}

function takePair(
  fields: Partial<Record<GroupField, Float64Array>>,
  name: 'total' | 'weight',
  sums: PairSums | ExactCells,
  groups: Int32Array,
): void {
  if (!(sums instanceof PairSums)) return;
  const { high, low, wraps } = sums.take(groups);
  fields[`${name}.high`] = high;
  fields[`${name}.low`] = low;
  if (wraps !== null) fields[`${name}.wraps`] = wraps;
}
