import { boundTo } from '../evaluate/outputs.ts';
import { rowFates } from '../evaluate/row-fate.ts';
import type { NanPolicy } from '../evaluate/row-fate.ts';
import type { RowLoss } from '../evaluate/row-loss.ts';
import type { Measure } from '../loss/measure.ts';
import type { Expression } from '../expression/expression.ts';
import type { ColumnLayouts } from '../program/block-program.ts';
import { isMeanOfRows } from './row-values.ts';
import type { LossRows } from './row-values.ts';

/** Fates of rows that are no numbers, as they are coded. */
const noNumbers = [rowFates.indexOf('nan'), rowFates.indexOf('infinite')];

/** One loss of two predictions in the rows that both of them use. */
export interface PairedLossRows {
  /** Prediction − baseline. */
  readonly difference: LossRows;
  readonly prediction: LossRows;
  readonly baseline: LossRows;
}

function reads(node: Expression, role: string): boolean {
  if (node.kind === 'column') return node.role === role;
  return node.kind === 'application' && node.inputs.some((input) => reads(input, role));
}

/** Whether two means of a loss differ by the mean of what its rows differ by: so if both have the same divisor. */
export function hasPairedRows(loss: RowLoss & Pick<Measure, 'isMean'>, layouts: ColumnLayouts): boolean {
  return isMeanOfRows(loss, layouts) && !reads(boundTo(loss, layouts).divisor, 'prediction');
}

/** Pairs the rows of two predictions of the same targets and weights. */
export class PairedRows {
  readonly #differences: Float64Array;
  readonly #fates: Uint8Array;
  readonly #propagated: ReadonlySet<number>;

  /**
   * @param blockRows  rows of a block at most
   * @param nans       whether a row that is no number makes the difference none
   */
  constructor(blockRows: number, nans: NanPolicy) {
    this.#propagated = new Set(nans === 'propagate' ? noNumbers : []);
    this.#differences = new Float64Array(blockRows);
    this.#fates = new Uint8Array(blockRows);
  }

  /**
   * A row that one of the two leaves out is left out, by the fate that it has there: the prediction's if both do, unless
   * the baseline's is propagated.
   * @returns rows that are valid until the next call, and as long as those that they are made of
   */
  pair(prediction: LossRows, baseline: LossRows, count: number): PairedLossRows {
    const [values, differences] = [prediction.values, this.#differences];
    for (let i = 0; i < count; i++) differences[i] = values[i]! - baseline.values[i]!;
    const { weights, divisors, unweighted } = prediction;
    const fates = this.#fatesOf(prediction.fates, baseline.fates, count);
    const shared = { fates, weights, divisors, unweighted, clipped: [], unnormalised: [], terms: null };
    return {
      difference: { ...shared, values: differences },
      prediction: { ...shared, values },
      baseline: { ...shared, values: baseline.values },
    };
  }

  #fatesOf(a: Uint8Array | null, b: Uint8Array | null, count: number): Uint8Array | null {
    if (a === null || b === null) return a ?? b;
    for (let i = 0; i < count; i++)
      this.#fates[i] = a[i] === 0 || this.#propagated.has(b[i]!) ? b[i]! : a[i]!;
    return this.#fates;
  }
}
