import type { ColumnChunk } from '@offmark/arrow-ipc/rows';
import type { Backend } from '@offmark/losses';
import { markNulls } from './column-nulls.ts';
import { chunkAt, windowRows } from './placed-columns.ts';
import type { PlacedColumns } from './placed-columns.ts';
import { arithmeticLoops } from './where-loops.ts';
import type { WhereNode } from './where-syntax.ts';

/** Works on rows [from, from + count) of the columns, in the order of the input's layouts. */
export type Run = (columns: readonly ColumnChunk[], from: number, count: number) => void;

export const nothing: Run = () => {};

/** A number for each row of a window, or null. */
export interface NumberVector {
  readonly run: Run;
  readonly values: Float64Array;
  /** 1 where there is no value. */
  readonly nulls: Uint8Array;
}

/** A row whose number no double holds, counted from the first of the columns. */
export class WhereRowError extends Error {
  override readonly name: string = 'WhereRowError';
  readonly row: number;
  readonly column: string;

  constructor(row: number, column: string, value: number) {
    super(`about ${value}`);
    this.row = row;
    this.column = column;
  }
}

/** Turns the parts of a condition that are numbers into loops, and texts, which columns hold by number. */
export class NumberVectors {
  readonly #columns: PlacedColumns;
  readonly #backend: Backend;
  readonly #texts: readonly string[];

  /** @param texts  those with a number of their own: the first of every text column */
  constructor(columns: PlacedColumns, texts: readonly string[], backend: Backend) {
    this.#columns = columns;
    this.#texts = texts;
    this.#backend = backend;
  }

  /** The number that stands for a text of the condition. */
  numberOfText(text: string): number {
    return this.#texts.indexOf(text);
  }

  number(node: WhereNode): NumberVector {
    const values = new Float64Array(windowRows);
    const nulls = new Uint8Array(windowRows);
    switch (node.kind) {
      case 'number':
        return { run: nothing, values: values.fill(node.value), nulls };
      case 'text':
        return { run: nothing, values: values.fill(this.numberOfText(node.value)), nulls };
      case 'column':
        return this.#numberColumn(node, values, nulls);
      case 'negate': {
        const operand = this.number(node.operand);
        const run: Run = (columns, from, count) => {
          operand.run(columns, from, count);
          for (let i = 0; i < count; i++) values[i] = -operand.values[i]!;
        };
        return { run, values, nulls: operand.nulls };
      }
      case 'arithmetic': {
        const [left, right] = [this.number(node.left), this.number(node.right)];
        const loop = arithmeticLoops[node.operator];
        const run: Run = (columns, from, count) => {
          left.run(columns, from, count);
          right.run(columns, from, count);
          loop(values, left.values, right.values, count);
          for (let i = 0; i < count; i++) nulls[i] = left.nulls[i]! | right.nulls[i]!;
        };
        return { run, values, nulls };
      }
      case 'boolean':
      case 'compare':
      case 'in':
      case 'is':
      case 'not':
      case 'logic':
        break;
    }
    throw new RangeError(`${node.kind} is no number`);
  }

  #numberColumn(
    node: WhereNode & { readonly kind: 'column' },
    values: Float64Array,
    nulls: Uint8Array,
  ): NumberVector {
    const [place, { type, name }] = this.#columns.find(node.name);
    const cast = this.#backend.casts[type];
    const wide = type === 'int64' || type === 'uint64';
    const run: Run = (columns, from, count) => {
      const column = chunkAt(columns, place);
      cast(values, column.data, from, count);
      markNulls(nulls, column.validity, from, count);
      if (!wide) return;
      for (let i = 0; i < count; i++) {
        if (nulls[i] === 0 && !Number.isSafeInteger(values[i]))
          throw new WhereRowError(from + i, name, values[i] ?? NaN);
      }
    };
    return { run, values, nulls };
  }
}
