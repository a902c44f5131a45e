import type { Backend } from '../backend/backend.ts';
import { compileLosses } from '../evaluate/loss-program.ts';
import type { LossProgram, LossRegisters } from '../evaluate/loss-program.ts';
import type { RowPolicies } from '../evaluate/row-fate.ts';
import { clippedRows, unnormalisedRows } from '../evaluate/row-flags.ts';
import { boundTo } from '../evaluate/outputs.ts';
import type { RowLoss } from '../evaluate/row-loss.ts';
import type { Measure } from '../loss/measure.ts';
import { RowRules } from '../evaluate/row-rules.ts';
import { allValid, isCheckedByValue, ruledRoles } from '../evaluate/shortcuts.ts';
import type { ColumnLayouts, Columns } from '../program/block-program.ts';
import type { Reducer } from '../reduce/reducer.ts';

/** What the reducers of a metric gather of the rows of a block. */
export interface RowTerms {
  readonly reducers: readonly Reducer[];
  /** The inputs of each of them. */
  readonly inputs: readonly (readonly Float64Array[])[];
  /** The classes of the block's matrices; 0 if there are none. */
  readonly classes: number;
}

/** One loss in each row of a block. */
export interface LossRows {
  /** Places in `rowFates`; null if every row is used. */
  readonly fates: Uint8Array | null;
  /** 0 in every row of a metric of which nothing is summed. */
  readonly values: Float64Array;
  /** Whether it is known that no value is beyond the most tame one. */
  readonly areTame?: boolean;
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
  /** null for a loss that is the mean of its values. */
  readonly terms: RowTerms | null;
}

/** Sums of a chunk's values stay finite on their way if no value is beyond it. */
export const mostTameValue: number = 2 ** 900;

/** Decides what becomes of the rows of some losses. */
interface Ruled {
  readonly rules: RowRules;
  /** The values of a loss that tell whether all rows are used, and of which columns; null if none does. */
  telling: { readonly values: Float64Array; readonly roles: readonly string[] } | null;
  /** Whether they have told so of the block at hand. */
  hasTold: boolean;
}

/** A loss that is under way, and where its rows are. */
interface Running {
  readonly registers: LossRegisters;
  readonly values: Float64Array;
  readonly ruled: Ruled;
  readonly divisors: Float64Array | null;
  readonly terms: RowTerms | null;
}

/** Whether a loss over such columns is the mean of a number per row: not so for metrics, nor for several outputs. */
export function isMeanOfRows(loss: RowLoss & Pick<Measure, 'isMean'>, layouts: ColumnLayouts): boolean {
  return loss.isMean && hasRowValue(loss, layouts);
}

/** Whether a loss over such columns has a number per row: not so for most metrics, nor for several outputs. */
export function hasRowValue(loss: RowLoss, layouts: ColumnLayouts): boolean {
  const { value, reducers = [] } = boundTo(loss, layouts);
  return value !== null && reducers.length === 0;
}

/** Losses and the terms of metrics row by row, for whatever needs more of them than their sum. */
export class RowValues {
  readonly #compiled: LossProgram;
  readonly #backend: Backend;
  readonly #ruled: readonly Ruled[];
  readonly #losses: readonly Running[];

  /** @throws E_CLASS_COUNT if class matrices or parameters per class differ in length */
  constructor(unbound: readonly RowLoss[], layouts: ColumnLayouts, policies: RowPolicies, backend: Backend) {
    const losses = unbound.map((loss) => boundTo(loss, layouts));
    this.#compiled = compileLosses(losses, layouts, backend, false);
    this.#backend = backend;
    const { program } = this.#compiled;
    const all = new Map<string, Ruled>();
    this.#losses = losses.map((loss, i) => {
      const { rule, value, reducers = [] } = loss;
      const key = JSON.stringify(rule);
      const ruled = all.get(key) ?? {
        rules: new RowRules(rule, layouts, program, policies, backend),
        telling: null,
        hasTold: false,
      };
      all.set(key, ruled);
      const registers = this.#compiled.losses[i];
      if (registers === undefined) throw new RangeError(`no loss ${i}`);
      const values = value === null ? new Float64Array(program.blockRows) : (registers.total?.rest ?? null);
      if (values === null) throw new RangeError(`no values of loss ${i}`);
      const { divisor } = registers;
      if (isCheckedByValue(loss, layouts)) ruled.telling ??= { values, roles: ruledRoles(loss, layouts) };
      const weighted = divisor !== null && divisor.weights !== null;
      const divisors = weighted ? new Float64Array(program.blockRows) : (divisor?.registers.rest ?? null);
      const { classes } = program;
      const terms = reducers.length === 0 ? null : { reducers, inputs: registers.reduced, classes };
      return { registers, values, ruled, divisors, terms };
    });
    this.#ruled = [...all.values()];
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
    for (const ruled of this.#ruled) this.#decide(ruled, columns, from, count);
    return this.#losses.map((loss) => this.#rowsOf(loss, count));
  }

  /** Where values vouch for their rows, these need no look. */
  #decide(ruled: Ruled, columns: Columns, from: number, count: number): void {
    const { rules, telling } = ruled;
    ruled.hasTold =
      telling !== null &&
      allValid(columns, telling.roles) &&
      this.#backend.within(telling.values, count, -mostTameValue, mostTameValue);
    if (ruled.hasTold) rules.pass();
    else rules.check(columns, from, count);
  }

  #rowsOf({ registers, values, ruled, divisors, terms }: Running, count: number): LossRows {
    const { divisor, weights, clampSites, probabilitySums } = registers;
    if (divisor !== null && divisor.weights !== null)
      weigh(divisors, divisor.registers.rest, divisor.weights, count);
    const clipped = clippedRows(clampSites, this.#compiled.program, this.#backend, count);
    return {
      fates: ruled.rules.fates,
      values,
      areTame: ruled.hasTold && ruled.telling?.values === values,
      weights,
      divisors,
      unweighted: divisor !== null && divisor.weights !== null ? divisor.registers.rest : null,
      clipped: clipped === null ? [] : [clipped],
      unnormalised: probabilitySums.flatMap(
        ({ values: sums, tolerance }) => unnormalisedRows(sums, tolerance, this.#backend, count) ?? [],
      ),
      terms,
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
