import type { ColumnChunk, ColumnLayout } from '@offmark/arrow-ipc/rows';
import type { Backend } from '@offmark/losses';
import { markNulls } from './column-nulls.ts';
import { NumberVectors, nothing } from './number-vectors.ts';
import type { Run } from './number-vectors.ts';
import { PlacedColumns, chunkAt, windowRows } from './placed-columns.ts';
import { trueTruth, truthOf, unknown } from './truth.ts';
import { comparisonLoops } from './where-loops.ts';
import { textsIn } from './where-syntax.ts';
import type { WhereNode } from './where-syntax.ts';
import { kindOf } from './where-types.ts';
import type { ValueKind } from './where-types.ts';

/** A truth value for each row of a window. */
interface TruthVector {
  readonly run: Run;
  readonly truths: Uint8Array;
}

/** Turns a condition that was checked into loops over windows of one input's columns. */
export class WhereProgram {
  readonly #columns: PlacedColumns;
  readonly #backend: Backend;
  readonly #numbers: NumberVectors;
  readonly #condition: TruthVector;

  /** @param names  of the columns, with their places among the layouts */
  constructor(
    condition: WhereNode,
    layouts: readonly ColumnLayout[],
    names: ReadonlyMap<string, number>,
    backend: Backend,
  ) {
    this.#columns = new PlacedColumns(layouts, names);
    this.#backend = backend;
    this.#numbers = new NumberVectors(this.#columns, textsIn(condition), backend);
    this.#condition = this.#truth(condition);
  }

  /**
   * Finds the rows for which the condition is true: neither false nor unknown.
   * @param kept  gets their numbers, counted from `from`
   * @param count at most `windowRows`
   * @returns     how many they are
   * @throws      WhereRowError
   */
  select(kept: Int32Array, columns: readonly ColumnChunk[], from: number, count: number): number {
    this.#condition.run(columns, from, count);
    const { truths } = this.#condition;
    let rows = 0;
    for (let i = 0; i < count; i++) {
      kept[rows] = i;
      if (truths[i] === trueTruth) rows += 1;
    }
    return rows;
  }

  #kindOf(node: WhereNode): ValueKind {
    return kindOf(node, this.#columns.byName);
  }

  #truth(node: WhereNode): TruthVector {
    const truths = new Uint8Array(windowRows);
    switch (node.kind) {
      case 'boolean':
        return { run: nothing, truths: truths.fill(truthOf(node.value)) };
      case 'column':
        return { run: this.#flags(node, truths), truths };
      case 'compare':
        return { run: this.#comparison(node, truths), truths };
      case 'in':
        return { run: this.#membership(node, truths), truths };
      case 'is':
        return { run: this.#presence(node, truths), truths };
      case 'not': {
        const operand = this.#truth(node.operand);
        const run: Run = (columns, from, count) => {
          operand.run(columns, from, count);
          for (let i = 0; i < count; i++) truths[i] = trueTruth - operand.truths[i]!;
        };
        return { run, truths };
      }
      case 'logic': {
        const [left, right] = [this.#truth(node.left), this.#truth(node.right)];
        const join = node.operator === '&&' ? Math.min : Math.max;
        const run: Run = (columns, from, count) => {
          left.run(columns, from, count);
          right.run(columns, from, count);
          for (let i = 0; i < count; i++) truths[i] = join(left.truths[i]!, right.truths[i]!);
        };
        return { run, truths };
      }
      case 'number':
      case 'text':
      case 'negate':
      case 'arithmetic':
        break;
    }
    throw new RangeError(`${node.kind} is neither true nor false`);
  }

  #flags(node: WhereNode & { readonly kind: 'column' }, truths: Uint8Array): Run {
    const [place] = this.#columns.find(node.name);
    const flags = new Float64Array(windowRows);
    const nulls = new Uint8Array(windowRows);
    return (columns, from, count) => {
      const column = chunkAt(columns, place);
      this.#backend.casts.bool(flags, column.data, from, count);
      markNulls(nulls, column.validity, from, count);
      for (let i = 0; i < count; i++) truths[i] = nulls[i] === 1 ? unknown : truthOf(flags[i] === 1);
    };
  }

  #comparison(
    { operator, left: a, right: b }: WhereNode & { readonly kind: 'compare' },
    truths: Uint8Array,
  ): Run {
    const kind = this.#kindOf(a);
    if (kind === 'boolean') {
      const [left, right] = [this.#truth(a), this.#truth(b)];
      return (columns, from, count) => {
        left.run(columns, from, count);
        right.run(columns, from, count);
        for (let i = 0; i < count; i++) {
          const [x, y] = [left.truths[i], right.truths[i]];
          const known = x !== unknown && y !== unknown;
          truths[i] = known ? truthOf((x === y) === (operator === '==')) : unknown;
        }
      };
    }
    const [left, right] = [this.#numbers.number(a), this.#numbers.number(b)];
    const loop = comparisonLoops[operator];
    return (columns, from, count) => {
      left.run(columns, from, count);
      right.run(columns, from, count);
      loop(truths, left.values, right.values, count);
      for (let i = 0; i < count; i++) if ((left.nulls[i]! | right.nulls[i]!) === 1) truths[i] = unknown;
    };
  }

  #membership(
    { operand: node, values: literals }: WhereNode & { readonly kind: 'in' },
    truths: Uint8Array,
  ): Run {
    const members = new Set<unknown>(
      // Sets tell −0 from 0 no more than == does.
      literals.map((node) => (node.kind === 'text' ? this.#numbers.numberOfText(node.value) : node.value)),
    );
    if (this.#kindOf(node) === 'boolean') {
      const operand = this.#truth(node);
      return (columns, from, count) => {
        operand.run(columns, from, count);
        for (let i = 0; i < count; i++) {
          const truth = operand.truths[i]!;
          truths[i] = truth === unknown ? unknown : truthOf(members.has(truth === trueTruth));
        }
      };
    }
    const operand = this.#numbers.number(node);
    return (columns, from, count) => {
      operand.run(columns, from, count);
      for (let i = 0; i < count; i++)
        truths[i] = operand.nulls[i] === 1 ? unknown : truthOf(members.has(operand.values[i]));
    };
  }

  #presence({ operand: node, what }: WhereNode & { readonly kind: 'is' }, truths: Uint8Array): Run {
    if (this.#kindOf(node) === 'boolean') {
      const operand = this.#truth(node);
      return (columns, from, count) => {
        operand.run(columns, from, count);
        for (let i = 0; i < count; i++) truths[i] = truthOf(operand.truths[i] === unknown);
      };
    }
    const operand = this.#numbers.number(node);
    return (columns, from, count) => {
      operand.run(columns, from, count);
      for (let i = 0; i < count; i++) {
        const isNull = operand.nulls[i] === 1;
        truths[i] = truthOf(what === 'null' ? isNull : !isNull && Number.isNaN(operand.values[i]));
      }
    };
  }
}
