import { add, mul } from './arithmetic.ts';
import { broadcast, sumOverClasses } from './class-matrix.ts';
import { classCount, constant, constantValue } from './expression.ts';
import type { Application, Expression } from './expression.ts';

/** The nodes between the root and the column, each before the nodes that it is made of. */
function pathNodes(root: Expression, role: string): readonly Expression[] {
  const depends = new Map<Expression, boolean>();
  const order: Expression[] = [];
  const visit = (node: Expression): boolean => {
    const known = depends.get(node);
    if (known !== undefined) return known;
    let found = node.kind === 'column' && node.role === role;
    if (node.kind === 'application') {
      for (const input of node.inputs) found = visit(input) || found;
    }
    depends.set(node, found);
    if (found) order.push(node);
    return found;
  };
  visit(root);
  return order.toReversed();
}

/**
 * An adjoint in the shape of the input that it belongs to: where an elementwise operation spread a row over the
 * classes, its adjoint is the sum over them, which for one number for all of them is K times it.
 */
function fit(adjoint: Expression, input: Expression, node: Application): Expression {
  if (input.shape === 'matrix') return adjoint.shape === 'row' ? broadcast(adjoint) : adjoint;
  if (adjoint.shape === 'matrix' || adjoint.shape === 'class') return sumOverClasses(adjoint);
  const spread = node.shape === 'matrix' && node.operation.name !== 'scatter';
  return spread ? mul(classCount, adjoint) : adjoint;
}

/**
 * The derivative of each row's value with respect to a column, by reverse-mode differentiation into another graph.
 * @param root  a row's value
 * @param role  the role of the column
 * @returns     a node of the column's shape, in the value's unit per the column's unit; the constant 0 if the value
 *              does not depend on the column
 * Source: Griewank, Walther 2008, doi:10.1137/1.9780898717761
 */
export function differentiate(root: Expression<'row'>, role: string): Expression {
  const gradients = new Map<Expression, Expression>([[root, constant(1)]]);
  let result: Expression = constant(0);
  for (const node of pathNodes(root, role)) {
    const gradient = gradients.get(node);
    if (gradient === undefined) continue;
    if (node.kind === 'column') {
      result = constantValue(result) === 0 ? gradient : add(result, gradient);
      continue;
    }
    if (node.kind !== 'application') continue;
    const adjoints = node.operation.adjoint(spread(gradient, node), node.inputs, node);
    for (const [i, input] of node.inputs.entries()) {
      const adjoint = adjoints[i];
      if (adjoint === undefined || adjoint === null) continue;
      const fitted = fit(adjoint, input, node);
      const sofar = gradients.get(input);
      gradients.set(input, sofar === undefined ? fitted : add(sofar, fitted));
    }
  }
  return result;
}

/** Operations that mix classes need a gradient of their own shape; elementwise ones take a scalar as it is. */
function spread(gradient: Expression, node: Application): Expression {
  const { name } = node.operation;
  const mixes = name === 'logSoftmax' || name === 'softmax' || name === 'unitVector';
  return mixes && gradient.shape === 'row' ? broadcast(gradient) : gradient;
}
