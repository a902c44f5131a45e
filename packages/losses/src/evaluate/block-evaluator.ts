import type { Backend } from '../backend/backend.ts';
import { constantValue } from '../expression/expression.ts';
import type { Column, Expression } from '../expression/expression.ts';
import { BlockProgram } from '../program/block-program.ts';
import type { ColumnLayouts, Columns } from '../program/block-program.ts';
import type { ClampSite } from '../program/program.ts';
import { LaneSums } from '../sums/index.ts';
import { emptyLossState } from './loss-state.ts';
import type { LossState, RowCounts, SpecialCounts } from './loss-state.ts';
import { rowFates } from './row-fate.ts';
import type { RowPolicies } from './row-fate.ts';
import { RowRules, weightRole } from './row-rules.ts';
import type { RowRule } from './row-rules.ts';

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** What a loss is to the evaluator: a value and a divisor for each row, and the rule of its rows. */
export interface RowLoss {
  readonly value: Expression<'row'>;
  /** How much a row counts in the mean's divisor, before its weight; the constant 1 for most losses. */
  readonly divisor: Expression;
  readonly rule: RowRule;
}

/** The sums and counts of one loss over the rows so far of one chunk. */
interface Running {
  readonly values: Float64Array;
  /** null where every row counts 1. */
  readonly divisors: Float64Array | null;
  readonly clampSites: readonly ClampSite[];
  readonly normalised: readonly string[];
  readonly rules: RowRules;
  readonly total: LaneSums;
  readonly weight: LaneSums;
  rows: Writable<RowCounts>;
  special: Writable<SpecialCounts>;
}

/** |Σp − 1| up to which a row counts as normalised: what rounding to the column's type explains. */
const tolerances: Readonly<Partial<Record<string, number>>> = { float16: 1e-3, float32: 1e-5 };
const doubleTolerance = 1e-8;

const weightColumn: Column<'row'> = { kind: 'column', shape: 'row', role: weightRole, symbol: 'w' };

/**
 * Evaluates losses over the rows of one chunk after another: `add` its rows in order, in pieces of any size, and
 * `take` the states. Row i of a chunk goes to lane i mod 8 and a row that is not used adds +0, so that neither
 * pieces nor blocks change a bit.
 */
export class BlockEvaluator {
  readonly #program: BlockProgram;
  readonly #layouts: ColumnLayouts;
  readonly #backend: Backend;
  readonly #weights: Float64Array | null;
  readonly #losses: readonly Running[];
  readonly #scratch: Float64Array;
  readonly #clipped: Uint8Array;

  /** @throws E_CLASS_COUNT if class matrices or parameters per class differ in length */
  constructor(losses: readonly RowLoss[], layouts: ColumnLayouts, policies: RowPolicies, backend: Backend) {
    const weighted = layouts[weightRole] !== undefined;
    const roots = losses.flatMap(({ value, divisor }) => [value, divisor]);
    this.#program = new BlockProgram(weighted ? [...roots, weightColumn] : roots, layouts, backend);
    this.#layouts = layouts;
    this.#backend = backend;
    this.#weights = this.#program.input(weightRole) ?? null;
    this.#scratch = backend.allocate(this.#program.blockRows);
    this.#clipped = new Uint8Array(this.#program.blockRows);
    const rules = new Map<string, RowRules>();
    this.#losses = losses.map(({ divisor, rule }, i) => {
      const key = JSON.stringify(rule);
      const shared = rules.get(key) ?? new RowRules(rule, layouts, this.#program, policies, backend);
      rules.set(key, shared);
      return this.#running(i, divisor, rule, shared);
    });
  }

  #running(i: number, divisor: Expression, rule: RowRule, rules: RowRules): Running {
    const { outputs, clampSites } = this.#program.program;
    return {
      values: this.#program.register(outputs[2 * i] ?? 0),
      divisors: constantValue(divisor) === 1 ? null : this.#program.register(outputs[2 * i + 1] ?? 0),
      clampSites: clampSites[2 * i] ?? [],
      normalised: Object.entries(rule.domains).flatMap(([role, { sumsToOne }]) => (sumsToOne ? [role] : [])),
      rules,
      total: new LaneSums(),
      weight: new LaneSums(),
      rows: { ...emptyLossState.rows },
      special: { ...emptyLossState.special },
    };
  }

  /**
   * Adds the next rows of the chunk: rows [start, start + rows) of the columns.
   * @throws RowError, its row counted as the columns' are
   */
  add(columns: Columns, start: number, rows: number): void {
    const end = start + rows;
    for (let from = start; from < end; from += this.#program.blockRows) {
      const count = Math.min(this.#program.blockRows, end - from);
      this.#program.load(columns, from, count);
      const fates = new Map<RowRules, Uint8Array | null>();
      for (const { rules } of this.#losses) {
        if (!fates.has(rules)) fates.set(rules, rules.check(columns, from, count));
      }
      this.#program.run(count);
      for (const loss of this.#losses) this.#accumulate(loss, count, fates.get(loss.rules) ?? null);
    }
  }

  /** The states of the chunk's rows so far, one per loss. */
  peek(): readonly LossState[] {
    return this.#losses.map(({ rows, special, total, weight, divisors }) => {
      const counted = divisors === null && this.#weights === null;
      return {
        rows: { ...rows },
        special: { ...special },
        total: total.peek(),
        weight: counted ? { high: rows.used, low: 0 } : weight.peek(),
      };
    });
  }

  /** The states of the chunk's rows, one per loss; the next chunk starts from zero. */
  take(): readonly LossState[] {
    const states = this.peek();
    for (const loss of this.#losses) {
      loss.rows = { ...emptyLossState.rows };
      loss.special = { ...emptyLossState.special };
      loss.total.take();
      loss.weight.take();
    }
    return states;
  }

  #accumulate(loss: Running, count: number, fates: Uint8Array | null): void {
    countFates(loss.rows, fates, count);
    loss.total.add(this.#weighted(loss, loss.values, count, fates, loss.special), count);
    if (loss.divisors !== null) {
      loss.weight.add(this.#weighted(loss, loss.divisors, count, fates, null), count);
    } else if (this.#weights !== null) {
      loss.weight.add(this.#keepUsed(this.#weights, count, fates), count);
    }
    this.#countClipped(loss, count, fates);
    for (const role of loss.normalised) loss.rows.unnormalised += this.#countUnnormalised(role, count, fates);
  }

  /** weight·value of the used rows, +0 for the others and for what is not finite, which is counted instead. */
  #weighted(
    loss: Running,
    values: Float64Array,
    count: number,
    fates: Uint8Array | null,
    special: Writable<SpecialCounts> | null,
  ): Float64Array {
    let products = values;
    if (this.#weights !== null) {
      this.#backend.operations.mul(this.#scratch, [this.#weights, values], count, 1);
      products = this.#scratch;
    }
    products = this.#keepUsed(products, count, fates);
    if (this.#backend.within(products, count, -Number.MAX_VALUE, Number.MAX_VALUE)) return products;
    for (let i = 0; i < count; i++) {
      const product = products[i]!;
      if (!Number.isFinite(product)) countSpecial(special ?? loss.special, values[i]!);
      this.#scratch[i] = Number.isFinite(product) ? product : 0;
    }
    return this.#scratch;
  }

  #keepUsed(values: Float64Array, count: number, fates: Uint8Array | null): Float64Array {
    if (fates === null) return values;
    for (let i = 0; i < count; i++) this.#scratch[i] = fates[i] === 0 ? values[i]! : 0;
    return this.#scratch;
  }

  #countClipped(loss: Running, count: number, fates: Uint8Array | null): void {
    let any = false;
    for (const { weight, argument, shape, floor } of loss.clampSites) {
      const classes = shape === 'matrix' ? this.#program.classes : 1;
      const x = this.#program.register(argument);
      if (this.#backend.within(x, count * classes, floor, Infinity)) continue;
      if (!any) this.#clipped.fill(0);
      any = true;
      const w = weight === null ? null : this.#program.register(weight);
      for (let i = 0; i < count * classes; i++) {
        if (x[i]! < floor && (w === null || w[i] !== 0)) this.#clipped[Math.floor(i / classes)] = 1;
      }
    }
    if (any) loss.rows.clipped += countUsed(this.#clipped, count, fates);
  }

  #countUnnormalised(role: string, count: number, fates: Uint8Array | null): number {
    const values = this.#program.input(role);
    if (values === undefined) return 0;
    const tolerance = tolerances[this.#layouts[role]?.type ?? ''] ?? doubleTolerance;
    this.#backend.operations.rowSum(this.#scratch, [values], count, this.#program.classes);
    if (this.#backend.within(this.#scratch, count, 1 - tolerance, 1 + tolerance)) return 0;
    for (let i = 0; i < count; i++) this.#clipped[i] = Math.abs(this.#scratch[i]! - 1) > tolerance ? 1 : 0;
    return countUsed(this.#clipped, count, fates);
  }
}

function countFates(rows: Writable<RowCounts>, fates: Uint8Array | null, count: number): void {
  if (fates === null) {
    rows.used += count;
    return;
  }
  for (let i = 0; i < count; i++) rows[rowFates[fates[i]!] ?? 'used']++;
}

function countUsed(flags: Uint8Array, count: number, fates: Uint8Array | null): number {
  let flagged = 0;
  for (let i = 0; i < count; i++) if (flags[i] === 1 && (fates === null || fates[i] === 0)) flagged++;
  return flagged;
}

function countSpecial(special: Writable<SpecialCounts>, value: number): void {
  if (Number.isNaN(value)) special.nan++;
  else if (value === Infinity) special.positiveInfinity++;
  else if (value === -Infinity) special.negativeInfinity++;
  else special.overflow++;
}
