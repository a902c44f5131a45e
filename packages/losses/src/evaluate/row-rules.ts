import type { Backend } from '../backend/backend.ts';
import { weightDomain } from '../loss/domain.ts';
import type { Domain } from '../loss/domain.ts';
import { plainCasts } from '../backend/plain-casts.ts';
import { columnOf } from '../program/block-program.ts';
import type { BlockProgram, ColumnData, ColumnLayouts, Columns } from '../program/block-program.ts';
import { RowError, rowFates } from './row-fate.ts';
import type { RowFate, RowPolicies } from './row-fate.ts';

/** The role of the column of weights. */
export const weightRole = 'weight';

const codeOf = Object.fromEntries(rowFates.map((fate, code) => [fate, code])) as Readonly<
  Record<RowFate, number>
>;

/** What each column of a loss may hold, and the label whose rows are left out. */
export interface RowRule {
  readonly domains: Readonly<Record<string, Domain>>;
  readonly ignoredLabel: number | null;
}

/** One column under one rule, with the bounds that the number of classes and the column's type give it. */
interface CheckedColumn {
  readonly role: string;
  readonly domain: Domain;
  readonly low: number;
  readonly high: number;
  readonly classes: number;
  /** A 64-bit integer, which a double may not hold. */
  readonly wide: boolean;
  /** A number that has to be an integer, and that its type does not make one. */
  readonly maybeFraction: boolean;
  /** A block's numbers, cast when rows are looked at one by one. */
  readonly values: Float64Array;
}

/** A 64-bit integer, which a double may not hold. */
export const isWide = (type: ColumnData['type']): boolean => type === 'int64' || type === 'uint64';

/** Decides, block by block, what becomes of each row under one rule. */
export class RowRules {
  readonly #columns: readonly CheckedColumn[];
  readonly #ignoredLabel: number | null;
  readonly #policies: RowPolicies;
  readonly #backend: Backend;
  readonly #fates: Uint8Array;
  #found: Uint8Array | null = null;

  constructor(
    rule: RowRule,
    layouts: ColumnLayouts,
    { blockRows, classes }: Pick<BlockProgram, 'blockRows' | 'classes'>,
    policies: RowPolicies,
    backend: Backend,
  ) {
    this.#ignoredLabel = rule.ignoredLabel;
    this.#policies = policies;
    this.#backend = backend;
    this.#fates = new Uint8Array(blockRows);
    const domains = layouts[weightRole] ? { [weightRole]: weightDomain, ...rule.domains } : rule.domains;
    this.#columns = Object.entries(domains).flatMap(([role, domain]) => {
      const layout = layouts[role];
      return layout ? [checkedColumn(role, domain, layout, blockRows, classes)] : [];
    });
  }

  /** The fates of the rows checked last, as codes (places in `rowFates`); null if every row is used. */
  get fates(): Uint8Array | null {
    return this.#found;
  }

  /** Takes rows that are known to break no rule for used. */
  pass(): void {
    this.#found = null;
  }

  /**
   * Finds the fates of rows [from, from + rows).
   * @throws RowError for a row that the policies don't allow; its row counted as the columns' are
   */
  check(columns: Columns, from: number, rows: number): void {
    this.#found = null;
    if (this.#areClean(columns, from, rows)) return;
    for (const { role, classes, values } of this.#columns) {
      const { type, data } = columnOf(columns, role);
      plainCasts[type](values, data, from * classes, rows * classes);
    }
    let dropped = false;
    for (let row = 0; row < rows; row++) {
      const fate = codeOf[this.#fate(columns, from, row)];
      this.#fates[row] = fate;
      dropped ||= fate !== 0;
    }
    if (dropped) this.#found = this.#fates;
  }

  /**
   * The values for which rows of the block that was checked last are not used: null, NaN, or infinite where that is
   * not legal. Of a list the first such number alone.
   * @param from  as it was checked
   */
  badValues(columns: Columns, from: number, rows: number): readonly BadValue[] {
    const fates = this.#found;
    if (fates === null) return [];
    const bad: BadValue[] = [];
    for (let row = 0; row < rows; row++) {
      if (!badFates.has(fates[row]!)) continue;
      for (const column of this.#columns) {
        const found = badValueOf(column, columns[column.role], from, row);
        if (found !== null) bad.push({ row: from + row, role: column.role, ...found });
      }
    }
    return bad;
  }

  #areClean(columns: Columns, from: number, rows: number): boolean {
    for (const column of this.#columns) {
      if (!this.#clean(column, columns[column.role], from, rows)) return false;
    }
    return true;
  }

  /** Whether a whole block can be used as it is, told in one pass per column. */
  #clean(column: CheckedColumn, data: ColumnData | undefined, from: number, rows: number): boolean {
    if (data === undefined || data.validity !== null || column.maybeFraction) return false;
    const { low, high, classes, role } = column;
    const ignored = this.#ignoredLabel;
    // A class that is ignored may hide among the labels.
    if (column.domain.label && ignored !== null && ignored >= low && ignored <= high) return false;
    // A weight of 0 is legal, but its row is not used.
    const least = role === weightRole ? Number.MIN_VALUE : low;
    return this.#backend.checks[data.type](data.data, from * classes, rows * classes, least, high);
  }

  #fate(columns: Columns, from: number, row: number): RowFate {
    const weight = this.#columns.find(({ role }) => role === weightRole);
    if (weight?.values[row] === 0 && isValid(columns[weightRole], from + row)) return 'zeroWeight';
    for (const { role } of this.#columns) {
      if (isValid(columns[role], from + row)) continue;
      if (this.#policies.nulls === 'skip') return 'null';
      throw new RowError(from + row, role, { code: 'E_NULL', expected: 'a value', got: 'null' });
    }
    return this.#odd(from, row, 'nan') ?? this.#odd(from, row, 'infinite') ?? this.#labelled(from, row);
  }

  /** The fate if one of the row's numbers is NaN, or infinite where that isn't legal. */
  #odd(from: number, row: number, fate: 'nan' | 'infinite'): RowFate | undefined {
    for (const column of this.#columns) {
      const { role, domain, values, classes } = column;
      for (let i = row * classes; i < (row + 1) * classes; i++) {
        const x = values[i]!;
        const odd = fate === 'nan' ? Number.isNaN(x) : isStrayInfinity(column, x);
        if (!odd) continue;
        if (this.#policies.nans !== 'error') return fate;
        const code = fate === 'nan' ? 'E_NAN' : 'E_INFINITE';
        const expected = domain.description;
        throw new RowError(from + row, role, { code, expected, got: String(x) }, i - row * classes);
      }
    }
    return undefined;
  }

  #labelled(from: number, row: number): RowFate {
    for (const column of this.#columns) {
      if (column.domain.label && column.values[row] === this.#ignoredLabel) return 'ignored';
    }
    for (const column of this.#columns) {
      for (let i = row * column.classes; i < (row + 1) * column.classes; i++) {
        checkValue(column, column.values[i]!, from + row, i - row * column.classes);
      }
    }
    return 'used';
  }
}

/** A value for which a row is not used. */
export interface BadValue {
  /** Counted as the columns' are. */
  readonly row: number;
  readonly role: string;
  /** Its place in a list; null in a column of numbers, and where the whole list is null. */
  readonly index: number | null;
  /** null, NaN or ±∞. */
  readonly value: number | null;
}

const badFates: ReadonlySet<number> = new Set([codeOf.null, codeOf.nan, codeOf.infinite]);

const isStrayInfinity = ({ low, high }: CheckedColumn, x: number): boolean =>
  Math.abs(x) === Infinity && !(x >= low && x <= high);

/** @param row  of the block */
function badValueOf(
  column: CheckedColumn,
  data: ColumnData | undefined,
  from: number,
  row: number,
): Pick<BadValue, 'index' | 'value'> | null {
  if (!isValid(data, from + row)) return { index: null, value: null };
  const { classes, values } = column;
  for (let i = 0; i < classes; i++) {
    const x = values[row * classes + i]!;
    if (Number.isNaN(x) || isStrayInfinity(column, x))
      return { index: data?.classes == null ? null : i, value: x };
  }
  return null;
}

function checkedColumn(
  role: string,
  domain: Domain,
  layout: Pick<ColumnData, 'type' | 'classes'>,
  blockRows: number,
  classes: number,
): CheckedColumn {
  const wide = isWide(layout.type);
  const low = domain.label ? 0 : domain.low;
  const high = domain.label ? classes - 1 : domain.high;
  return {
    role,
    domain,
    low: wide ? Math.max(low, Number.MIN_SAFE_INTEGER) : low,
    high: wide ? Math.min(high, Number.MAX_SAFE_INTEGER) : high,
    classes: layout.classes ?? 1,
    wide,
    maybeFraction: domain.whole && layout.type.startsWith('float'),
    values: new Float64Array(blockRows * (layout.classes ?? 1)),
  };
}

function checkValue(
  { role, domain, low, high, wide }: CheckedColumn,
  x: number,
  row: number,
  index: number,
): void {
  if (x >= low && x <= high && (!domain.whole || Number.isInteger(x))) return;
  if (wide && !Number.isSafeInteger(x)) {
    const expected = 'an integer that a double holds exactly, at most 2^53 - 1';
    throw new RowError(row, role, { code: 'E_INTEGER_RANGE', expected, got: `about ${x}` }, index);
  }
  const { code, description, next } = domain;
  const expected = domain.label ? `${description} from 0 to ${high}` : description;
  throw new RowError(row, role, { code, expected, got: String(x), next }, index);
}

function isValid(column: ColumnData | undefined, row: number): boolean {
  const validity = column?.validity ?? null;
  return validity === null || (((validity[Math.floor(row / 8)] ?? 0) >> (row % 8)) & 1) === 1;
}
