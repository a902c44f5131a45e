import { LossError } from '../errors.ts';
import type { Application, Expression, Shape } from './expression.ts';
import type { Printed, Printer } from './printer.ts';

/** The operations that a backend provides, by name. Adding one here makes both backends' tables incomplete. */
export type OperationName =
  | 'abs'
  | 'add'
  | 'argmaxOfOthers'
  | 'bernoulliFactor'
  | 'bernoulliRest'
  | 'broadcast'
  | 'clampedLog'
  | 'clampedLog1p'
  | 'digamma'
  | 'div'
  | 'exp'
  | 'expm1'
  | 'floorAt'
  | 'hypot'
  | 'jsDiv'
  | 'klDiv'
  | 'less'
  | 'lessOrEqual'
  | 'lgamma'
  | 'log1p'
  | 'log1pDifference'
  | 'log1pmx'
  | 'logCosh'
  | 'logSoftmax'
  | 'max'
  | 'maxOfOthers'
  | 'min'
  | 'mul'
  | 'neg'
  | 'odds'
  | 'oddsFactor'
  | 'oddsRest'
  | 'pick'
  | 'pickLogSoftmax'
  | 'pow'
  | 'quotient'
  | 'rankOfLabel'
  | 'relativeEntropy'
  | 'relu'
  | 'rowNorm'
  | 'rowSum'
  | 'scatter'
  | 'select'
  | 'sigmoid'
  | 'sign'
  | 'softmax'
  | 'softplus'
  | 'sqrt'
  | 'square'
  | 'sub'
  | 'tanh'
  | 'unitDeviance'
  | 'unitVector'
  | 'weigh'
  | 'weighClampedLog'
  | 'weighClampedLog1p';

/** All that the graph knows of one operation; what it computes stands in the backends. */
export interface Operation {
  readonly name: OperationName;
  /**
   * The adjoints of the inputs: how the loss changes with each of them, given how it changes with the result.
   * null where no gradient flows.
   */
  readonly adjoint: (
    gradient: Expression,
    inputs: readonly Expression[],
    result: Expression,
  ) => readonly (Expression | null)[];
  readonly notation: (print: Printer, inputs: readonly Printed[]) => Printed;
}

function arity(name: OperationName, wanted: number, got: number): never {
  throw new LossError({
    code: 'E_DEFINITION',
    place: name,
    expected: `${wanted} inputs`,
    got: String(got),
  });
}

export function unary(
  name: OperationName,
  adjoint: (gradient: Expression, x: Expression, result: Expression) => Expression | null,
  notation: (print: Printer, x: Printed) => Printed,
): Operation {
  return {
    name,
    adjoint: (gradient, [x, ...rest], result) =>
      x === undefined || rest.length > 0 ? arity(name, 1, rest.length + 1) : [adjoint(gradient, x, result)],
    notation: (print, [x]) => (x === undefined ? arity(name, 1, 0) : notation(print, x)),
  };
}

export function binary(
  name: OperationName,
  adjoint: (
    gradient: Expression,
    a: Expression,
    b: Expression,
    result: Expression,
  ) => readonly [Expression | null, Expression | null],
  notation: (print: Printer, a: Printed, b: Printed) => Printed,
): Operation {
  return {
    name,
    adjoint: (gradient, [a, b, ...rest], result) =>
      a === undefined || b === undefined || rest.length > 0
        ? arity(name, 2, rest.length)
        : adjoint(gradient, a, b, result),
    notation: (print, [a, b]) =>
      a === undefined || b === undefined ? arity(name, 2, 0) : notation(print, a, b),
  };
}

/** A node that applies an operation; its shape is the caller's to know. */
export function apply<S extends Shape>(
  operation: Operation,
  shape: S,
  ...inputs: readonly Expression[]
): Application<S> {
  return { kind: 'application', shape, operation, inputs };
}
