import type { Expression } from '@offmark/losses';
import { classRules } from './class-rules.ts';
import { given } from './dual.ts';
import type { Dual } from './dual.ts';
import { elementwiseRules } from './elementwise-rules.ts';

/** The columns of one row by role: a number is a list of one. */
export type ExactRow = Readonly<Record<string, readonly Dual[]>>;

/** What a node over all rows holds. */
export type OverRows = (node: Expression & { readonly kind: 'aggregate' }) => readonly Dual[];

function refuse(): never {
  throw new Error('a row knows nothing of the others');
}

/** What the graph holds for a row, with more than 300 bits, and how it moves with the row's columns. */
export function evaluateExactly(
  root: Expression,
  row: ExactRow,
  classes: number,
  overRows: OverRows = refuse,
): readonly Dual[] {
  const known = new Map<Expression, readonly Dual[]>();
  const visit = (node: Expression): readonly Dual[] => {
    const values = known.get(node) ?? evaluate(node);
    known.set(node, values);
    return values;
  };
  const evaluate = (node: Expression): readonly Dual[] => {
    if (node.kind === 'constant') return [given(node.value)];
    if (node.kind === 'classCount') return [given(classes)];
    if (node.kind === 'parameter') return [node.value].flat().map((value) => given(value));
    if (node.kind === 'column') return row[node.role] ?? [];
    if (node.kind === 'aggregate') return overRows(node);
    const inputs = node.inputs.map(visit);
    const { name } = node.operation;
    const ofClasses = classRules[name];
    if (ofClasses !== undefined) return ofClasses(inputs, classes);
    const rule = elementwiseRules[name];
    if (rule === undefined) throw new Error(`no rule for ${name}`);
    const width = Math.max(...inputs.map((input) => input.length));
    return Array.from({ length: width }, (_, j) =>
      rule(...inputs.map((input) => input[input.length === 1 ? 0 : j] ?? given(0))),
    );
  };
  return visit(root);
}
