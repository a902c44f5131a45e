import type { Backend } from '../backend/backend.ts';
import { classesOf, rowsPerBlock } from '../program/block-program.ts';
import type { ColumnLayouts, Columns } from '../program/block-program.ts';
import { boundTo } from './outputs.ts';
import type { RowPolicies } from './row-fate.ts';
import type { RowLoss } from './row-loss.ts';
import { RowRules } from './row-rules.ts';
import type { BadValue } from './row-rules.ts';

/** Finds the values for which rows are not used by one loss or another. */
export class BadValues {
  readonly #rules: readonly RowRules[];
  readonly #roles: readonly string[];
  /** Rows that are looked at together, at most. */
  readonly blockRows: number;

  /** @throws E_CLASS_COUNT if class matrices differ in length */
  constructor(losses: readonly RowLoss[], layouts: ColumnLayouts, policies: RowPolicies, backend: Backend) {
    const classes = classesOf(layouts);
    const blockRows = rowsPerBlock(classes);
    this.blockRows = blockRows;
    this.#roles = Object.keys(layouts);
    const rules = new Map(losses.map((loss) => [JSON.stringify(loss.rule), boundTo(loss, layouts).rule]));
    this.#rules = [...rules.values()].map(
      (rule) => new RowRules(rule, layouts, { blockRows, classes }, policies, backend),
    );
  }

  /**
   * Those of rows [from, from + count), at most `blockRows`: by row, and in one row by the order of the columns.
   * @throws RowError for a row that the policies don't allow
   */
  find(columns: Columns, from: number, count: number): readonly BadValue[] {
    const found = new Map<string, BadValue>();
    for (const rules of this.#rules) {
      rules.check(columns, from, count);
      for (const bad of rules.badValues(columns, from, count)) {
        const key = `${bad.row} ${bad.role}`;
        if (!found.has(key)) found.set(key, bad);
      }
    }
    const placeOf = ({ role }: BadValue): number => this.#roles.indexOf(role);
    return [...found.values()].toSorted((a, b) => a.row - b.row || placeOf(a) - placeOf(b));
  }
}
