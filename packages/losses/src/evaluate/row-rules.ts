import type { Backend } from '../backend/backend.ts';
import { weightDomain } from '../loss/domain.ts';
import type { Domain } from '../loss/domain.ts';
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
  readonly wide: boolean;
  readonly values: Float64Array;
}

const isWide = (type: ColumnData['type']): boolean => type === 'int64' || type === 'uint64';

/** Decides, block by block, what becomes of each row under one rule. */
export class RowRules {
  readonly #columns: readonly CheckedColumn[];
  readonly #ignoredLabel: number | null;
  readonly #policies: RowPolicies;
  readonly #backend: Backend;
  readonly #fates: Uint8Array;

  constructor(
    rule: RowRule,
    layouts: ColumnLayouts,
    program: BlockProgram,
    policies: RowPolicies,
    backend: Backend,
  ) {
    this.#ignoredLabel = rule.ignoredLabel;
    this.#policies = policies;
    this.#backend = backend;
    this.#fates = new Uint8Array(program.blockRows);
    const domains = layouts[weightRole] ? { [weightRole]: weightDomain, ...rule.domains } : rule.domains;
    this.#columns = Object.entries(domains).flatMap(([role, domain]) => {
      const values = program.input(role);
      const layout = layouts[role];
      return values && layout ? [checkedColumn(role, domain, layout, values, program.classes)] : [];
    });
  }

  /**
   * The fates of a loaded block's rows, as codes (places in `rowFates`); null if every row is used.
   * @throws RowError for a row that the policies don't allow; its row counts from `from` = 0
   */
  check(columns: Columns, from: number, rows: number): Uint8Array | null {
    if (this.#columns.every((column) => this.#clean(column, columns[column.role], rows))) return null;
    let dropped = false;
    for (let row = 0; row < rows; row++) {
      const fate = codeOf[this.#fate(columns, from, row)];
      this.#fates[row] = fate;
      dropped ||= fate !== 0;
    }
    return dropped ? this.#fates : null;
  }

  /** Whether a whole block can be used as it is, told in one pass per column. */
  #clean(column: CheckedColumn, data: ColumnData | undefined, rows: number): boolean {
    if (data === undefined || data.validity !== null) return false;
    const { values, low, high } = column;
    // A weight of 0 is legal, but its row is not used.
    const least = column.role === weightRole ? Number.MIN_VALUE : low;
    if (!this.#backend.within(values, rows * column.classes, least, high)) return false;
    return !column.domain.label || allIntegers(values, rows);
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
      const { role, domain, values, low, high, classes } = column;
      for (let i = row * classes; i < (row + 1) * classes; i++) {
        const x = values[i]!;
        const odd = fate === 'nan' ? Number.isNaN(x) : Math.abs(x) === Infinity && !(x >= low && x <= high);
        if (!odd) continue;
        if (this.#policies.nans === 'skip') return fate;
        const code = fate === 'nan' ? 'E_NAN' : 'E_INFINITE';
        throw new RowError(from + row, role, { code, expected: domain.description, got: String(x) });
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
        checkValue(column, column.values[i]!, from + row);
      }
    }
    return 'used';
  }
}

function checkedColumn(
  role: string,
  domain: Domain,
  layout: ColumnLayouts[string],
  values: Float64Array,
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
    values,
  };
}

function checkValue({ role, domain, low, high, wide }: CheckedColumn, x: number, row: number): void {
  if (x >= low && x <= high && (!domain.label || Number.isInteger(x))) return;
  if (wide && !Number.isSafeInteger(x)) {
    throw new RowError(row, role, {
      code: 'E_INTEGER_RANGE',
      expected: 'an integer that a double holds exactly, at most 2^53 - 1',
      got: `about ${x}`,
    });
  }
  const { code, description, next } = domain;
  const expected = domain.label ? `${description} from 0 to ${high}` : description;
  throw new RowError(row, role, { code, expected, got: String(x), next });
}

function allIntegers(values: Float64Array, rows: number): boolean {
  let all = true;
  for (let i = 0; i < rows; i++) all = all && Number.isInteger(values[i]);
  return all;
}

function isValid(column: ColumnData | undefined, row: number): boolean {
  const validity = column?.validity ?? null;
  return validity === null || (((validity[Math.floor(row / 8)] ?? 0) >> (row % 8)) & 1) === 1;
}
