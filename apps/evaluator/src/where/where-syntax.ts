import { argumentError } from '../errors.ts';

export type Comparator = '==' | '!=' | '<' | '<=' | '>' | '>=';
export type Arithmetic = '+' | '-' | '*' | '/';

/** A condition on rows, as it was written. `at` is the place of a node's first character, from 1. */
export type WhereNode = { readonly at: number } & (
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'text'; readonly value: string }
  | { readonly kind: 'boolean'; readonly value: boolean }
  | { readonly kind: 'column'; readonly name: string }
  | { readonly kind: 'negate'; readonly operand: WhereNode }
  | {
      readonly kind: 'arithmetic';
      readonly operator: Arithmetic;
      readonly left: WhereNode;
      readonly right: WhereNode;
    }
  | {
      readonly kind: 'compare';
      readonly operator: Comparator;
      readonly left: WhereNode;
      readonly right: WhereNode;
    }
  | { readonly kind: 'in'; readonly operand: WhereNode; readonly values: readonly Literal[] }
  | { readonly kind: 'is'; readonly operand: WhereNode; readonly what: 'null' | 'nan' }
  | { readonly kind: 'not'; readonly operand: WhereNode }
  | {
      readonly kind: 'logic';
      readonly operator: '&&' | '||';
      readonly left: WhereNode;
      readonly right: WhereNode;
    }
);

export type Literal = WhereNode & { readonly kind: 'number' | 'text' | 'boolean' };

/** What is wrong with a condition as it was written. */
export function whereError(at: number, expected: string, got: string, next?: string): Error {
  return argumentError('E_WHERE', {
    place: `--where, character ${at}`,
    expected,
    got,
    ...(next === undefined ? {} : { next }),
  });
}

/** The names of the columns that a condition looks at, once each, in their order. */
export function columnsIn(node: WhereNode): readonly string[] {
  return [...new Set(columnNames(node))];
}

/** The texts that a condition compares with, once each, in their order; a text column numbers them from 0. */
export function textsIn(node: WhereNode): readonly string[] {
  return [...new Set(textLiterals(node))];
}

function textLiterals(node: WhereNode): readonly string[] {
  switch (node.kind) {
    case 'text':
      return [node.value];
    case 'column':
    case 'number':
    case 'boolean':
      return [];
    case 'in':
      return [...textLiterals(node.operand), ...node.values.flatMap(textLiterals)];
    case 'negate':
    case 'not':
    case 'is':
      return textLiterals(node.operand);
    case 'arithmetic':
    case 'compare':
    case 'logic':
      break;
  }
  return [...textLiterals(node.left), ...textLiterals(node.right)];
}

function columnNames(node: WhereNode): readonly string[] {
  switch (node.kind) {
    case 'column':
      return [node.name];
    case 'number':
    case 'text':
    case 'boolean':
      return [];
    case 'negate':
    case 'not':
    case 'in':
    case 'is':
      return columnNames(node.operand);
    case 'arithmetic':
    case 'compare':
    case 'logic':
      break;
  }
  return [...columnNames(node.left), ...columnNames(node.right)];
}
