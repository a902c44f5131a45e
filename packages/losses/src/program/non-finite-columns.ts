import type { Application, Expression } from '../expression/expression.ts';
import type { OperationName } from '../expression/operation.ts';

/** Operations whose result is NaN or ±∞ wherever an input is, whatever the others are. */
const passingAll: ReadonlySet<OperationName> = new Set([
  'abs',
  'add',
  'hypot',
  'log1pmx',
  'logCosh',
  'mul',
  'neg',
  'sqrt',
  'square',
  'sub',
] as const);

/** The inputs whose NaN or ±∞ always makes the result one of them. */
function passedOn({ operation: { name }, inputs }: Application): readonly Expression[] {
  if (passingAll.has(name)) return inputs;
  return name === 'div' ? inputs.slice(0, 1) : [];
}

/** The columns of which a number that is not finite always makes the row's value one that is not. */
export function nonFiniteColumns(value: Expression): ReadonlySet<string> {
  const roles = new Set<string>();
  const seen = new Set<Expression>();
  const visit = (node: Expression): void => {
    if (seen.has(node) || node.shape !== 'row') return;
    seen.add(node);
    if (node.kind === 'column') roles.add(node.role);
    if (node.kind === 'application') passedOn(node).forEach(visit);
  };
  visit(value);
  return roles;
}
