import type { Backend } from '../backend/backend.ts';
import { compileLosses } from '../evaluate/loss-program.ts';
import type { LossProgram, LossRegisters } from '../evaluate/loss-program.ts';
import type { RowPolicies } from '../evaluate/row-fate.ts';
import { clippedRows, unnormalisedRows } from '../evaluate/row-flags.ts';
import { boundTo } from '../evaluate/outputs.ts';
import type { RowLoss } from '../evaluate/row-loss.ts';
import { RowRules } from '../evaluate/row-rules.ts';
import type { ColumnLayouts, Columns } from '../program/block-program.ts';

/** One loss in each row of a block. */
export interface LossRows {
  /** Places in `rowFates`; null if every row is used. */
  readonly fates: Uint8Array | null;
  readonly values: Float64Array;
  /** null where every row weighs 1. */
  readonly weights: Float64Array | null;
  /** How much a row counts in the mean's divisor, its weight included; null where every row counts 1. */
  readonly divisors: Float64Array | null;
  /** The same without the weight; null where the divisor is the weight alone. */
  readonly unweighted: Float64Array | null;
  /** 1 for rows that deserve a word, used or not: none if no row does. */
  readonly clipped: readonly Uint8Array[];
  /** By class matrix. */
  readonly unnormalised: readonly Uint8Array[];
}

/** A loss that is under way, and where its rows are. */
interface Running {
  readonly registers: LossRegisters;
  readonly values: Float64Array;
  readonly rules: RowRules;
  readonly divisors: Float64Array | null;
}

/** Whether a loss over such columns is the mean of a number per row: not so for most metrics, nor for several outputs. */
export function isMeanOfRows(loss: RowLoss, layouts: ColumnLayouts): boolean {
  const { value, reducers = [] } = boundTo(loss, layouts);
  return value !== null && reducers.length === 0;
}

/** Losses row by row, for whatever needs more of them than their sum. */
export class RowValues {
  readonly #compiled: LossProgram;
  readonly #backend: Backend;
  readonly #rules: readonly RowRules[];
  readonly #losses: readonly Running[];

  /** @throws E_CLASS_COUNT if class matrices or parameters per class differ in length */
  constructor(losses: readonly RowLoss[], layouts: ColumnLayouts, policies: RowPolicies, backend: Backend) {
    this.#compiled = compileLosses(losses, layouts, backend, false);
    this.#backend = backend;
    const { program } = this.#compiled;
    const rules = new Map<string, RowRules>();
    this.#losses = losses.map(({ rule }, i) => {
      const key = JSON.stringify(rule);
      const ruled = rules.get(key) ?? new RowRules(rule, layouts, program, policies, backend);
      rules.set(key, ruled);
      const registers = this.#compiled.losses[i];
      const values = registers?.total?.rest ?? null;
      if (registers === undefined || values === null) throw new RangeError(`no values of loss ${i}`);
      const { divisor } = registers;
      const weighted = divisor !== null && divisor.weights !== null;
      const divisors = weighted ? new Float64Array(program.blockRows) : (divisor?.registers.rest ?? null);
      return { registers, values, rules: ruled, divisors };
    });
    this.#rules = [...rules.values()];
  }

  /** Rows of a block at most. */
  get blockRows(): number {
    return this.#compiled.program.blockRows;
  }

  /**
   * Evaluates rows [from, from + count).
   * @returns one per loss, valid until the next call
   * @throws  RowError
   */
  run(columns: Columns, from: number, count: number): readonly LossRows[] {
    this.#compiled.program.run(columns, from, count);
    for (const rules of this.#rules) rules.check(columns, from, count);
    return this.#losses.map((loss) => this.#rowsOf(loss, count));
  }

  #rowsOf({ registers, values, rules, divisors }: Running, count: number): LossRows {
    const { divisor, weights, clampSites, probabilitySums } = registers;
    if (divisor !== null && divisor.weights !== null)
      weigh(divisors, divisor.registers.rest, divisor.weights, count);
    const clipped = clippedRows(clampSites, this.#compiled.program, this.#backend, count);
    return {
      fates: rules.fates,
      values,
      weights,
      divisors,
      unweighted: divisor !== null && divisor.weights !== null ? divisor.registers.rest : null,
      clipped: clipped === null ? [] : [clipped],
      unnormalised: probabilitySums.flatMap(
        ({ values: sums, tolerance }) => unnormalisedRows(sums, tolerance, this.#backend, count) ?? [],
      ),
    };
  }
}

function weigh(
  out: Float64Array | null,
  divisors: Float64Array | null,
  weights: Float64Array,
  count: number,
): void {
  if (out === null || divisors === null) return;
  for (let i = 0; i < count; i++) out[i] = divisors[i]! * weights[i]!;
}
