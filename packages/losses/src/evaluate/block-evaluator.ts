import type { Backend } from '../backend/backend.ts';
import { rowSum } from '../expression/class-matrix.ts';
import { constantValue } from '../expression/expression.ts';
import type { Column, Expression } from '../expression/expression.ts';
import { BlockProgram } from '../program/block-program.ts';
import type { ColumnLayouts, Columns } from '../program/block-program.ts';
import type { ClampSite, SumOutput } from '../program/program.ts';
import { addCounts, emptyLossState } from './loss-state.ts';
import type { LossState, RowCounts } from './loss-state.ts';
import { countClipped, countUnnormalised } from './row-flags.ts';
import { rowFates } from './row-fate.ts';
import type { RowPolicies } from './row-fate.ts';
import { RowRules, weightRole } from './row-rules.ts';
import type { RowRule } from './row-rules.ts';
import { RunningSum } from './running-sum.ts';
import type { SumRegisters } from './running-sum.ts';

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** What a loss is to the evaluator: a value and a divisor for each row, and the rule of its rows. */
export interface RowLoss {
  readonly value: Expression<'row'>;
  /** How much a row counts in the mean's divisor, before its weight; the constant 1 for most losses. */
  readonly divisor: Expression;
  readonly rule: RowRule;
}

/** One loss over the rows so far of one chunk. */
interface Running {
  readonly rules: RowRules;
  readonly total: RunningSum;
  /** null where every row counts 1. */
  readonly weight: RunningSum | null;
  readonly clampSites: readonly ClampSite[];
  readonly probabilitySums: readonly ProbabilitySum[];
  rows: Writable<RowCounts>;
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
  readonly #losses: readonly Running[];
  /** The rules of all losses, once each. */
  readonly #rules: readonly RowRules[];

  /**
   * @param previous  an evaluator of the same losses over other types of column, to go on from in mid-chunk
   * @throws          E_CLASS_COUNT if class matrices or parameters per class differ in length
   */
  constructor(
    losses: readonly RowLoss[],
    layouts: ColumnLayouts,
    policies: RowPolicies,
    backend: Backend,
    previous?: BlockEvaluator,
  ) {
    const weighted = layouts[weightRole] !== undefined;
    const summed = columnsThatSumToOne(losses);
    const nodes = [
      ...losses.map(({ divisor }) => divisor),
      ...summed.map(rowSum),
      ...(weighted ? [weightColumn] : []),
    ];
    const values = nodes.map((node) => ({ node, shape: 'row' as const }));
    const roots = { sums: losses.map(({ value }) => value), values, factored: !weighted };
    const program = new BlockProgram(roots, layouts, backend);
    const weights = weighted ? program.output(values.length - 1) : null;
    const sumOf = (registers: SumRegisters, rowWeights: Float64Array | null, from?: RunningSum | null) =>
      new RunningSum(registers, rowWeights, program.blockRows, backend, from?.lanes);
    const rules = new Map<string, RowRules>();
    this.#program = program;
    this.#backend = backend;
    this.#losses = losses.map(({ divisor, rule }, i) => {
      const key = JSON.stringify(rule);
      const shared = rules.get(key) ?? new RowRules(rule, layouts, program, policies, backend);
      rules.set(key, shared);
      const output = program.sum(i);
      const before = previous === undefined ? undefined : previous.#losses[i];
      const counted = constantValue(divisor) === 1;
      const divisorRegister = counted ? weights : program.output(i);
      return {
        rules: shared,
        total: sumOf(registersOf(program, output), weights, before?.total),
        weight:
          divisorRegister &&
          sumOf({ rest: divisorRegister, factor: null }, counted ? null : weights, before?.weight),
        clampSites: output.clampSites,
        probabilitySums: summed.flatMap(({ role }, j) =>
          rule.domains[role]?.sumsToOne === true
            ? [{ values: program.output(losses.length + j), tolerance: toleranceOf(layouts, role) }]
            : [],
        ),
        rows: before?.rows ?? { ...emptyLossState.rows },
      };
    });
    this.#rules = [...rules.values()];
  }

  /**
   * Adds the next rows of the chunk: rows [start, start + rows) of the columns.
   * @throws RowError, its row counted as the columns' are
   */
  add(columns: Columns, start: number, rows: number): void {
    const end = start + rows;
    for (let from = start; from < end; from += this.#program.blockRows) {
      const count = Math.min(this.#program.blockRows, end - from);
      for (const rules of this.#rules) rules.check(columns, from, count);
      this.#program.run(columns, from, count);
      for (const loss of this.#losses) this.#addBlock(loss, count, loss.rules.fates);
    }
  }

  /** The states of the chunk's rows so far, one per loss. */
  peek(): readonly LossState[] {
    return this.#losses.map(({ rows, total, weight }) => ({
      rows: { ...rows },
      special: weight === null ? total.special : addCounts(total.special, weight.special),
      total: total.sum,
      weight: weight?.sum ?? { high: rows.used, low: 0 },
    }));
  }

  /** The states of the chunk's rows, one per loss; the next chunk starts from zero. */
  take(): readonly LossState[] {
    const states = this.peek();
    for (const loss of this.#losses) {
      loss.rows = { ...emptyLossState.rows };
      loss.total.reset();
      loss.weight?.reset();
    }
    return states;
  }

  #addBlock(
    { rows, total, weight, clampSites, probabilitySums }: Running,
    count: number,
    fates: Uint8Array | null,
  ) {
    countFates(rows, fates, count);
    total.add(count, fates);
    weight?.add(count, fates);
    rows.clipped += countClipped(clampSites, this.#program, this.#backend, count, fates);
    for (const { values, tolerance } of probabilitySums) {
      rows.unnormalised += countUnnormalised(values, tolerance, this.#backend, count, fates);
    }
  }
}

function registersOf(program: BlockProgram, { rest, factor }: SumOutput): SumRegisters {
  return {
    rest: rest === null ? null : program.register(rest),
    factor: factor && { values: program.register(factor.register), sign: factor.sign },
  };
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
