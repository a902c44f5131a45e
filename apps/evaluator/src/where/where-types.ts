import type { ColumnLayout } from '@offmark/arrow-ipc/rows';
import { inputError } from '../errors.ts';
import type { WhereNode } from './where-syntax.ts';

/** What a part of a condition is for each row. */
export type ValueKind = 'number' | 'boolean' | 'text';

/** The columns of a condition by name. */
export type WhereColumns = ReadonlyMap<string, ColumnLayout>;

const nouns: Readonly<Record<ValueKind, string>> = {
  number: 'a number',
  boolean: 'true or false',
  text: 'a text',
};

/** Finds out what each part of a condition is, given an input's columns. */
class TypeChecker {
  readonly #columns: WhereColumns;
  readonly #path: string;

  constructor(columns: WhereColumns, path: string) {
    this.#columns = columns;
    this.#path = path;
  }

  /** @throws E_WHERE if the node is of another kind */
  expect(node: WhereNode, wanted: ValueKind): void {
    const kind = this.kindOf(node);
    if (kind !== wanted) throw this.#error(node, nouns[wanted], this.#described(node, kind));
  }

  kindOf(node: WhereNode): ValueKind {
    switch (node.kind) {
      case 'number':
      case 'text':
      case 'boolean':
        return node.kind;
      case 'column':
        return this.#columnKind(node);
      case 'negate':
        this.expect(node.operand, 'number');
        return 'number';
      case 'arithmetic':
        this.expect(node.left, 'number');
        this.expect(node.right, 'number');
        return 'number';
      case 'compare':
        this.#comparison(node);
        return 'boolean';
      case 'in': {
        const kind = this.kindOf(node.operand);
        for (const value of node.values) this.expect(value, kind);
        return 'boolean';
      }
      case 'is':
        if (node.what === 'nan') this.expect(node.operand, 'number');
        else this.kindOf(node.operand);
        return 'boolean';
      case 'not':
        this.expect(node.operand, 'boolean');
        return 'boolean';
      case 'logic':
        break;
    }
    this.expect(node.left, 'boolean');
    this.expect(node.right, 'boolean');
    return 'boolean';
  }

  #comparison({ operator, left, right }: WhereNode & { readonly kind: 'compare' }): void {
    const kind = this.kindOf(left);
    this.expect(right, kind);
    if (kind !== 'number' && operator !== '==' && operator !== '!=')
      throw this.#error(left, `a number beside ${operator}`, this.#described(left, kind));
    // Each column numbers its texts by itself.
    if (kind === 'text' && left.kind === 'column' && right.kind === 'column')
      throw this.#error(right, 'a text in quotes', this.#described(right, kind));
  }

  #columnKind(node: WhereNode & { readonly kind: 'column' }): ValueKind {
    const column = this.#columns.get(node.name);
    if (column === undefined) throw new RangeError(`no column ${node.name}`);
    if (column.classes !== null)
      throw this.#error(node, 'a column with one value per row', `${column.classes} ${column.type} per row`);
    if (column.isText) return 'text';
    return column.type === 'bool' ? 'boolean' : 'number';
  }

  #described(node: WhereNode, kind: ValueKind): string {
    return node.kind === 'column' ? `column "${node.name}", ${nouns[kind]}` : nouns[kind];
  }

  #error({ at }: WhereNode, expected: string, got: string): Error {
    return inputError('E_WHERE', { place: `${this.#path}, --where, character ${at}`, expected, got });
  }
}

/**
 * Checks that a condition fits an input's columns.
 * @throws E_WHERE with the place in the condition
 */
export function checkWhere(node: WhereNode, columns: WhereColumns, path: string): void {
  new TypeChecker(columns, path).expect(node, 'boolean');
}

/** What a node is, once it is known to fit. */
export function kindOf(node: WhereNode, columns: WhereColumns): ValueKind {
  return new TypeChecker(columns, '').kindOf(node);
}
