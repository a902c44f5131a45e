import type { Backend } from '../backend/backend.ts';
import { LossError } from '../errors.ts';
import { BlockEvaluator } from '../evaluate/block-evaluator.ts';
import { emptyLossState, mergeLossStates, toNumber } from '../evaluate/loss-state.ts';
import type { LossState, LossValue, RowCounts } from '../evaluate/loss-state.ts';
import { takesOutputs } from '../evaluate/outputs.ts';
import { strictPolicies } from '../evaluate/row-fate.ts';
import type { Columns } from '../program/block-program.ts';
import { MergeTree } from '../sums/index.ts';
import type { SumMethod } from '../sums/index.ts';
import { parseAccumulatorState } from './accumulator-state.ts';
import type { AccumulatorState } from './accumulator-state.ts';
import type { LossColumns } from './define-loss.ts';
import type { OutputsOf } from './input.ts';
import type { Measure, RowOptions } from './measure.ts';
import { toTable } from './table.ts';

/** Rows of a chunk: the lanes start from zero every so many rows, counted from the first. */
export const chunkRows = 65_536;

/**
 * A running value of one loss or metric. Rows are added in order; the bits of the result depend on the rows alone, not
 * on how they were split over calls.
 */
export class Accumulator<C extends LossColumns = LossColumns> {
  readonly #loss: Measure<C>;
  readonly #backend: Backend;
  readonly #sum: SumMethod;
  readonly #tree = new MergeTree<LossState>(mergeLossStates);
  #chunks = 0;
  #rowsInChunk = 0;
  #evaluator: { readonly blocks: BlockEvaluator; readonly types: string } | undefined;
  /** The columns by role, and how many classes the class matrices have; undefined until rows say so. */
  #layout: string | undefined;
  #classes: number | undefined;
  #refused: unknown;

  /**
   * @throws E_STATE_MISMATCH if the state is of another loss, other parameters, another way to sum or another version
   */
  constructor(loss: Measure<C>, backend: Backend, sum: SumMethod = 'kahan', state?: AccumulatorState) {
    this.#loss = loss;
    this.#backend = backend;
    this.#sum = sum;
    if (state === undefined) return;
    const checked = parseAccumulatorState(state, loss);
    this.#expectSame(checked);
    for (const node of checked.nodes) this.#tree.insert(node);
    this.#chunks = checked.chunks;
  }

  /**
   * Adds rows after those so far. Once a row was refused, every later use throws the same error: part of the call's
   * rows were added, and a mean without the rest would be wrong in silence.
   * @throws as `evaluate`; E_STATE_MISMATCH if weights or the number of classes differ from the earlier rows'
   */
  add(
    target: OutputsOf<C['target']>,
    prediction: OutputsOf<C['prediction']>,
    options: RowOptions = {},
  ): this {
    this.#throwIfRefused();
    const { columns: domains } = this.#loss;
    const outputs = takesOutputs(this.#loss);
    const { columns, rows } = toTable(domains, target, prediction, { ...options }, outputs);
    if (rows === 0) return this;
    const blocks = this.#blocksFor(columns);
    try {
      for (let from = 0; from < rows;) {
        const count = Math.min(rows - from, chunkRows - this.#rowsInChunk);
        blocks.add(columns, from, count);
        from += count;
        this.#rowsInChunk += count;
        if (this.#rowsInChunk === chunkRows) this.#endChunk();
      }
    } catch (error) {
      this.#refused = error;
      throw error;
    }
    return this;
  }

  /**
   * Adds the rows of another accumulator after these. Both go on from a new chunk; the other is left as it was.
   * Where this one's rows end at a multiple of 65,536 · 2ʰ that the other's subtrees fit, the result has the bits of
   * one pass over all rows; else it lies within the same error bound.
   * @throws E_STATE_MISMATCH if the losses or their parameters differ
   */
  merge(other: Accumulator<C>): this {
    this.#throwIfRefused();
    const state = other.toJSON();
    this.#expectSame(state);
    this.#endChunk();
    const fits = state.nodes.every(({ level }) => this.#chunks % 2 ** level === 0);
    if (fits) {
      for (const { level, index, value } of state.nodes) {
        this.#tree.insert({ level, index: index + this.#chunks / 2 ** level, value });
      }
      this.#chunks += state.chunks;
    } else {
      this.#tree.insert({ level: 0, index: this.#chunks, value: other.state });
      this.#chunks += 1;
    }
    return this;
  }

  /** The sums and counts of all rows so far. */
  get state(): LossState {
    const tree = this.#wholeTree();
    return tree.fold() ?? emptyLossState;
  }

  /** The value so far: NaN for no rows or a NaN value, ±∞ for an infinite one or an overflow. */
  get value(): number {
    return toNumber(this.result);
  }

  /** The value so far, or null and why there is none. */
  get result(): LossValue {
    return this.#loss.finish(this.state);
  }

  /** What became of the rows so far. */
  get rows(): RowCounts {
    return this.state.rows;
  }

  /** A state that `Loss.accumulator` and `merge` take up again, in this process or another. */
  toJSON(): AccumulatorState {
    return {
      version: 1,
      loss: this.#loss.name,
      classes: this.#classes ?? null,
      parameters: this.#loss.parameterValues,
      ...(this.#sum === 'exact' ? { sum: this.#sum } : {}),
      chunks: this.#chunks + (this.#rowsInChunk > 0 ? 1 : 0),
      nodes: this.#wholeTree().nodes,
    };
  }

  /** The tree with the open chunk in its place, as if it ended here. */
  #wholeTree(): MergeTree<LossState> {
    this.#throwIfRefused();
    const tree = new MergeTree<LossState>(mergeLossStates);
    for (const node of this.#tree.nodes) tree.insert(node);
    const [open] = this.#evaluator?.blocks.peek() ?? [];
    if (open !== undefined && this.#rowsInChunk > 0) {
      tree.insert({ level: 0, index: this.#chunks, value: open });
    }
    return tree;
  }

  #endChunk(): void {
    if (this.#rowsInChunk === 0) return;
    const [state] = this.#evaluator?.blocks.take() ?? [];
    if (state !== undefined) this.#tree.insert({ level: 0, index: this.#chunks, value: state });
    this.#chunks += 1;
    this.#rowsInChunk = 0;
  }

  /** The evaluator for columns of these types. Types may change from call to call; what the columns are may not. */
  #blocksFor(columns: Columns): BlockEvaluator {
    const layout = layoutOf(columns);
    const classes = classesOf(columns);
    this.#layout ??= layout;
    this.#classes ??= classes;
    if (this.#layout !== layout || this.#classes !== classes) {
      throw new LossError({
        code: 'E_STATE_MISMATCH',
        place: this.#loss.name,
        expected: `${described(this.#layout, this.#classes)}, as in the rows before`,
        got: described(layout, classes),
      });
    }
    const types = Object.values(columns)
      .map(({ type }) => type)
      .join();
    if (this.#evaluator?.types !== types) {
      const previous = this.#evaluator?.blocks;
      this.#evaluator = {
        blocks: new BlockEvaluator([this.#loss], columns, strictPolicies, this.#backend, this.#sum, previous),
        types,
      };
    }
    return this.#evaluator.blocks;
  }

  #expectSame({ version, loss, parameters, classes, sum }: AccumulatorState): void {
    const mine = named(1, this.#loss.name, this.#loss.parameterValues, this.#sum);
    const theirs = named(version, loss, parameters, sum ?? 'kahan');
    if (mine !== theirs) {
      throw new LossError({
        code: 'E_STATE_MISMATCH',
        expected: `a state of ${mine}`,
        got: `one of ${theirs}`,
      });
    }
    this.#classes ??= classes ?? undefined;
    if (classes === null || this.#classes === classes) return;
    throw new LossError({
      code: 'E_STATE_MISMATCH',
      place: loss,
      expected: `a state over ${this.#classes} classes`,
      got: `one over ${classes}`,
    });
  }

  #throwIfRefused(): void {
    if (this.#refused !== undefined) throw this.#refused;
  }
}

function named(
  version: number,
  loss: string,
  parameters: Readonly<Record<string, unknown>>,
  sum: SumMethod,
): string {
  const sorted = Object.entries(parameters).toSorted(([a], [b]) => (a < b ? -1 : 1));
  const summed = sum === 'exact' ? ', summed exactly' : '';
  return `${loss}${JSON.stringify(Object.fromEntries(sorted))}, version ${version}${summed}`;
}

/** The columns by role, a class matrix with a bracket. */
function layoutOf(columns: Columns): string {
  return Object.entries(columns)
    .map(([role, { classes }]) => (classes === null ? role : `${role}[]`))
    .join(', ');
}

function classesOf(columns: Columns): number {
  return Math.max(0, ...Object.values(columns).map(({ classes }) => classes ?? 0));
}

function described(layout: string, classes: number): string {
  return classes === 0 ? layout : `${layout} of ${classes} classes`;
}
