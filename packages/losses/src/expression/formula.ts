import type { Expression } from './expression.ts';
import { latexPrinter, textPrinter } from './printer.ts';
import type { Printed, Printer } from './printer.ts';

/** A formula as people write it. */
export interface Formula {
  readonly text: string;
  readonly latex: string;
}

const aggregates = { sum: 'sumOfRows', mean: 'meanOfRows', max: 'largest' } as const;

function print(node: Expression, printer: Printer): Printed {
  if (node.kind === 'constant') return printer.number(node.value);
  if (node.kind === 'classCount') return printer.symbol('K');
  if (node.kind === 'column' || node.kind === 'parameter') return printer.symbol(node.symbol);
  if (node.kind === 'aggregate') return printer[aggregates[node.name]](print(node.of, printer));
  const inputs = node.inputs.map((input) => print(input, printer));
  return node.operation.notation(printer, inputs);
}

/** The formula that a graph computes. */
export function formulaOf(node: Expression): Formula {
  return { text: print(node, textPrinter).text, latex: print(node, latexPrinter).text };
}
