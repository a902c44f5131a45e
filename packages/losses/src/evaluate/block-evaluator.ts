import { allocateRegister } from '../backend/backend.ts';
import type { Backend } from '../backend/backend.ts';
import { rowSum } from '../expression/class-matrix.ts';
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
  readonly probabilitySums: readonly ProbabilitySum[];
  readonly rules: RowRules;
  readonly total: LaneSums;
  readonly weight: LaneSums;
  rows: Writable<RowCounts>;
  special: Writable<SpecialCounts>;
}

/** The sums over the classes of a column that should sum to 1, and how far from it they may be. */
interface ProbabilitySum {
  readonly values: Float64Array;
  readonly tolerance: number;
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
  readonly #backend: Backend;
  readonly #weights: Float64Array | null;
  readonly #losses: readonly Running[];
  readonly #scratch: Float64Array;
  readonly #flags: Uint8Array;

  /** @throws E_CLASS_COUNT if class matrices or parameters per class differ in length */
  constructor(losses: readonly RowLoss[], layouts: ColumnLayouts, policies: RowPolicies, backend: Backend) {
    const weighted = layouts[weightRole] !== undefined;
    const summed = columnsThatSumToOne(losses);
    const roots = [...losses.flatMap(({ value, divisor }) => [value, divisor]), ...summed.map(rowSum)];
    this.#program = new BlockProgram(weighted ? [...roots, weightColumn] : roots, layouts, backend);
    this.#backend = backend;
    this.#weights = weighted ? this.#program.output(roots.length) : null;
    this.#scratch = allocateRegister(backend, this.#program.blockRows);
    this.#flags = new Uint8Array(this.#program.blockRows);
    const rules = new Map<string, RowRules>();
    this.#losses = losses.map(({ divisor, rule }, i) => {
      const key = JSON.stringify(rule);
      const shared = rules.get(key) ?? new RowRules(rule, layouts, this.#program, policies, backend);
      rules.set(key, shared);
      return {
        values: this.#program.output(2 * i),
        divisors: constantValue(divisor) === 1 ? null : this.#program.output(2 * i + 1),
        clampSites: this.#program.program.clampSites[2 * i] ?? [],
        probabilitySums: summed.flatMap(({ role }, j) =>
          rule.domains[role]?.sumsToOne === true
            ? [{ values: this.#program.output(2 * losses.length + j), tolerance: toleranceOf(layouts, role) }]
            : [],
        ),
        rules: shared,
        total: new LaneSums(backend),
        weight: new LaneSums(backend),
        rows: { ...emptyLossState.rows },
        special: { ...emptyLossState.special },
      };
    });
  }

  /**
   * Adds the next rows of the chunk: rows [start, start + rows) of the columns.
   * @throws RowError, its row counted as the columns' are
   */
  add(columns: Columns, start: number, rows: number): void {
    const end = start + rows;
    for (let from = start; from < end; from += this.#program.blockRows) {
      const count = Math.min(this.#program.blockRows, end - from);
      const fates = new Map<RowRules, Uint8Array | null>();
      for (const { rules } of this.#losses) {
        if (!fates.has(rules)) fates.set(rules, rules.check(columns, from, count));
      }
      this.#program.run(columns, from, count);
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
    for (const sum of loss.probabilitySums)
      loss.rows.unnormalised += this.#countUnnormalised(sum, count, fates);
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
      if (!any) this.#flags.fill(0);
      any = true;
      const w = weight === null ? null : this.#program.register(weight);
      for (let i = 0; i < count * classes; i++) {
        if (x[i]! < floor && (w === null || w[i] !== 0)) this.#flags[Math.floor(i / classes)] = 1;
      }
    }
    if (any) loss.rows.clipped += countUsed(this.#flags, count, fates);
  }

  #countUnnormalised({ values, tolerance }: ProbabilitySum, count: number, fates: Uint8Array | null): number {
    if (this.#backend.within(values, count, 1 - tolerance, 1 + tolerance)) return 0;
    for (let i = 0; i < count; i++) this.#flags[i] = Math.abs(values[i]! - 1) > tolerance ? 1 : 0;
    return countUsed(this.#flags, count, fates);
  }
}

function toleranceOf(layouts: ColumnLayouts, role: string): number {
  return tolerances[layouts[role]?.type ?? ''] ?? doubleTolerance;
}

/** The class matrices that some loss takes for distributions, once each. */
function columnsThatSumToOne(losses: readonly RowLoss[]): readonly Column<'matrix'>[] {
  const roles = losses.flatMap(({ rule }) =>
    Object.entries(rule.domains).flatMap(([role, { sumsToOne }]) => (sumsToOne ? [role] : [])),
  );
  return [...new Set(roles)].map((role) => ({ kind: 'column', shape: 'matrix', role, symbol: 'pⱼ' }));
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
