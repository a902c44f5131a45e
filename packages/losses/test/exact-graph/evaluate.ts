import type { Expression } from '@offmark/losses';
import { classRules } from './class-rules.ts';
import { given } from './dual.ts';
import type { Dual } from './dual.ts';
import { elementwiseRules } from './elementwise-rules.ts';

/** The columns of one row by role: a number is a list of one. */
export type ExactRow = Readonly<Record<string, readonly Dual[]>>;

/** What the graph of a row's value holds, with more than 300 bits, and how it moves with its columns. */
export function evaluateExactly(root: Expression, row: ExactRow, classes: number): Dual {
  const known = new Map<Expression, readonly Dual[]>();
  const visit = (node: Expression): readonly Dual[] => {
    const before = known.get(node);
    if (before !== undefined) return before;
    const values = evaluate(node);
    known.set(node, values);
    return values;
  };
  const evaluate = (node: Expression): readonly Dual[] => {
    if (node.kind === 'constant') return [given(node.value)];
    if (node.kind === 'classCount') return [given(classes)];
    if (node.kind === 'parameter') return [node.value].flat().map((value) => given(value));
    if (node.kind === 'column') return row[node.role] ?? [];
    const inputs = node.inputs.map(visit);
    const { name } = node.operation;
    const ofClasses = classRules[name];
    if (ofClasses !== undefined) return ofClasses(inputs);
    const rule = elementwiseRules[name];
    if (rule === undefined) throw new Error(`no rule for ${name}`);
    const width = Math.max(...inputs.map((input) => input.length));
    return Array.from({ length: width }, (_, j) =>
      rule(...inputs.map((input) => input[input.length === 1 ? 0 : j] ?? given(0))),
    );
  };
  const [result = given(0)] = visit(root);
  return result;
}
