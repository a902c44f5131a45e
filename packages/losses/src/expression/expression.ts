import type { Operation } from './operation.ts';

/**
 * What a node holds: one number for all rows (`scalar`), one per class for all rows (`class`),
 * one per row (`row`), or one per row and class (`matrix`).
 */
export type Shape = 'scalar' | 'class' | 'row' | 'matrix';

/** The shape of an elementwise operation's result: the smallest that holds both. */
export type Join<A extends Shape, B extends Shape> = A extends 'scalar'
  ? B
  : B extends 'scalar'
    ? A
    : A extends B
      ? A
      : 'matrix';

export interface Node<S extends Shape> {
  readonly shape: S;
}

/** A number written into the definition. */
export interface Constant extends Node<'scalar'> {
  readonly kind: 'constant';
  readonly value: number;
}

/** A parameter bound to its value: a scalar, or one number per class. */
export interface ParameterNode<S extends 'scalar' | 'class' = 'scalar' | 'class'> extends Node<S> {
  readonly kind: 'parameter';
  /** How formulas write it. */
  readonly symbol: string;
  readonly value: S extends 'scalar' ? number : readonly number[];
}

/** The number of classes, known once the columns are. */
export interface ClassCount extends Node<'scalar'> {
  readonly kind: 'classCount';
}

/** A column of the input, by its role. */
export interface Column<S extends 'row' | 'matrix' = 'row' | 'matrix'> extends Node<S> {
  readonly kind: 'column';
  readonly role: string;
  readonly symbol: string;
}

/** An operation applied to other nodes. */
export interface Application<S extends Shape = Shape> extends Node<S> {
  readonly kind: 'application';
  readonly operation: Operation;
  readonly inputs: readonly Expression[];
}

/** Over all rows; of one number per class, over the classes. Only formulas of metrics have such nodes. */
export interface Aggregate<S extends Shape = Shape> extends Node<S> {
  readonly kind: 'aggregate';
  readonly name: 'sum' | 'mean' | 'max';
  readonly of: Expression;
}

/** A node of a loss's graph. Nodes are immutable and may be shared. */
export type Expression<S extends Shape = Shape> = Node<S> &
  (Constant | ParameterNode | ClassCount | Column | Application | Aggregate);

/** What the constructors of nodes take: a node, or a number for a constant. */
export type Operand<S extends Shape = Shape> = Expression<S> | number;

/** The shape of an operand; a number is a scalar. */
export type ShapeOf<O extends Operand> = O extends number
  ? 'scalar'
  : O extends Expression<infer S>
    ? S
    : never;

export function constant(value: number): Expression<'scalar'> {
  return { kind: 'constant', shape: 'scalar', value };
}

export function toExpression(operand: Operand): Expression {
  return typeof operand === 'number' ? constant(operand) : operand;
}

/** The constant that a node is, or undefined if it is anything else. */
export function constantValue(node: Expression): number | undefined {
  return node.kind === 'constant' ? node.value : undefined;
}

/** The number of classes K of the class matrices. */
export const classCount: Expression<'scalar'> = { kind: 'classCount', shape: 'scalar' };
